#!/usr/bin/env node
import { nodeHost } from "../dist/cli/host.js";
import { main } from "../dist/cli/main.js";

process.exitCode = await main(process.argv.slice(2), nodeHost());
