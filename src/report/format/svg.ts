/** A map as a picture for pages, mails and documents. */
import type { Format } from "../format.js";
import { mapSvg } from "../map/svg.js";

export const svg: Format = {
  name: "svg",
  order: 35,
  summary: "a picture that stands alone, for pages and print",
  printers: { map: mapSvg },
};
