/** The JSON of `verify`: addresses as in the other reports, ends of ranges inclusive. */
import type { AddressRange } from "../schema.js";

export interface ListedRegion extends AddressRange {
  type: string;
}

export interface VerifyReport {
  schemaVersion: 1;
  tool: { name: string; version: string };
  kernelVersion: string;
  input: string;
  /** Where the groups were read. */
  capture: string;
  agrees: boolean;
  groups: {
    /** The captured group's number. */
    number: string;
    devices: {
      name: string;
      node: string | null;
      /** Id; null where the board has no such consumer. */
      consumer: string | null;
      matchedBy: "name" | "node" | "guess" | "any-function" | "nothing";
    }[];
    predictedRegions: ListedRegion[];
  }[];
  differences: DifferenceView[];
  caveats: CaveatView[];
  assumptions: string[];
  /** What the capture says of its kernel; null of one that was not made by `iova-plan capture`'s script. */
  running: {
    release: string;
    /** Bytes. */
    pageSize: number | null;
    commandLine: string;
    model: string;
    compatible: string[];
  } | null;
  /** What such a capture cannot show. */
  notShown: string[];
}

/** Names of consumers are ids, of groups the captured numbers. Fields that a kind has no use for are null. */
export interface DifferenceView {
  kind:
    | "missing-group"
    | "missing-device"
    | "missing-member"
    | "extra-member"
    | "unexpected-group"
    | "unknown-device"
    | "domain-type"
    | "region-missing"
    | "region-extra"
    | "region-type"
    | "region-range";
  group: string | null;
  consumers: string[];
  device: string | null;
  predicted: ListedRegion | null;
  captured: ListedRegion | null;
  message: string;
}

export interface CaveatView {
  kind: "cut" | "no-regions" | "guessed" | "any-function";
  group: string;
  message: string;
}
