#!/usr/bin/env node
const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");

const launcher = join(__dirname, "../dist/bundle/launch.cjs");
if (existsSync(launcher)) {
  require(launcher).start();
} else {
  const root = dirname(__dirname);
  process.stderr.write(`iova-plan: not built yet: run 'npm ci && npm run build' in ${root}\n`);
  process.exitCode = 2;
}
