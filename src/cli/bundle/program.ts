/** What the launcher takes out of the first pack. */
export { nodeHost } from "../host.js";
export { main } from "../main.js";
export { nodeThreads } from "../node-threads.js";
