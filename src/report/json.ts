/** The result as JSON, two spaces deep: the same input gives the same bytes. */
import type { Report } from "./schema.js";

export const reportAsJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
