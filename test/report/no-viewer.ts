import type { Viewer } from "../../src/report/html/viewer.js";

/** One that shows nothing: the real one is made by the build, and tested in a browser. */
export const noViewer: Viewer = { script: "", style: "", scriptHash: "sha256-", styleHash: "sha256-" };
