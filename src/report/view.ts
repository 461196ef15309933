/** One analysed board as the value that every printer prints: see schema.ts for what the names mean. */
import { isError } from "../base/diagnostic.js";
import { plainLocation } from "../base/place.js";
import type { Problem } from "../base/problem.js";
import { lastByteOf } from "../base/range.js";
import type { FamilyLayouts } from "../layout/engine/model.js";
import type { Findings } from "../rule/engine/model.js";
import type { LayoutSimulation } from "../simulate/simulate.js";
import type * as model from "../system/model.js";
import { foldedFindings } from "./check/fold.js";
import { consumerView, domainView, groupView } from "./consumer-view.js";
import { failuresOf } from "./failures.js";
import { type BoardFigures, boardOver, isWritten, type WrittenFigures, written } from "./figures.js";
import { findingView, locationView } from "./finding.js";
import { familyView } from "./layout-view.js";
import { address, inclusive, orNull, size } from "./plain.js";
import type { Board, DiagnosticView, FixView, Judgement, Report, ReservedMemory } from "./schema.js";
import type { Shard } from "./shard-schema.js";
import { workloadViews } from "./workload-view.js";

/** What was asked for, beside the inputs. */
export interface ReportOptions extends model.SystemOptions {
  /** Ids; null for all. */
  readonly layouts: readonly string[] | null;
  /** As the user named it; null for all. */
  readonly device: string | null;
}

/** What a run has to say beyond its boards. */
export interface RunFacts {
  /** That concern the whole run and no one board; only errors are told. */
  readonly problems?: readonly Problem[];
  /** Overlays that were found among the boards of a folder. */
  readonly passedOver?: readonly string[];
  /** Of a check. */
  readonly fixes?: readonly FixView[];
  /** Of `check` alone. */
  readonly judgement?: Judgement;
  /** Absent: it is all of the run. */
  readonly shard?: Shard;
}

export const reportView = (
  version: string,
  command: Report["command"],
  options: ReportOptions,
  boards: readonly Board[],
  { problems = [], passedOver = [], fixes = [], judgement, shard }: RunFacts = {},
): Report =>
  reportOver(
    {
      tool: { name: "iova-plan", version },
      command,
      kernelVersion: options.kernel.text,
      kernelCountsAs: options.kernel.countsAs,
      options: {
        iommuMode: options.iommuMode,
        granule: orNull(options.granule, size),
        dmaMask: options.dmaMaskBits,
        dmaLimit: orNull(options.dmaLimit, address),
        layouts: options.layouts === null ? null : [...options.layouts],
        device: options.device,
      },
      judgement: judgement ?? null,
      fixes: [...fixes],
      passedOver: passedOver.map((input) => ({ input, reason: "overlay" })),
      shard: shard ?? null,
    },
    boards,
    problems.filter(isError).map(problemView),
  );

/** All of a report but its boards and what follows from them. */
export type ReportHead = Omit<Report, "schemaVersion" | "boards" | "failures" | "findings">;

/** @param errors that concern the whole run and no one board */
export const reportOver = (
  { tool, command, kernelVersion, kernelCountsAs, options, judgement, fixes, passedOver, shard }: ReportHead,
  boards: readonly Board[],
  errors: readonly DiagnosticView[],
): Report => ({
  schemaVersion: 1,
  tool,
  command,
  failures: failuresOf([
    ...errors.map((error) => ({ board: null, side: null, error })),
    ...boards.flatMap(({ input, errors }) => errors.map((error) => ({ board: input, side: null, error }))),
  ]),
  kernelVersion,
  kernelCountsAs,
  options,
  judgement,
  boards: [...boards],
  findings: foldedFindings(boards),
  fixes,
  passedOver,
  shard,
});

export const boardFigures = ({
  model: name,
  system,
  families,
  simulations,
}: {
  readonly model: string | null;
  readonly system: model.System;
  readonly families: readonly FamilyLayouts[];
  readonly simulations: readonly LayoutSimulation[];
}): BoardFigures => ({
  model: name,
  consumers: system.consumers.map(consumerView),
  groups: system.groups.map(groupView),
  domains: system.domains.map(domainView),
  directMaps: system.directMaps.map((map) => ({ consumer: map.consumer, ...inclusive(map.range) })),
  messages: system.messages.map(messageView),
  reservedMemory: system.reservedMemory.map(reservedMemoryView),
  workloads: workloadViews(simulations, new Set(families.flatMap(({ layouts }) => layouts.map(({ id }) => id)))),
  families: families.map(familyView),
  assumptions: [...system.assumptions],
  coverage: {
    consumers: system.coverage.consumers,
    skipped: system.coverage.skipped.map((skipped) => ({ ...skipped })),
  },
});

const NO_FIGURES: BoardFigures = {
  model: null,
  consumers: [],
  groups: [],
  domains: [],
  directMaps: [],
  messages: [],
  reservedMemory: [],
  workloads: [],
  families: [],
  assumptions: [],
  coverage: { consumers: 0, skipped: [] },
};

/** What is told of a board's findings. */
export interface Told extends Findings {
  /** How many comments in the source hide, and how many the baseline. */
  readonly suppressed: number;
  readonly baselined: number;
}

/** A plan that a board was examined with. */
interface PlanRead {
  readonly name: string;
  readonly from: Board["plans"][number]["from"];
  readonly lacking: readonly unknown[];
}

/** The one that wins; null without any. */
export const firstPlan = (plans: readonly { readonly name: string }[]): string | null => plans[0]?.name ?? null;

/** @param figures null where an error left nothing to know */
export function boardView(board: BoardFacts, figures: BoardFigures | WrittenFigures | null, told: Told): Board {
  const reviewed = {
    findings: told.findings.map(findingView),
    skippedChecks: told.skipped.map((check) => ({ ...check })),
    suppressed: told.suppressed,
    baselined: told.baselined,
    errors: board.problems.filter(isError).map(problemView),
    warnings: board.problems.filter((problem) => !isError(problem)).map(problemView),
  };
  if (figures !== null && isWritten(figures)) {
    const { input, plan, plans } = headOf(board, figures.model);
    return boardOver(figures, { input, plan, plans, analysed: true, ...reviewed });
  }
  const { model: name, ...lists } = figures ?? NO_FIGURES;
  return { ...headOf(board, name), analysed: figures !== null, ...lists, ...reviewed };
}

/** What is known of a board beside its figures. */
interface BoardFacts {
  readonly name: string;
  readonly plans: readonly PlanRead[];
  readonly sources: readonly Readonly<Board["sources"][number]>[];
  readonly problems: readonly Problem[];
}

const headOf = ({ name, plans, sources }: BoardFacts, model: string | null) => ({
  input: name,
  model,
  plan: firstPlan(plans),
  plans: plans.map(({ name: file, from, lacking }) => ({ file, from, lacking: lacking.length })),
  sources: sources.map((source) => ({ ...source })),
});

/** The figures as the report has them, with all that stands before them there. */
export const writtenFigures = (board: BoardFacts, figures: BoardFigures): WrittenFigures =>
  written({ ...headOf(board, figures.model), analysed: true }, figures);

export const problemView = (problem: Problem): DiagnosticView => ({
  severity: problem.severity,
  code: problem.code,
  message: problem.message,
  location: locationView(problem.place),
  hint: problem.hint,
});

const messageView = (message: model.KernelMessage): Board["messages"][number] => ({
  severity: message.severity,
  consumer: message.consumer,
  text: message.text,
  location: message.location === null ? null : plainLocation(message.location),
});

const reservedMemoryView = (region: model.ReservedMemory): ReservedMemory => ({
  path: region.path,
  reg: region.reg.map(inclusive),
  dynamic:
    region.dynamic === null
      ? null
      : {
          size: size(region.dynamic.size),
          alignment: orNull(region.dynamic.alignment, size),
          allocRanges: region.dynamic.allocRanges.map(inclusive),
        },
  available: region.available,
  noMap: region.noMap,
  reusable: region.reusable,
  consumers: [...region.consumers],
  iommuAddresses: region.iommuAddresses.map(({ consumer, start, length, type }) => ({
    consumer,
    start: address(start),
    end: address(lastByteOf(start, length)),
    type,
  })),
});
