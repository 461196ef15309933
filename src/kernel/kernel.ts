/** The kernel that is asked for: a plain value that answers each row of the table of behaviours under its name. */
import {
  type Behaviour,
  type BehaviourId,
  behaviourIds,
  behaviours,
  NEWEST_MEASURED,
  OLDEST_READ,
  type ReleasedBehaviourId,
  type ReleaseSince,
} from "./behaviours.js";
import {
  compareReleases,
  formatRelease,
  mainLineOf,
  parseRelease,
  type Release,
  releaseBefore,
  releaseOf,
} from "./release.js";
import { type SeriesId, seriesIds } from "./series.js";

type Answers = { readonly [B in BehaviourId]: boolean };

export interface Kernel extends Answers {
  /** As asked for: `6.12`, `6.6.30`, `7.3+iommu-ranges`. */
  readonly text: string;
  readonly release: Release;
  /** Posted series on top of the release. */
  readonly series: readonly SeriesId[];
  /** The release that it counts as, where it is newer than all that were measured; else null. */
  readonly countsAs: string | null;
  /** What is not known of this very kernel, and taken instead; sentences without their final stop. */
  readonly assumptions: readonly string[];
}

export type ParsedKernel =
  | { readonly ok: true; readonly kernel: Kernel }
  /** A sentence that says the form. */
  | { readonly ok: false; readonly problem: string };

/** Reads `X.Y`, which is X.Y.0, `X.Y.Z`, and either with `+SERIES` for posted series on top. */
export function parseKernel(text: string): ParsedKernel {
  const [version = "", ...names] = text.split("+");
  const release = parseRelease(version);
  if (release === null) {
    return {
      ok: false,
      problem: `It takes a release of Linux, such as ${NEWEST_MEASURED} or 6.6.30, or one with a posted series: ${spellings()}.`,
    };
  }
  const unknown = names.find((name) => !isSeries(name));
  if (unknown !== undefined) {
    return {
      ok: false,
      problem: `There is no series '${unknown}'; a release can be followed by ${seriesIds.map((id) => `+${id}`).join(", ")}.`,
    };
  }
  return { ok: true, kernel: kernelAt(release, names.filter(isSeries)) };
}

const spellings = (): string => seriesIds.map((id) => `${NEWEST_MEASURED}+${id}`).join(", ");

const isSeries = (name: string): name is SeriesId => seriesIds.some((id) => id === name);

/** A kernel that the project itself names; a spelling that does not parse is a defect. */
export function kernelOf(text: string): Kernel {
  const parsed = parseKernel(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.kernel;
}

function kernelAt(release: Release, asked: readonly SeriesId[]): Kernel {
  const series = seriesIds.filter((id) => asked.includes(id));
  const answers = Object.fromEntries(
    behaviourIds.map((id) => [id, holds(behaviours[id], release, series)]),
  ) as unknown as Answers;
  const text = [formatRelease(release), ...series].join("+");
  const countsAs = isUnmeasured(release) ? NEWEST_MEASURED : null;
  return Object.freeze({ ...answers, text, release, series, countsAs, assumptions: assumptionsOf(release) });
}

function holds({ since }: Behaviour, release: Release, series: readonly SeriesId[]): boolean {
  if ("series" in since) return series.includes(since.series);
  if (compareReleases(release, releaseOf(since.release)) >= 0) return true;
  return (since.stable ?? []).map(releaseOf).some((first) => isSuccessor(release, first));
}

/** Whether a stable release is the given one or a later one of its line. */
const isSuccessor = (release: Release, first: Release): boolean =>
  compareReleases(mainLineOf(release), mainLineOf(first)) === 0 && release.stable >= first.stable;

const isUnmeasured = (release: Release): boolean =>
  compareReleases(mainLineOf(release), releaseOf(NEWEST_MEASURED)) > 0;

function assumptionsOf(release: Release): readonly string[] {
  const text = `Linux ${formatRelease(release)}`;
  if (isUnmeasured(release)) {
    return [`${text} is treated as ${NEWEST_MEASURED}, the newest measured release`];
  }
  if (compareReleases(release, releaseOf(OLDEST_READ)) < 0) {
    return [
      `${text} is older than ${OLDEST_READ}, the oldest release whose source was read: it is treated as ${OLDEST_READ}, except for known changes`,
    ];
  }
  return behaviourIds.flatMap((id) => gapOf(behaviours[id], release, text));
}

/** What is taken of a release between the newest that is known not to do something and the oldest known to do it. */
function gapOf({ since, what }: Behaviour, release: Release, text: string): readonly string[] {
  if ("series" in since) return [];
  const { lastWithout, stable = [] } = since;
  const isBefore = compareReleases(release, releaseOf(since.release)) < 0;
  if (lastWithout !== undefined && isBefore && compareReleases(mainLineOf(release), releaseOf(lastWithout)) > 0) {
    return [`${text} is assumed to behave as ${lastWithout} here; ${since.release} is known to do this: ${what}`];
  }
  const line = stable.map(releaseOf).find((first) => compareReleases(mainLineOf(first), mainLineOf(release)) === 0);
  if (line === undefined || release.stable === 0) return [];
  return [`${mainLineText(line)} is assumed to do this from about ${formatRelease(line)}: ${what}`];
}

const mainLineText = (release: Release): string => `Linux ${formatRelease(mainLineOf(release))}.y`;

/** The release that brought a behaviour, as text. */
export const sinceOf = (id: ReleasedBehaviourId): string => behaviours[id].since.release;

/**
 * The release next to a behaviour's border on its other side: the last without it for a kernel that has it, else the
 * first with it. With the kernel's series.
 */
export function otherSideOf(kernel: Kernel, id: ReleasedBehaviourId): Kernel {
  const since: ReleaseSince = behaviours[id].since;
  const first = releaseOf(since.release);
  const last = since.lastWithout === undefined ? releaseBefore(first) : releaseOf(since.lastWithout);
  return kernelAt(kernel[id] ? last : first, kernel.series);
}

/** The same release with other posted series on top. */
export const withSeries = (kernel: Kernel, series: readonly SeriesId[]): Kernel => kernelAt(kernel.release, series);

/** The kernel that is meant where none is said. */
export const defaultKernel: Kernel = kernelOf(NEWEST_MEASURED);
