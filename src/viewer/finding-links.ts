/** What a finding is about. */
import type { FindingView } from "../report/schema.js";
import { consumerKey, findingKey, placeKey } from "./links.js";

export const findingLinks = (finding: FindingView): readonly string[] => [
  findingKey(finding),
  ...(finding.consumer === null ? [] : [consumerKey(finding.consumer)]),
  placeKey(finding.location.file, finding.location.line),
];
