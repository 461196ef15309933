/** The answer to each question: how far the board has to be examined for it, and what is made of that. */
import { problemOf } from "../base/problem.js";
import { version } from "../base/version.js";
import { factsOf } from "../diff/facts.js";
import { explainFault } from "../fault/explain.js";
import { profileStatements } from "../profile/statements.js";
import { faultReport } from "../report/fault/view.js";
import { starterPlan } from "../report/starter-plan.js";
import { verifyView } from "../report/verify/view.js";
import { boardFigures } from "../report/view.js";
import { whyView } from "../report/why/view.js";
import { allowedDrops } from "../rule/facts/expected.js";
import { explainAddress } from "../system/explain.js";
import { findConsumer, findDevice, type NotFound } from "../system/explain-device.js";
import type { System } from "../system/model.js";
import { idNamed } from "../system/plan-names.js";
import { pathOf } from "../tree/tree.js";
import { compareWithCapture } from "../verify/compare.js";
import { otherBoard } from "../verify/other-board.js";
import { configFor } from "./config.js";
import { dumped } from "./dump.js";
import { type Analysis, pathNamed } from "./examine.js";
import { fixesOf } from "./fixes.js";
import type { Answers, Kind, Question } from "./job.js";
import { loadProfiles } from "./load-profiles.js";
import type { OpenBoard } from "./open-board.js";
import { select } from "./select.js";
import { simulateReport } from "./simulate.js";
import { starterBoard } from "./starter-board.js";
import { suggest } from "./suggest.js";

/** Null where an error stands in the way; the board has noted it. */
type Answer<K extends Kind> = (board: OpenBoard, question: Question<K>) => Promise<Answers[K] | null>;

export const answerTo = <K extends Kind>(board: OpenBoard, question: Question<K>): Promise<Answers[K] | null> =>
  answers[question.kind](board, question);

type Make<K extends Kind> = (
  analysis: Analysis,
  question: Question<K>,
  board: OpenBoard,
) => Answers[K] | null | Promise<Answers[K]>;

const answerFrom =
  (isJudged: boolean) =>
  <K extends Kind>(make: Make<K>): Answer<K> =>
  async (board, question) => {
    const analysis = await board.analysis(isJudged);
    return analysis === null ? null : make(analysis, question, board);
  };

/** An answer from the whole board, its workloads and findings included. */
const judged = answerFrom(true);

/** An answer for which nobody has to play workloads or run rules. */
const examined = answerFrom(false);

const answers: { readonly [K in Kind]: Answer<K> } = {
  report: judged((analysis, { selection }, board) => {
    const part = board.told(select(analysis, selection));
    return part === null
      ? null
      : { figures: boardFigures(part), candidates: part.candidates, fixes: fixesOf(part, board) };
  }),

  side: judged(async ({ system, families, candidates, written, asked }, question, { files, settings }) => {
    const config = await configFor(question.config, files.store);
    const profiled = await loadProfiles(config.settings.profiles, files);
    const idOf = (name: string) => pathNamed(system.tree, name);
    const profiles = profileStatements(system.tree, written, profiled.profiles, system.options.kernel, idOf);
    const labels = question.labels ? [...system.tree.labels] : [];
    return {
      facts: factsOf(system, allowedDrops(system, settings), families, candidates),
      plan: asked,
      planned: [...(written?.devices ?? []), ...(written?.iommus ?? [])].map(({ node }) =>
        idNamed(system.tree, node.value),
      ),
      config: config.asked()?.concat(profiles) ?? null,
      configProblems: [...(config.use?.problems ?? []), ...profiled.diagnostics.map(problemOf)],
      labels: Object.fromEntries(labels.map(([label, node]) => [label, pathOf(node)])),
    };
  }),

  why: examined(({ system }, { device, address }, board) => {
    const consumer = findConsumer(system, device);
    if (!consumer.ok) return { isFound: false, ...missing(consumer) };
    const explanation = explainAddress(system, consumer.consumer, address);
    return { isFound: true, value: whyView(headerOf(system, board), explanation) };
  }),

  fault: examined(({ system }, { faults, unread }, board) => {
    const explained = faults.map((fault) => explainFault(system, fault));
    return faultReport(headerOf(system, board), explained, unread);
  }),

  verify: examined(({ system }, { groups, running, capture }, board) => {
    board.told({ value: null, diagnostics: otherBoard(system.tree, running, capture) });
    const header = { ...headerOf(system, board), capture, assumptions: system.assumptions, running };
    return verifyView(header, compareWithCapture(system, groups));
  }),

  simulate: examined((analysis, question, board) =>
    simulateReport(
      { version, name: board.job.name, plan: board.planName },
      analysis,
      board.settings,
      question,
      board.watch,
    ),
  ),

  suggest: judged((analysis, question, board) => suggest(analysis, question, board)),

  init: examined(({ system, model }, { device }, { job }) => {
    const found = device === null ? null : findDevice(system, device);
    if (found !== null && !found.ok) return { isFound: false, ...missing(found) };
    const only = found === null ? null : new Set(found.named.map(({ id }) => id));
    return { isFound: true, value: starterPlan(starterBoard(system, model, only), job.name) };
  }),

  dump: dumped,
};

const missing = ({ message, hint }: NotFound) => ({ message, hint });

const headerOf = ({ options: { kernel } }: System, { job }: OpenBoard) => ({
  version,
  kernelVersion: kernel.text,
  input: job.name,
});
