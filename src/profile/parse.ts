/** Reads a profile: YAML, the schema, then the model with a location for every value that is checked later. */
import type { Outcome } from "../base/diagnostic.js";
import type { SourceFile } from "../base/source.js";
import { plannedSpace } from "../plan/space.js";
import { type Path, Placer } from "../yaml/placer.js";
import { byHand } from "../yaml/read.js";
import { readValidated } from "../yaml/validated.js";
import type { ChildMatch, Profile, ProfiledChild, ProfiledDevice } from "./model.js";
import { type ProfileValues, profileJsonSchema, profileSchema } from "./schema.js";

type DeviceValues = ProfileValues["devices"][number];
type ChildValues = NonNullable<DeviceValues["children"]>[number];

/** The profile, and every error in the file at the key or value that it is about; null when there is one. */
export function parseProfile(source: SourceFile): Outcome<Profile> {
  const { value, diagnostics } = readValidated(source, {
    kind: { code: "profile", one: "profile", many: "profiles", ...byHand },
    schema: profileSchema,
    jsonSchema: profileJsonSchema,
  });
  if (value === null) return { value, diagnostics };
  const { name, title, devices } = value.values;
  const places = new Placer(value.root);
  const profile: Profile = {
    file: source.path,
    name,
    title,
    devices: devices.map((device, i) => profiledDevice(places, device, ["devices", i])),
  };
  return { value: profile, diagnostics };
}

const profiledDevice = (places: Placer, values: DeviceValues, path: Path): ProfiledDevice => ({
  compatible: values.compatible,
  sources: values.sources.map(({ file, release, says }) => ({ file, release, says: says ?? null })),
  space: plannedSpace(places, values, path),
  children: (values.children ?? []).map((child, i) => profiledChild(places, child, [...path, "children", i])),
});

function profiledChild(places: Placer, values: ChildValues, path: Path): ProfiledChild {
  const match = matchOf(values);
  const name = values.name ?? (match.by === "sub-node" ? match.name : "");
  return { match, name, inherits: values.inherits, space: plannedSpace(places, values, path) };
}

/** The schema has seen to it that there is just one. */
function matchOf(values: ChildValues): ChildMatch {
  const { "function-id": functionId, "stream-id": streamId, "sub-node": subNode } = values;
  if (functionId !== undefined) return { by: "function-id", id: functionId };
  if (streamId !== undefined) return { by: "stream-id", id: streamId };
  return { by: "sub-node", name: subNode ?? "" };
}
