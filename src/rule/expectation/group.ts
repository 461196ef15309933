import { defineExpectation } from "./define.js";

export const group = defineExpectation({
  key: "group",
  failure: ({ id, group: found, groupReason }, { group: expected }) => {
    if (expected === null || expected === (found !== null)) return null;
    if (expected) {
      const details = groupReason === null ? [] : [groupReason];
      return { message: `${id} has no IOMMU group, but one is expected`, details };
    }
    return { message: `${id} is in an IOMMU group, but none is expected`, details: [] };
  },
});
