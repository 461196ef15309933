import { defineConfig } from "vitest/config";
import { testCacheFolder } from "./scripts/test-cache-folder.js";

/** Getting the tool as a stranger does: needs a registry and minutes, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ["test/install/*.install.ts"],
    reporters: ["default", "./test/closing-line-reporter.ts"],
    testTimeout: 15 * 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    // The tests' own: the user's cache is left alone.
    env: { XDG_CACHE_HOME: testCacheFolder() },
  },
});
