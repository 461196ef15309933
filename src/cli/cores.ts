/** How many cores a process may use: a container's share of the processor is often less than what the machine has. */
import { posix } from "node:path";

/** Null where there is no such file. */
type ReadText = (path: string) => string | null;

const ROOT = "/sys/fs/cgroup";

/**
 * @param allowed by the scheduler's mask, as the operating system tells it
 * @returns at least 1; a share of one and a half cores is two that are not always there
 */
export function usableCores(allowed: number, readText: ReadText): number {
  const shares = [...unifiedShares(readText), ...dividedShares(readText)];
  return Math.max(1, Math.ceil(Math.min(allowed, ...shares)));
}

/** Version 2 of control groups: each group on the way to the root may have a limit, and the least counts. */
function unifiedShares(readText: ReadText): readonly number[] {
  const own = /^0::(\/.*)$/m.exec(readText("/proc/self/cgroup") ?? "")?.[1] ?? "/";
  return groupsUpwards(own).flatMap((group) => {
    const [quota, period] = (readText(posix.join(ROOT, group, "cpu.max")) ?? "").split(/\s+/);
    return shareOf(Number(quota), Number(period));
  });
}

/** Version 1: inside a container its own group is the root. */
const dividedShares = (readText: ReadText): readonly number[] =>
  shareOf(
    Number(readText(`${ROOT}/cpu/cpu.cfs_quota_us`) ?? Number.NaN),
    Number(readText(`${ROOT}/cpu/cpu.cfs_period_us`) ?? Number.NaN),
  );

/** In microseconds. No limit is `max` or -1. */
const shareOf = (quota: number, period: number): readonly number[] => (quota > 0 && period > 0 ? [quota / period] : []);

function groupsUpwards(group: string): readonly string[] {
  const parts = group.split("/").filter((part) => part !== "" && part !== "..");
  return Array.from({ length: parts.length + 1 }, (_, i) => `/${parts.slice(0, parts.length - i).join("/")}`);
}
