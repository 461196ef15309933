/**
 * Compares the prediction with the oracle of test/oracle on boards at random, for releases on both sides of every change.
 *
 *   npm run oracle -- [--boards N] [--from SEED] [--print]
 *
 * `--print` prints each board's source first. Exits 1 where the two differ, with the seed; 2 on a bad argument.
 */
import { parseArgs } from "node:util";
import { sourceOf } from "../test/oracle/board.js";
import { compared } from "../test/oracle/compared.js";
import { randomBoard } from "../test/oracle/random-board.js";
import { RELEASES } from "../test/oracle/release.js";

const { values } = parseArgs({
  options: {
    boards: { type: "string", default: "200" },
    from: { type: "string", default: "0" },
    print: { type: "boolean", default: false },
  },
});
const [boards, from] = [Number(values.boards), Number(values.from)];
if (!Number.isSafeInteger(boards) || !Number.isSafeInteger(from) || boards < 1 || from < 0) {
  console.error("--boards and --from take whole numbers");
  process.exit(2);
}

let examined = 0;
let differing = 0;
for (let seed = from; seed < from + boards; seed++) {
  const board = randomBoard(seed);
  if (values.print) console.log(sourceOf(board));
  for (const release of RELEASES) {
    const result = compared(board, release);
    if (result === null) continue;
    examined++;
    const at = result.oracles.findIndex((line, i) => line !== result.ours[i]);
    if (at < 0) continue;
    differing++;
    console.log(
      `seed ${seed}, Linux ${release}\nours:   ${result.ours[at] ?? "nothing"}\noracle: ${result.oracles[at]}\n`,
    );
  }
}
console.log(`${boards} boards from seed ${from}: ${examined} predictions examined, ${differing} differ`);
process.exitCode = differing > 0 ? 1 : examined === 0 ? 2 : 0;
