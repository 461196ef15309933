/** Facts about an IOMMU that its registers say and no device tree: a plan states them, a driver's row reads them. */
import { intersection, type Range } from "../base/range.js";
import type { IommuDriver, IommuFact } from "./driver.js";

/** What was stated of one IOMMU; null where nothing was. */
export interface IommuFacts {
  readonly streamIdBits: number | null;
  readonly outputBits: number | null;
  readonly inputBits: number | null;
  /** Bytes. */
  readonly pageSizes: readonly bigint[] | null;
  readonly streamMapEntries: number | null;
  readonly msiWindow: Range | null;
  /** All that it translates, whatever its driver would do otherwise. */
  readonly window: Range | null;
}

export const noFacts: IommuFacts = {
  streamIdBits: null,
  outputBits: null,
  inputBits: null,
  pageSizes: null,
  streamMapEntries: null,
  msiWindow: null,
  window: null,
};

/** The driver as it works on this IOMMU. Facts that it does not read change nothing. */
export function driverWithFacts(driver: IommuDriver, facts: IommuFacts): IommuDriver {
  const { reads } = driver;
  const stated = new Set<IommuFact>();
  /** The value, if it was stated and the driver reads it. */
  const read = <T>(fact: IommuFact, value: T | null): T | null => {
    if (value === null || reads[fact] === undefined) return null;
    stated.add(fact);
    return value;
  };
  const pageSizes = read("page-sizes", facts.pageSizes);
  const granule = pageSizes === null ? driver.granule : smallest(pageSizes);
  const inputBits = read("input-bits", facts.inputBits);
  const outputBits = read("output-bits", facts.outputBits);
  const window = read("msi-window", facts.msiWindow);
  const kind = reads["msi-window"];
  const aperture =
    inputBits === null ? driver.aperture : (reads["input-bits"]?.(inputBits, granule) ?? driver.aperture);
  return {
    ...driver,
    granule,
    // A window outside of it is of another driver than the one that is known: it knows better.
    aperture: facts.window === null ? aperture : (intersection(aperture, facts.window) ?? facts.window),
    outputEnd: outputBits === null ? driver.outputEnd : 1n << BigInt(outputBits),
    streamIdBits: read("stream-id-bits", facts.streamIdBits) ?? driver.streamIdBits,
    streamMapEntries: read("stream-map-entries", facts.streamMapEntries) ?? driver.streamMapEntries,
    msi: window === null || kind === undefined ? driver.msi : { range: window, kind },
    stated,
  };
}

/** The lowest bit of the page-size bitmap is the domain's granule (iommu_dma_init_domain, 6.12). */
const smallest = (sizes: readonly bigint[]): bigint => sizes.reduce((a, b) => (a < b ? a : b));
