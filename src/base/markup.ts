/** Text in HTML and XML. */
import { visible } from "./visible.js";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Harmless in an element and in a quoted attribute, with what is invisible written out: XML cannot say a control character. */
export const markupText = (raw: string): string => visible(raw).replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
