#!/usr/bin/env node
import { nodeHost, statusWhenWritten } from "../dist/cli/host.js";
import { main } from "../dist/cli/main.js";

const host = nodeHost();
process.exitCode = await statusWhenWritten(await main(process.argv.slice(2), host), host);
