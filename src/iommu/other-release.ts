/** What a release on the other side of a change makes of a device's streams: told beside the answer, never as it. */
import type { ReleasedBehaviourId } from "../kernel/behaviours.js";
import { type Kernel, otherSideOf } from "../kernel/kernel.js";
import type { Attachment } from "./streams.js";

export interface OtherRelease {
  readonly kernel: Kernel;
  readonly attachment: Attachment;
}

/**
 * @param attach what a kernel makes of them
 * @returns nothing where both sides of the change agree
 */
export function otherReleases(
  kernel: Kernel,
  behaviour: ReleasedBehaviourId,
  here: Attachment,
  attach: (kernel: Kernel) => Attachment,
): readonly OtherRelease[] {
  const other = otherSideOf(kernel, behaviour);
  const attachment = attach(other);
  return isSame(here, attachment) ? [] : [{ kernel: other, attachment }];
}

const isSame = (a: Attachment, b: Attachment): boolean =>
  (a.problem === null) === (b.problem === null) && (a.problem !== null || streamsText(a) === streamsText(b));

const streamsText = ({ streams }: Attachment): string =>
  JSON.stringify(streams.map(({ iommu, cells, count }) => [iommu.name, cells, count]));
