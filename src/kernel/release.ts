/** Linux releases: `6.12`, which is 6.12.0, and the stable `6.12.107`, ordered by number. */

export interface Release {
  readonly major: number;
  readonly minor: number;
  /** 0 for a release of the main line, else the number of a stable one. */
  readonly stable: number;
}

/** The last minor number of each series that is closed: Linux 7.0 followed 6.19. A later major number is open. */
const LAST_MINORS: ReadonlyMap<number, number> = new Map([
  [3, 19],
  [4, 20],
  [5, 19],
  [6, 19],
]);

/** Older ones have neither `iommus` nor `dma-ranges` as they are today. */
const OLDEST_MAJOR = 3;

const FORM = /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})(?:\.(0|[1-9][0-9]{0,3}))?$/;

/** Null for what is not of the form `X.Y` or `X.Y.Z`, and for a release that there never was. */
export function parseRelease(text: string): Release | null {
  const [, major, minor, stable] = FORM.exec(text) ?? [];
  if (major === undefined || minor === undefined) return null;
  const release = { major: Number(major), minor: Number(minor), stable: Number(stable ?? 0) };
  return release.major >= OLDEST_MAJOR && release.minor <= lastMinorOf(release.major) ? release : null;
}

const lastMinorOf = (major: number): number => LAST_MINORS.get(major) ?? Number.POSITIVE_INFINITY;

/** A release that the project's own tables name. */
export function releaseOf(text: string): Release {
  const release = parseRelease(text);
  if (release === null) throw new Error(`there is no Linux ${text}`);
  return release;
}

/** Negative if `a` comes first. */
export const compareReleases = (a: Release, b: Release): number =>
  a.major - b.major || a.minor - b.minor || a.stable - b.stable;

/** The release of the main line before one of the main line. */
export function releaseBefore({ major, minor }: Release): Release {
  if (minor > 0) return { major, minor: minor - 1, stable: 0 };
  return { major: major - 1, minor: LAST_MINORS.get(major - 1) ?? 0, stable: 0 };
}

export const formatRelease = ({ major, minor, stable }: Release): string =>
  stable === 0 ? `${major}.${minor}` : `${major}.${minor}.${stable}`;

/** The main-line release that a stable one belongs to. */
export const mainLineOf = ({ major, minor }: Release): Release => ({ major, minor, stable: 0 });
