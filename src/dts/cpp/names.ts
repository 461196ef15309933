/** Identifiers as small numbers, so that a macro is looked up by index. */

export class Names {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];

  id(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.texts.length;
    this.ids.set(text, id);
    this.texts.push(text);
    return id;
  }

  text(id: number): string {
    return this.texts[id] ?? "";
  }

  get count(): number {
    return this.texts.length;
  }
}
