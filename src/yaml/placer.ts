/** Values of a YAML file with the places where it wrote them. */
import type { Location, Placed } from "../base/source.js";
import { type Place, placeAt, type YamlValue } from "./read.js";

export type Path = readonly PropertyKey[];

export class Placer {
  constructor(private readonly root: YamlValue) {}

  place(path: Path): Place {
    const place = placeAt(this.root.place, path);
    if (place === null) throw new Error(`the schema made up a value at ${path.map(String).join(".")}`);
    return place;
  }

  location(path: Path): Location {
    return this.place(path).value;
  }

  placed<T>(value: T, path: Path): Placed<T> {
    return { value, location: this.location(path) };
  }

  optional<T>(value: T | undefined, path: Path): Placed<T> | null {
    return value === undefined ? null : this.placed(value, path);
  }

  list<T>(values: readonly T[], path: Path): readonly Placed<T>[] {
    return values.map((value, i) => this.placed(value, [...path, i]));
  }
}
