/** The names that dtc (1.8.1, observed) takes for nodes and properties without a complaint. */

/** Below the root: letters, digits and `,._+-`, and perhaps one `@` that does not come first. */
export const isNodeName = (name: string): boolean => /^[a-zA-Z0-9,._+-]+(@[a-zA-Z0-9,._+-]*)?$/.test(name);

export const isPropertyName = (name: string): boolean => /^[a-zA-Z0-9,._+*#?-]+$/.test(name);
