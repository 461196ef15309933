/** What a kept file looks like: a checksum over its name and all that follows, so that a damaged one is known. */

/** SHA-256 in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array) => string;

const MAGIC = "iova-plan kept 1\n";
const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");
const DIGEST_CHARACTERS = 64;
const HEAD = MAGIC.length + DIGEST_CHARACTERS + 1;

export function sealed(name: string, body: Uint8Array, digest: Digest): Uint8Array {
  return encoder.encode(`${MAGIC}${checksum(name, body, digest)}\n`);
}

/** The body; null for a file that is not what was written under that name. */
export function unsealed(name: string, bytes: Uint8Array<ArrayBuffer>, digest: Digest): Uint8Array<ArrayBuffer> | null {
  if (bytes.length < HEAD) return null;
  const body = bytes.subarray(HEAD);
  const head = decoder.decode(bytes.subarray(0, HEAD));
  return head === `${MAGIC}${checksum(name, body, digest)}\n` ? body : null;
}

const checksum = (name: string, body: Uint8Array, digest: Digest): string =>
  digest(encoder.encode(`${name}\n${digest(body)}`));
