/** A page's report read back: the JSON that the same run would have printed. */
import { gunzipSync } from "fflate";
import { fromBase64 } from "./base64.js";
import { JSON_TYPE, PACKED_TYPE } from "./data.js";

export type PageRead =
  | { readonly ok: true; readonly command: string; readonly json: string }
  | { readonly ok: false; readonly reason: "no-report" | "damaged" | "too-large" };

const DATA = /<script id="report" data-command="([a-z]+)" type="([a-z/+]+)">\n/;

const END = "</script>";

const DAMAGED: PageRead = { ok: false, reason: "damaged" };

/** Begins as a page does: what reads reports by their contents asks this first. */
export const isPage = (text: string): boolean => /^\ufeff?\s*<!doctype html>/i.test(text.slice(0, 100));

/** @param maxBytes of JSON that are unpacked */
export function readPage(page: string, maxBytes: number): PageRead {
  const found = DATA.exec(page);
  if (found === null) return { ok: false, reason: "no-report" };
  const [start, command = "", type] = found;
  const from = found.index + start.length;
  const to = page.indexOf(END, from);
  if (to < 0) return DAMAGED;
  const data = page.slice(from, to);
  if (type === JSON_TYPE) {
    return data.length > maxBytes ? { ok: false, reason: "too-large" } : { ok: true, command, json: data };
  }
  return type === PACKED_TYPE ? unpacked(command, data, maxBytes) : DAMAGED;
}

function unpacked(command: string, data: string, maxBytes: number): PageRead {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const texts: string[] = [];
  let length = 0;
  try {
    for (const line of data.split(/\s+/)) {
      const member = fromBase64(line);
      if (member === null) return DAMAGED;
      if (member.length === 0) continue;
      length += claimedLength(member);
      if (length > maxBytes) return { ok: false, reason: "too-large" };
      // Into a buffer of the length that it claims: more than that is damage, not memory.
      texts.push(decoder.decode(gunzipSync(member, { out: new Uint8Array(claimedLength(member)) }), { stream: true }));
    }
    texts.push(decoder.decode());
  } catch {
    return DAMAGED;
  }
  return { ok: true, command, json: texts.join("") };
}

/** What the last four bytes of a gzip member say of its contents' length (RFC 1952, ISIZE). */
const claimedLength = (member: Uint8Array): number =>
  member.length < 18 ? 0 : new DataView(member.buffer, member.byteOffset).getUint32(member.length - 4, true);
