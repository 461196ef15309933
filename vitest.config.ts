import { defineConfig } from "vitest/config";
import { testCacheFolder } from "./scripts/test-cache-folder.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/closing-line-reporter.ts"],
    testTimeout: 60_000,
    // One process and one module graph a worker: the suite spends less on starting than on testing. No test may
    // leave state in a module behind.
    // The tests' own: the user's cache is left alone.
    env: { XDG_CACHE_HOME: testCacheFolder() },
    pool: "threads",
    isolate: false,
    maxWorkers: "100%",
  },
});
