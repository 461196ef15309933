/** Writes every registry that is made from a folder: run it (`npm run registries`) after adding a file there. */
import { writeFileSync } from "node:fs";
import { registries, registryText } from "./registries/text.js";

for (const registry of registries) writeFileSync(registry.output, registryText(registry));
