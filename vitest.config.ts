import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/closing-line-reporter.ts"],
    testTimeout: 60_000,
    // One process and one module graph a worker: the suite spends less on starting than on testing. No test may
    // leave state in a module behind.
    pool: "threads",
    isolate: false,
    maxWorkers: "100%",
  },
});
