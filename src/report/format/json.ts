/** Reports as JSON: the format that has everything. */
import type { Format } from "../format.js";
import { safeJson } from "../json.js";
import { reportAsJson, reportJsonPieces } from "../report-json.js";

export const json: Format = {
  name: "json",
  order: 20,
  summary: "for programs: see 'iova-plan schema report'",
  printers: {
    analyze: reportAsJson,
    tree: reportAsJson,
    map: reportAsJson,
    check: reportAsJson,
    diff: safeJson,
    why: safeJson,
    fault: safeJson,
    verify: safeJson,
    simulate: safeJson,
  },
  pieces: { analyze: reportJsonPieces, tree: reportJsonPieces, map: reportJsonPieces, check: reportJsonPieces },
};
