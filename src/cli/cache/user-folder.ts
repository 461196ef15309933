/** The folder that is ours in the user's cache folder; null for a user without a home. */
export function userCacheFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = env;
  if (XDG_CACHE_HOME?.startsWith("/") === true) return `${XDG_CACHE_HOME}/iova-plan`;
  if (HOME?.startsWith("/") === true) return `${HOME}/.cache/iova-plan`;
  // Windows' own.
  return LOCALAPPDATA === undefined ? null : `${LOCALAPPDATA}/iova-plan`;
}
