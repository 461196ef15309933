/** A plan's entry and a profile's for the same device: the plan's wins, key by key. */
import type { Placed } from "../base/source.js";
import type { PlannedExpectation } from "../plan/expectation.js";
import type { PlannedChild, PlannedDevice, PlannedSpace } from "../plan/model.js";

export function mergedDevice(plan: PlannedDevice, profile: PlannedDevice): PlannedDevice {
  const children = plan.children.map((child) => {
    const known = profile.children.find((other) => isSameChild(child, other));
    return known === undefined ? child : mergedChild(child, known);
  });
  const added = profile.children.filter((child) => !plan.children.some((other) => isSameChild(other, child)));
  return { ...plan, ...mergedSpace(plan, profile), children: [...children, ...added] };
}

const mergedChild = (plan: PlannedChild, profile: PlannedChild): PlannedChild => ({
  ...plan,
  ...mergedSpace(plan, profile),
  functionId: plan.functionId ?? (plan.streamIds === null ? profile.functionId : null),
  streamIds: plan.streamIds ?? (plan.functionId === null ? profile.streamIds : null),
});

/** By name, or by where its streams come from: a plan may give it another name. */
function isSameChild(a: PlannedChild, b: PlannedChild): boolean {
  if (a.name === b.name) return true;
  if (a.functionId !== null && b.functionId !== null) return a.functionId.value === b.functionId.value;
  return false;
}

function mergedSpace(plan: PlannedSpace, profile: PlannedSpace): PlannedSpace {
  // Two ways to write one thing, so one key: the need.
  const { usable, reserve } = plan.usable === null && plan.reserve === null ? profile : plan;
  return {
    usable,
    reserve,
    runtime: plan.runtime.length > 0 ? plan.runtime : profile.runtime,
    dmaMaskBits: plan.dmaMaskBits ?? profile.dmaMaskBits,
    dmaLimit: plan.dmaLimit ?? profile.dmaLimit,
    expect: mergedExpectation(plan.expect, profile.expect),
    workload: plan.workload ?? profile.workload,
  };
}

function mergedExpectation(
  plan: Placed<PlannedExpectation> | null,
  profile: Placed<PlannedExpectation> | null,
): Placed<PlannedExpectation> | null {
  if (plan === null || profile === null) return plan ?? profile;
  const own = Object.fromEntries(Object.entries(plan.value).filter(([, value]) => value !== null));
  return { value: { ...profile.value, ...own }, location: plan.location };
}
