/** Runs the bundled program as users do and keeps the code that V8 compiled for that beside the packs. */
const { packs, program } = require("../../dist/bundle/launch.cjs");

const BOARD = "examples/dts/video-codec.dts";

async function run(argv) {
  const { main, nodeHost } = program();
  const silent = { ...nodeHost(null), writeOut: () => undefined, writeErr: () => undefined };
  if ((await main(argv, silent)) > 1) throw new Error(`cannot run: ${argv.join(" ")}`);
}

(async () => {
  await run(["--help"]);
  await run(["analyze", BOARD]);
  await run(["analyze", BOARD, "--format", "json"]);
  await run(["check", BOARD]);
  packs.keepAllCode();
})();
