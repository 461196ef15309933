/** `suggest`: from an analysed board to what its author can send, with the proof that it does what it says. */
import { BoardFiles } from "../base/board-files.js";
import { isError } from "../base/diagnostic.js";
import { EditedFiles } from "../base/edited-files.js";
import type { SourceFile } from "../base/source.js";
import { SourceStore } from "../base/source-store.js";
import { defaultKernel, withSeries } from "../kernel/kernel.js";
import { starterPlan } from "../report/starter-plan.js";
import { callsOf, driverCode } from "../suggest/calls.js";
import { type Drafted, draftFor, isStated, leftToDriver, UNSTATED, type Wanted, wantedFor } from "../suggest/draft.js";
import { editFiles } from "../suggest/edits.js";
import { Names } from "../suggest/names.js";
import { overlayText } from "../suggest/overlay.js";
import { findDevice } from "../system/explain-device.js";
import type { Analysis } from "./examine.js";
import type { Found, Question, Suggestion } from "./job.js";
import { OpenBoard } from "./open-board.js";
import { starterBoard } from "./starter-board.js";
import { type Pair, type Proof, prove } from "./suggest-proof.js";

type Asked = Question<"suggest">;

export async function suggest(analysis: Analysis, asked: Asked, board: OpenBoard): Promise<Found<Suggestion>> {
  const { device } = asked;
  const found = device === null ? null : findDevice(analysis.system, device);
  if (found !== null && !found.ok) return { isFound: false, message: found.message, hint: found.hint };
  if (found?.family === null) {
    const message = `'${device}' is a PCI function without a node: list it under 'pci' in a plan first`;
    return { isFound: false, message, hint: null };
  }
  const parent = found?.family.parent ?? null;
  const families = analysis.families.filter(({ family }) => parent === null || family.parent === parent);
  return { isFound: true, value: await suggestionFor(families, analysis, asked, board) };
}

const refused = (reasons: readonly string[]): Suggestion => ({
  outcome: "refused",
  said: reasons,
  text: "",
  files: [],
});

async function suggestionFor(
  families: Analysis["families"],
  analysis: Analysis,
  asked: Asked,
  board: OpenBoard,
): Promise<Suggestion> {
  if (asked.form === "plan") return planFor(analysis, families, board);
  const wanted: Wanted[] = [];
  const unsafe: string[] = [];
  const today: string[] = [];
  for (const layouts of families) {
    const layout = wantedFor(layouts, asked.layout, asked.form === "c" ? "driver" : "tree", analysis.system);
    if (!("none" in layout)) wanted.push({ layouts, layout });
    else (layout.none === "unsafe" ? unsafe : today).push(layout.reason);
  }
  // Of all of a board's devices, those of which nothing is known are no reason to say nothing of the others.
  if (wanted.length === 0 && unsafe.length > 0) return refused(unsafe);
  if (wanted.length === 0) {
    const unstated = families.some(({ family }) => isStated(family)) ? [] : [UNSTATED];
    return { outcome: "nothing", said: today.length === 1 ? today : unstated, text: "", files: [] };
  }
  return asked.form === "c" ? codeFor(wanted) : new Writing(wanted, analysis, asked, board).suggestion();
}

function planFor({ system, model }: Analysis, families: Analysis["families"], { job }: OpenBoard): Suggestion {
  const open = families.filter(({ layouts }) => (layouts[0]?.unknownNeeds ?? 0) > 0);
  if (open.length === 0)
    return { outcome: "nothing", said: ["the needs of every device are known"], text: "", files: [] };
  return { outcome: "written", said: [], text: starterPlan(starterBoard(system, model, null), job.name), files: [] };
}

function codeFor(wanted: readonly Wanted[]): Suggestion {
  const withCalls = wanted.filter((one) => leftToDriver(one) > 0);
  if (withCalls.length === 0) return refused(["there are no calls for a driver: use '--as patch'"]);
  const text = withCalls.map(({ layouts, layout }) => {
    return layout.proposal === null ? "" : driverCode(layouts.family, layout.proposal);
  });
  const alsoTree = withCalls.filter(({ layout }) =>
    layout.proposal?.writes.some(({ kind }) => kind === "device-holes"),
  );
  const said = alsoTree.map(({ layouts, layout }) => {
    return `${layouts.family.parent}: also write the needs common to all children into the device tree: '--as patch --layout ${layout.id}'`;
  });
  return { outcome: "written", said, text: text.join("\n"), files: [] };
}

/** A patch or an overlay on its way to its proof. */
class Writing {
  private readonly kernel;

  constructor(
    private readonly wanted: readonly Wanted[],
    private readonly analysis: Analysis,
    private readonly asked: Asked,
    private readonly board: OpenBoard,
  ) {
    const kernel = board.job.system?.kernel ?? defaultKernel;
    const needsSeries = wanted.some(({ layout }) => layout.proposal?.writes.some(({ kind }) => kind === "own-usable"));
    this.kernel = needsSeries && !kernel.readsIommuRanges ? withSeries(kernel, ["iommu-ranges"]) : kernel;
  }

  async suggestion(): Promise<Suggestion> {
    return this.asked.form === "overlay" ? this.overlay() : this.patch();
  }

  private async overlay(): Promise<Suggestion> {
    const drafted = this.drafted([this.analysis]);
    const none = this.nothingOf(drafted);
    if (none !== null) return none;
    const made = overlayText(drafted.change);
    if ("reason" in made) return refused([made.reason]);
    const path = "suggested.dtso";
    const overlays = [...(this.board.job.overlays ?? []), path];
    const boards = [this.board.job.input];
    const before = await this.opened(boards, new Map(), undefined);
    if ("reason" in before) return refused([before.reason]);
    const after = await this.opened(boards, new Map([[path, made.text]]), overlays);
    if ("reason" in after) return refused([after.reason]);
    const pairs = paired(boards, before, after);
    return this.proven(prove({ ...drafted, wanted: this.wanted }, pairs), 1, made.text, []);
  }

  /** The file that makes the device first, then the board's own: what others read as well must not change for them. */
  private async patch(): Promise<Suggestion> {
    const { input } = this.board.job;
    if (typeof input !== "string") return refused(["standard input cannot be patched"]);
    const reasons: string[] = [];
    const left: string[] = [];
    for (const target of this.targets(input)) {
      const tried = await this.patchOf(target, input);
      if (tried.outcome !== "refused") return { ...tried, said: [...left, ...tried.said] };
      reasons.push(...tried.said);
      left.push(...tried.said.map((reason) => `${target} is not changed: ${reason}`));
    }
    return refused([...new Set(reasons)]);
  }

  private targets(input: string): readonly string[] {
    const makers = this.wanted.flatMap(({ layouts }) => {
      const span = layouts.family.node.span;
      return span === null ? [] : [span.source.path];
    });
    return [...new Set([...makers, input])];
  }

  private async patchOf(target: string, input: string): Promise<Suggestion> {
    const { files } = this.board;
    const open = [...new Set([target, input])];
    const sources = open.flatMap((path): SourceFile[] => {
      const file = files.files.get(path);
      return file === undefined ? [] : [file.source];
    });
    const odd = open.find((path) => files.files.get(path)?.isPlainText === false);
    if (odd !== undefined) return refused([`${odd} is not plain UTF-8 text, so no patch applies to it`]);
    const [home, ...others] = sources;
    if (home === undefined) return refused([`${target} is not a source file that can be edited`]);
    const reading = await this.asked.reaching(open);
    const boards = [input, ...reading.filter((path) => files.realPath(path) !== files.realPath(input))];
    const before = await this.opened(boards, new Map(), undefined);
    if ("reason" in before) return refused([before.reason]);
    const drafted = this.drafted(before);
    const none = this.nothingOf(drafted);
    if (none !== null) return none;
    const edited = editFiles(drafted.change, home, others);
    if (!edited.ok) return refused([edited.reason]);
    const after = await this.opened(boards, edited.texts, undefined);
    if ("reason" in after) return refused([after.reason]);
    const pairs = paired(boards, before, after);
    const changed = [...edited.texts].map(([path, text]) => ({
      path,
      before: sources.find((one) => one.path === path)?.text ?? "",
      after: text,
    }));
    return this.proven(prove({ ...drafted, wanted: this.wanted }, pairs), boards.length, "", changed);
  }

  private drafted(boards: readonly Analysis[]): Drafted {
    const names = new Names(boards.map(({ system }) => system.tree));
    return draftFor(this.wanted, this.analysis.system, names, this.asked.form === "patch");
  }

  /** Where there is nothing to write: why. */
  private nothingOf({ change }: Drafted): Suggestion | null {
    if (change.refusals.length > 0) return refused(change.refusals);
    if (!change.isEmpty) return null;
    if (this.wanted.some((one) => leftToDriver(one) > 0)) {
      return refused(["the tree needs no change: use '--as c' for the driver"]);
    }
    const said = [`the tree already has it, and Linux ${this.kernel.text} honours it`];
    return { outcome: "nothing", said, text: "", files: [] };
  }

  private async opened(
    boards: readonly OpenBoard["job"]["input"][],
    texts: ReadonlyMap<string, string>,
    overlays: readonly string[] | undefined,
  ): Promise<readonly Analysis[] | { readonly reason: string }> {
    const store =
      texts.size === 0 ? this.board.files.store : new SourceStore(new EditedFiles(this.board.files.store, texts));
    const analyses: Analysis[] = [];
    for (const [i, input] of boards.entries()) {
      const { job } = this.board;
      const own = i === 0 ? {} : ownOf(job, String(input));
      const system = { ...job.system, kernel: this.kernel };
      const more = overlays === undefined ? {} : { overlays };
      const opened = new OpenBoard(
        { ...job, ...own, ...more, input, system },
        BoardFiles.over(store),
        this.board.watch,
      );
      const analysis = await opened.analysis();
      const { problems } = await opened.summary();
      const wrong = problems.find(isError);
      if (analysis === null || wrong !== undefined) {
        const what = texts.size === 0 ? "cannot be read" : "could no longer be read";
        return {
          reason: `${String(typeof input === "string" ? input : input.name)} ${what}: ${wrong?.message ?? "reason unknown"}`,
        };
      }
      analyses.push(analysis);
    }
    return analyses;
  }

  private proven(proof: Proof, boards: number, text: string, files: Suggestion["files"]): Suggestion {
    if (!proof.ok) return refused([proof.reason]);
    const left = this.wanted.filter((one) => leftToDriver(one) > 0);
    const said = left.map(({ layouts, layout }) => {
      const calls = layout.proposal === null ? 0 : callsOf(layout.proposal).length;
      return `${layouts.family.parent}: ${calls} of its children also need calls in the driver ('--as c --layout ${layout.id}'); without them their own needs are not reserved`;
    });
    const { members, newNotes } = proof;
    return { outcome: "written", said, text, files, proof: { members, newNotes, boards, kernel: this.kernel.text } };
  }
}

/** What differs for another board: its own plan, and what the config says of it. */
const ownOf = ({ config }: OpenBoard["job"], board: string) => ({
  name: board,
  plan: "beside" as const,
  overlays: [],
  ...(config !== undefined && { config: { ...config, board } }),
});

function paired(
  boards: readonly OpenBoard["job"]["input"][],
  before: readonly Analysis[],
  after: readonly Analysis[],
): readonly Pair[] {
  return boards.flatMap((input, i) => {
    const [old, now] = [before[i], after[i]];
    const name = typeof input === "string" ? input : input.name;
    return old === undefined || now === undefined ? [] : [{ name, before: old, after: now }];
  });
}
