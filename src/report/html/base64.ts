/** Base64 (RFC 4648, section 4), as ASCII bytes: the core has no Buffer, and a page is written as bytes. */
const DIGITS = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

const PAD = 0x3d;

export function base64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PAD);
  const put = (at: number, sextet: number) => {
    text[at] = DIGITS[sextet & 63] ?? PAD;
  };
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const left = bytes.length - i;
    put(at, a >> 2);
    put(at + 1, (a << 4) | (b >> 4));
    if (left > 1) put(at + 2, (b << 2) | (c >> 6));
    if (left > 2) put(at + 3, c);
  }
  return text;
}

/** Null for what is no base64 of whole bytes. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const pads = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const [a, b, c, d] = [valueAt(text, i), valueAt(text, i + 1), valueAt(text, i + 2), valueAt(text, i + 3)];
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
  }
  return bytes.subarray(0, bytes.length - pads);
}

const VALUES = new Map(Array.from(DIGITS, (digit, value) => [digit, value] as const));

const valueAt = (text: string, at: number): number => VALUES.get(text.charCodeAt(at)) ?? 0;
