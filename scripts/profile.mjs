/** The unbundled program in one thread, for a profiler: functions have their names, and nothing happens elsewhere. */
import { fileURLToPath } from "node:url";
import { nodeHost } from "../dist/cli/host.js";
import { main } from "../dist/cli/main.js";

const host = nodeHost(null, null, fileURLToPath(new URL("../dist", import.meta.url)));
process.exitCode = await host.statusWhenWritten(await main(process.argv.slice(2), host));
