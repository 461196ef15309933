/** The groups of one board: devices are added in the order in which they probe, each as its IOMMU's driver has it. */
import type { Kernel } from "../kernel/kernel.js";
import type { GroupCandidate, Grouping, GroupOutcome, GroupPolicy, GroupToken, GroupTokens } from "./grouping.js";

export class GroupAllocator implements GroupTokens {
  private serial = 0;
  private readonly byKey = new Map<string, GroupToken>();
  private readonly groupings = new Map<GroupPolicy, Grouping>();

  constructor(readonly kernel: Kernel) {}

  add(candidate: GroupCandidate): GroupOutcome {
    return this.groupingOf(candidate).add(candidate);
  }

  /** Undoes `add` for a device that fails later in its probe. */
  remove(candidate: GroupCandidate): void {
    this.groupingOf(candidate).remove(candidate);
  }

  own(candidate: GroupCandidate): GroupToken {
    return candidate.pciKey === null ? { serial: this.serial++ } : this.shared(`pci ${candidate.pciKey}`);
  }

  shared(key: string): GroupToken {
    const group = this.byKey.get(key) ?? { serial: this.serial++ };
    this.byKey.set(key, group);
    return group;
  }

  private groupingOf({ driver }: GroupCandidate): Grouping {
    const grouping = this.groupings.get(driver.groups) ?? driver.groups.begin(this);
    this.groupings.set(driver.groups, grouping);
    return grouping;
  }
}
