/** Profiles by name or by path. */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { nearestName } from "../base/nearest.js";
import { isYamlPath } from "../base/path.js";
import { type Location, SourceFile } from "../base/source.js";
import type { Profile } from "../profile/model.js";

/** A profile is written by hand: a larger file is none. */
const PROFILE_BYTES = 4 * 1024 * 1024;

export interface LoadedProfiles {
  readonly profiles: readonly Profile[];
  /** An error for each that could not be used. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A profile as somebody asks for it, and where. */
export interface NamedProfile {
  /** A shipped one's name, or a path: a name has no `/` and no `.yaml` at its end. */
  readonly name: string;
  readonly location: Location;
}

export async function loadProfiles(named: readonly NamedProfile[], files: FileReader): Promise<LoadedProfiles> {
  if (named.length === 0) return { profiles: [], diagnostics: [] };
  // The readers of YAML and of schemas are loaded for those who ask: every start would wait for them.
  const { shippedProfiles } = await import("../profile/profiles.js");
  const shipped = new Map(shippedProfiles.map((profile) => [profile.name, profile]));
  const profiles: Profile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { name, location } of firstOfEach(named)) {
    const known = shipped.get(name);
    if (known !== undefined) profiles.push(known);
    else if (isYamlPath(name)) {
      const read = await profileAt({ name, location }, files);
      if (read.value !== null) profiles.push(read.value);
      diagnostics.push(...read.diagnostics);
    } else diagnostics.push(unknownProfile({ name, location }, [...shipped.keys()]));
  }
  return { profiles, diagnostics };
}

const firstOfEach = (named: readonly NamedProfile[]): readonly NamedProfile[] =>
  named.filter(({ name }, i) => named.findIndex((other) => other.name === name) === i);

async function profileAt({ name: path, location }: NamedProfile, files: FileReader): Promise<Outcome<Profile>> {
  const read = files.readFile(path, PROFILE_BYTES);
  if (!read.ok) {
    const message = `the profile ${path} cannot be used: ${read.message}`;
    return { value: null, diagnostics: [{ severity: "error", code: `profile-${read.reason}`, message, location }] };
  }
  const { parseProfile } = await import("../profile/parse.js");
  return parseProfile(new SourceFile(path, new TextDecoder().decode(read.bytes)));
}

function unknownProfile({ name, location }: NamedProfile, known: readonly string[]): Diagnostic {
  const near = nearestName(name, known);
  const hint = near === null ? `the built-in profiles are ${known.join(", ")}` : `did you mean '${near}'?`;
  const message = `there is no profile '${name}'`;
  return { severity: "error", code: "profile-unknown", message, hint, location };
}
