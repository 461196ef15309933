/** What one IOMMU driver prints of a fault, as data. One file a driver below `format/`; see formats.ts for the registry. */
import type { FaultFacts } from "./fault.js";
import { type Template, template } from "./template.js";

/** By the names of a template's fields. */
export type FieldValues = Readonly<Record<string, string>>;

export interface FaultLine {
  readonly template: Template;
  /**
   * `first` begins a fault, `more` adds to one of the same device that came before, and `either` begins one where none
   * came before that it could belong to.
   */
  readonly role: "first" | "more" | "either";
  /** Null: the numbers are no such thing after all. */
  readonly read: (values: FieldValues) => FaultFacts | null;
}

export interface FaultFormat {
  /** File name, and what reports call it. */
  readonly id: string;
  /** Ids of the IOMMU drivers (src/iommu/drivers.ts) that print so: whose IOMMU it is when no name tells. */
  readonly drivers: readonly string[];
  /** Kernel files, and the releases whose messages these are. */
  readonly source: string;
  readonly lines: readonly FaultLine[];
  /** What all the raw words together say. */
  readonly decode?: (words: readonly bigint[]) => FaultFacts;
}

const line =
  (role: FaultLine["role"]) =>
  (format: string, read: FaultLine["read"]): FaultLine => ({ template: template(format), role, read });

export const first = line("first");
export const more = line("more");
export const either = line("either");

/** `0x1f` and `1f`. */
export const hex = (text: string | undefined): bigint => BigInt(`0x${(text ?? "0").replace(/^0x/i, "")}`);

/** As a number: ids have 32 bits at most, and a longer one stands for none. */
export const hexId = (text: string | undefined): number => Number(BigInt.asUintN(32, hex(text)));

export const dec = (text: string | undefined): number => Number(text ?? "0");

/** `read` and `write`, however they are spelled. */
export const accessOf = (text: string | undefined): "read" | "write" => (/^w/i.test(text ?? "") ? "write" : "read");
