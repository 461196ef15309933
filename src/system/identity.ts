/** What a consumer is known by when its path is another: its node's labels, its registers and its streams. */
import { compareText } from "../base/order.js";
import type { Kernel } from "../kernel/kernel.js";
import { firstResource } from "../of/reg.js";
import { type DeviceTree, nodeAt } from "../tree/tree.js";
import type { Consumer } from "./model.js";

export interface Identity {
  /** Of its node, or of the device or bridge that stands for it; none in a blob without symbols. */
  readonly labels: readonly string[];
  /** Where its registers begin: as the CPU sees them, else as the bus counts; null without `reg`. */
  readonly registers: string | null;
  /** Its IOMMU and the streams behind it, as keys and as they are written; none where it has no IOMMU. */
  readonly streams: readonly { readonly key: string; readonly text: string }[];
}

/** Of the consumers of one board: nodes are looked up once. */
export class Identities {
  private readonly known = new Map<string, Pick<Identity, "labels" | "registers">>();

  constructor(
    private readonly tree: DeviceTree,
    private readonly kernel: Kernel,
  ) {}

  of({ path, iommu, streams }: Consumer): Identity {
    // An IOMMU may have another path, too.
    const behind = iommu === null ? "" : (this.node(iommu).registers ?? iommu);
    return {
      ...this.node(path),
      streams: streams.map(({ id, mask }) => ({ key: `${behind} ${id} ${mask}`, text: streamText({ id, mask }) })),
    };
  }

  private node(path: string): Pick<Identity, "labels" | "registers"> {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const node = nodeAt(this.tree, path);
    const made =
      node === null
        ? { labels: [], registers: null }
        : { labels: [...node.labels].sort(compareText), registers: this.registers(node) };
    this.known.set(path, made);
    return made;
  }

  private registers(node: NonNullable<ReturnType<typeof nodeAt>>): string | null {
    const resource = firstResource(node, this.kernel);
    if (resource.ok) return `cpu ${resource.range.start}`;
    const reg = node.properties.get("reg");
    return reg === undefined ? null : `bus ${reg.value.join(".")}`;
  }
}

const streamText = ({ id, mask }: { readonly id: number; readonly mask: number }): string =>
  mask === 0 ? `0x${id.toString(16)}` : `<0x${id.toString(16)} 0x${mask.toString(16)}>`;
