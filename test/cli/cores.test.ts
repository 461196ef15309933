/** How many cores a container may use, from the files in which Linux says so. */
import { describe, expect, it } from "vitest";
import { usableCores } from "../../src/cli/cores.js";

const cores = (allowed: number, files: Readonly<Record<string, string>>) =>
  usableCores(allowed, (path) => files[path] ?? null);

describe("the cores that a process may use", () => {
  it("are those that the scheduler allows, where no control group says less", () => {
    expect(cores(8, {})).toBe(8);
    expect(cores(8, { "/sys/fs/cgroup/cpu.max": "max 100000\n" })).toBe(8);
    expect(cores(2, { "/sys/fs/cgroup/cpu.max": "800000 100000\n" })).toBe(2);
  });

  it("are the share of the container, rounded up", () => {
    expect(cores(64, { "/sys/fs/cgroup/cpu.max": "150000 100000\n" })).toBe(2);
    expect(cores(64, { "/sys/fs/cgroup/cpu.max": "5000 100000\n" })).toBe(1);
  });

  it("are the least share of all groups around the process", () => {
    const own = { "/proc/self/cgroup": "0::/ci/job-7\n" };
    const files = {
      "/sys/fs/cgroup/ci/cpu.max": "400000 100000\n",
      "/sys/fs/cgroup/ci/job-7/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/cpu.max": "max 100000\n",
    };
    expect(cores(16, { ...own, ...files })).toBe(4);
    expect(cores(16, { ...own, ...files, "/sys/fs/cgroup/ci/job-7/cpu.max": "200000 100000\n" })).toBe(2);
  });

  it("are read from the first version's files, too", () => {
    const files = (quota: string) => ({
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": quota,
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    });
    expect(cores(16, files("300000\n"))).toBe(3);
    expect(cores(16, files("-1\n"))).toBe(16);
  });
});
