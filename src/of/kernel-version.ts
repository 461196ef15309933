/** Linux releases as `6.12` or `6.12.107`, compared by number. */

/** Whether `version` is `since` or later; parts that are missing count as 0, text after the numbers is ignored. */
export function isAtLeast(version: string, since: string): boolean {
  const have = parts(version);
  const want = parts(since);
  for (let i = 0; i < Math.max(have.length, want.length); i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

const parts = (version: string): readonly number[] => version.split(".").map((part) => Number.parseInt(part, 10) || 0);
