/** What comes before the nodes: `/dts-v1/;`, `/plugin/;` and memory reservations, in this order. */
import type { SourceToken } from "../grammar/vocabulary.js";
import type { Problems } from "../problems.js";
import type { SourceRole } from "./source-role.js";

enum Phase {
  Start,
  /** Directly behind `/dts-v1/;` */
  Version,
  Plugin,
  Reservations,
  Nodes,
}

/** Where one of its statements is: offsets in the source texts, the end exclusive. */
export type HeaderToken = Pick<SourceToken, "startOffset" | "end">;

export class SourceHeader {
  private phase = Phase.Start;
  /** Of each `/dts-v1/;`: whether `/plugin/;` follows it. dtc wants them all to say the same. */
  private readonly versions: { readonly start: number; readonly end: number; isPlugin: boolean }[] = [];

  /** '/plugin/;' was met before '/dts-v1/;', and that has been said. */
  private isPluginFirst = false;

  /** A file was not included in which `/dts-v1/;` may stand. */
  isTextMissing: () => boolean = () => false;

  constructor(
    private readonly problems: Problems,
    private readonly role: SourceRole,
  ) {}

  get isPlugin(): boolean {
    return this.versions[0]?.isPlugin === true;
  }

  /** A node has been defined, or tried to be. */
  get hasNodes(): boolean {
    return this.phase === Phase.Nodes;
  }

  version({ startOffset: start, end }: HeaderToken): void {
    if (this.phase > Phase.Plugin) {
      this.problems.error("misplaced", start, end, "'/dts-v1/;' must come before everything else");
      return;
    }
    this.versions.push({ start, end, isPlugin: this.isPluginFirst });
    this.phase = this.isPluginFirst ? Phase.Plugin : Phase.Version;
    this.isPluginFirst = false;
  }

  plugin({ startOffset: start, end }: HeaderToken): void {
    const last = this.versions.at(-1);
    if (this.phase === Phase.Start && !this.isPluginFirst) {
      const hint = "write '/dts-v1/;' first and '/plugin/;' directly after it";
      this.problems.error("misplaced", start, end, "'/plugin/;' comes before '/dts-v1/;'", { hint });
      this.isPluginFirst = true;
      return;
    }
    if (this.phase !== Phase.Version || last === undefined) {
      this.problems.error("misplaced", start, end, "'/plugin/;' must come directly after '/dts-v1/;'");
      this.requireVersion(start, end);
      return;
    }
    last.isPlugin = true;
    this.phase = Phase.Plugin;
  }

  reservation({ startOffset: start, end }: HeaderToken): void {
    this.requireVersion(start, end);
    if (this.phase === Phase.Nodes) {
      this.problems.error("misplaced", start, end, "'/memreserve/' must come before the nodes");
    } else {
      this.enter(Phase.Reservations);
    }
  }

  /** What the token starts is no part of the header. */
  node(start: number, end: number): void {
    if (this.phase === Phase.Nodes) return;
    this.requireVersion(start, end);
    this.enter(Phase.Nodes);
  }

  private requireVersion(start: number, end: number): void {
    if (this.phase !== Phase.Start) return;
    this.phase = Phase.Version;
    if (this.isPluginFirst) this.versions.push({ start, end, isPlugin: true });
    if (this.isTextMissing() || this.isPluginFirst) return;
    const message = "expected '/dts-v1/;' before this";
    if (this.role.explains(start, end, message, "version")) return;
    const hint = "add '/dts-v1/;' as the first line";
    this.problems.error("missing-version", start, end, message, { hint });
  }

  private enter(phase: Phase): void {
    const [first, ...others] = this.versions;
    if (this.phase <= Phase.Plugin) {
      for (const { start, end, isPlugin } of others) {
        if (isPlugin === first?.isPlugin) continue;
        const message = "one '/dts-v1/;' of this source is followed by '/plugin/;', and another is not";
        this.problems.error("plugin-differs", start, end, message);
      }
    }
    this.phase = phase;
  }
}
