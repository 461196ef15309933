/** The project and the oracle, which share nothing, on boards at random: `npm run oracle` goes on from here. */
import { expect, test } from "vitest";
import { compared } from "./compared.js";
import { randomBoard } from "./random-board.js";
import { RELEASES } from "./release.js";

const BOARDS = 40;

test.each(RELEASES)("%s", (release) => {
  let examined = 0;
  for (let seed = 0; seed < BOARDS; seed++) {
    const result = compared(randomBoard(seed), release);
    if (result === null) continue;
    examined++;
    expect(result.ours, `npm run oracle -- --from ${seed} --boards 1 (Linux ${release})`).toEqual(result.oracles);
  }
  expect(examined).toBeGreaterThan(BOARDS / 2);
});
