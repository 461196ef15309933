/**
 * Where the project is on the web: the one place to say so, beside package.json's `homepage`, which a test holds to it.
 * Null as long as it has no address.
 */
export const projectAddress: string | null = null;
