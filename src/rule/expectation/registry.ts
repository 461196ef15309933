/** Every key of `expect` that one board alone can tell, in the order of the keys. */
import { aligned } from "./aligned.js";
import type { Expectation } from "./define.js";
import { fits } from "./fits.js";
import { group } from "./group.js";
import { largestBlock } from "./largest-block.js";
import { maxWaste } from "./max-waste.js";
import { neverSharesWith } from "./never-shares-with.js";
import { reserves } from "./reserves.js";
import { usable } from "./usable.js";
import { within } from "./within.js";

export const expectationKinds: readonly Expectation[] = [
  aligned,
  fits,
  group,
  largestBlock,
  maxWaste,
  neverSharesWith,
  reserves,
  usable,
  within,
];
