/** Results as JSON, two spaces deep: the same input gives the same bytes. */

import { INVISIBLE } from "../base/visible.js";

/** To look for it takes a sixth of the time that looking at the properties of every character does; few reports have any. */
const BEYOND_ASCII = /[^\n -~]+/g;

/** JSON itself lets C1 controls and bidirectional characters through, and a report may be read on a terminal. */
const visibly = (json: string): string => json.replace(BEYOND_ASCII, (run) => run.replace(INVISIBLE, escaped));

export const safeJson = (value: object): string => `${visibly(JSON.stringify(value, null, 2))}\n`;

/** In UTF-16 code units, as JSON has them. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");

const BEFORE_MEMBERS = '{\n  "": [\n    {\n';
const BEHIND_MEMBERS = "\n    }\n  ]\n}";

/** The lines between the braces of an object in a list of the report, as they stand there. @param part not empty */
export const listedMembers = (part: object): string =>
  visibly(JSON.stringify({ "": [part] }, null, 2)).slice(BEFORE_MEMBERS.length, -BEHIND_MEMBERS.length);
