import type { Layout } from "./model.js";

/** A layout as a value that nobody can change; its file is named after its id. */
export const defineLayout = (layout: Layout): Layout => Object.freeze(layout);
