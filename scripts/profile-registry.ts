/** Writes src/profile/shipped.ts from the files in profiles: run it after adding or changing a profile. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../profiles/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".iova-profile.yaml"))
  .sort();

const text = [
  "/** The text of every shipped profile, by its file: made from profiles/ by `npm run profile-registry`. */",
  "export const shippedTexts: readonly { readonly file: string; readonly text: string }[] = [",
  ...names.map((name) => {
    const content = readFileSync(new URL(name, folder), "utf8");
    return `  { file: ${JSON.stringify(`profiles/${name}`)}, text: ${JSON.stringify(content)} },`;
  }),
  "];",
  "",
].join("\n");
writeFileSync(new URL("../src/profile/shipped.ts", import.meta.url), text);
