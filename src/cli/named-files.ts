/** Files that options name: at a revision, too, as inputs can be. */
import { isYamlPath } from "../base/path.js";
import { type Revisions, readableAt } from "./git.js";
import type { Host } from "./host.js";
import { UsageError } from "./usage-error.js";

/** The options that name files to read. */
interface NamingFiles {
  readonly plan?: string;
  readonly config?: string;
  readonly baseline?: string;
  readonly overlay?: readonly string[];
  readonly overlayOld?: readonly string[];
  readonly overlayNew?: readonly string[];
  readonly profile?: readonly string[];
}

/** The options with `REV:path` as paths that `files` can read. */
export function withReadableFiles<Values extends NamingFiles>(values: Values, files: Revisions, host: Host): Values {
  const at = (option: string, path: string): string => {
    const found = readableAt(path, files, host.files);
    if ("path" in found) return found.path;
    throw new UsageError(`--${option} ${path}: no such file, and no such revision: ${found.message}`);
  };
  const one = (option: "plan" | "config" | "baseline") => {
    const path = values[option];
    return path === undefined ? {} : { [option]: at(option, path) };
  };
  const all = (key: "overlay" | "overlayOld" | "overlayNew", option: string) => {
    const paths = values[key];
    return paths === undefined ? {} : { [key]: paths.map((path) => at(option, path)) };
  };
  const { profile } = values;
  return {
    ...values,
    ...one("plan"),
    ...one("config"),
    ...one("baseline"),
    ...all("overlay", "overlay"),
    ...all("overlayOld", "overlay-old"),
    ...all("overlayNew", "overlay-new"),
    ...(profile !== undefined && { profile: profile.map((name) => (isYamlPath(name) ? at("profile", name) : name)) }),
  };
}
