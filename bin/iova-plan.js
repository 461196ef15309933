#!/usr/bin/env node
import { ignoreClosedPipes, nodeHost } from "../dist/cli/host.js";
import { main } from "../dist/cli/main.js";

ignoreClosedPipes();
process.exitCode = await main(process.argv.slice(2), nodeHost());
