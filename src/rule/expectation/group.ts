import { defineExpectation } from "./define.js";

export const group = defineExpectation({
  key: "group",
  failure: ({ id, group: found, groupReason }, { group: expected }) => {
    if (expected === null || expected === (found !== null)) return null;
    if (expected) {
      const details = groupReason === null ? [] : [groupReason];
      return { message: `${id} has no IOMMU group, and one is expected`, details };
    }
    return { message: `${id} is in an IOMMU group, and none is expected`, details: [] };
  },
});
