/** Writes every registry that is made from a folder: run it (`npm run registries`) after adding a file there. */
import { writeFileSync } from "node:fs";
import { commandRegistry, commandRegistryText } from "./registries/commands.js";
import { registries, registryText } from "./registries/text.js";

for (const registry of registries) writeFileSync(registry.output, registryText(registry));
writeFileSync(commandRegistry, await commandRegistryText());
