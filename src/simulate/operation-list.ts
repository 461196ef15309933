/** Operations that are played several times, row by row. */
import { bytes, floats, integers, numberOrNull } from "../base/columns.js";
import type { Operation } from "./operation.js";

const KINDS = ["take", "give", "probe"] as const;

export class OperationList implements Iterable<Operation> {
  private rows = 0;
  private readonly kinds = bytes();
  private readonly actors = integers();
  private readonly buffers = integers();
  private readonly sizes = floats();
  private readonly times = floats();
  private readonly recorded = floats();

  get length(): number {
    return this.rows;
  }

  add(operation: Operation): void {
    this.kinds.push(KINDS.indexOf(operation.kind));
    this.actors.push(operation.actor);
    this.buffers.push(operation.kind === "probe" ? 0 : operation.buffer);
    this.sizes.push(operation.kind === "take" ? operation.bytes : 0);
    this.times.push(operation.kind === "probe" ? Number.NaN : (operation.time ?? Number.NaN));
    this.recorded.push(operation.kind === "take" ? (operation.recordedPfn ?? Number.NaN) : Number.NaN);
    this.rows++;
  }

  *[Symbol.iterator](): Generator<Operation, void, undefined> {
    for (let row = 0; row < this.rows; row++) yield this.row(row);
  }

  private row(row: number): Operation {
    const actor = this.actors.at(row);
    const buffer = this.buffers.at(row);
    const time = numberOrNull(this.times.at(row));
    switch (KINDS[this.kinds.at(row)]) {
      case "take": {
        const recordedPfn = numberOrNull(this.recorded.at(row));
        return { kind: "take", actor, buffer, bytes: this.sizes.at(row), time, recordedPfn };
      }
      case "give":
        return { kind: "give", actor, buffer, time };
      default:
        return { kind: "probe", actor };
    }
  }
}
