import { findConsumer, notFoundText } from "../../system/explain-device.js";
import { defineExpectation } from "./define.js";

export const neverSharesWith = defineExpectation({
  key: "never-shares-with",
  failure: ({ id, domain }, { neverSharesWith: others }, { system }) => {
    const found = (others ?? []).map((name) => ({ name, found: findConsumer(system, name) }));
    const unknown = found.flatMap(({ name, found: one }) => (one.ok ? [] : [`'${name}': ${notFoundText(one)}`]));
    if (unknown.length > 0) {
      return { message: `whether ${id} shares its address space is unknown`, details: unknown };
    }
    const sharing = found.flatMap(({ found: one }) =>
      one.ok && one.consumer.id !== id && domain.members.includes(one.consumer.id) ? [one.consumer.id] : [],
    );
    if (sharing.length === 0) return null;
    return {
      message: `${id} shares its address space with ${sharing.join(", ")}, but is expected not to`,
      details: ["each loses what the other allocates or reserves"],
    };
  },
});
