import { misfit, misfitDetails } from "../facts/fitting.js";
import { defineExpectation } from "./define.js";

export const fits = defineExpectation({
  key: "fits",
  failure: (consumer, { fits: expected }, input) => {
    if (expected === null) return null;
    const { id, planned } = consumer;
    if ((planned?.workload ?? null) === null) {
      return { message: `whether ${id} fits is unknown: it has no workload`, details: ["give `workload`"] };
    }
    const found = misfit(consumer, input);
    if (expected === (found === null)) return null;
    if (found === null) return { message: `the workload of ${id} fits, but is expected not to`, details: [] };
    return { message: `the workload of ${id} does not fit, but is expected to`, details: misfitDetails(found) };
  },
});
