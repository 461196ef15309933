/** The profiles that come with the tool. */
import { SourceFile } from "../base/source.js";
import type { Profile } from "./model.js";
import { parseProfile } from "./parse.js";
import { shippedTexts } from "./shipped.js";

/** A shipped profile as it is written; empty if there is none of the name. */
export const shippedProfileText = (name: string): string =>
  shippedTexts.find(({ file }) => file === `profiles/${name}.iova-profile.yaml`)?.text ?? "";

/** By name. @throws Error for one that does not parse: a defect of ours */
export function shippedProfiles(): readonly Profile[] {
  return shippedTexts.map(({ file, text }) => {
    const { value, diagnostics } = parseProfile(new SourceFile(file, text));
    if (value === null) throw new Error(`${file}: ${diagnostics[0]?.message ?? "no profile"}`);
    return value;
  });
}
