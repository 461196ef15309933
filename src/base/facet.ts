/** Something that follows from one thing alone: made when it is first asked for, once, and gone with that thing. */
export class Facet<Owner extends object, T> {
  private readonly made = new WeakMap<Owner, { readonly value: T }>();

  /** @param make depends on nothing but the owner, which never changes */
  constructor(private readonly make: (owner: Owner) => T) {}

  of(owner: Owner): T {
    const known = this.made.get(owner);
    if (known !== undefined) return known.value;
    const value = this.make(owner);
    this.made.set(owner, { value });
    return value;
  }
}
