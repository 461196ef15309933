/** What boards are read through, one after another: a run keeps what the next ones may need, not a whole kernel's. */
import { cacheAt } from "./cache/board-cache.js";
import type { World } from "./jobs.js";

/** To read and scan again what the next board includes takes about as long as two boards. */
const BOARDS_OF_A_STORE = 96;

export class Worlds {
  private boards = 0;

  constructor(private world: World) {}

  /** @param boards that are read next, which mostly include the same files */
  next(boards: number): World {
    if (this.boards >= BOARDS_OF_A_STORE) {
      const { host, cache } = this.world;
      const files = this.world.files.renewed();
      this.world = { host, files, cache: cacheAt(cache?.place ?? null, host, files) };
      this.boards = 0;
    }
    this.boards += boards;
    return this.world;
  }
}
