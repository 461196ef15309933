/** The profiles that come with the tool: read once, by whoever imports this, which nothing does that has no use for them. */
import { SourceFile } from "../base/source.js";
import type { Profile } from "./model.js";
import { parseProfile } from "./parse.js";
import { shippedTexts } from "./shipped.js";

/** A shipped profile as it is written; empty if there is none of the name. */
export const shippedProfileText = (name: string): string =>
  shippedTexts.find(({ file }) => file === `profiles/${name}.iova-profile.yaml`)?.text ?? "";

/** By name. One that does not parse is a defect of ours. */
export const shippedProfiles: readonly Profile[] = shippedTexts.map(({ file, text }) => {
  const { value, diagnostics } = parseProfile(new SourceFile(file, text));
  if (value === null) throw new Error(`${file}: ${diagnostics[0]?.message ?? "no profile"}`);
  return value;
});
