/** The plans that speak for a board: its own, those that the config names, and those beside what it includes. */
import type { BoardFiles } from "../base/board-files.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { dirname } from "../base/file-path.js";
import type { FileReader } from "../base/files.js";
import { atInput, type Location } from "../base/source.js";
import type { BoardSettings } from "../config/model.js";
import { AllowedFolders } from "../dts/allowed-folders.js";
import type { Plan } from "../plan/model.js";
import { nearestFirst } from "./include-order.js";
import type { BoardJob, PlanSource } from "./job.js";
import { defaultPlanPath, dtsOptionsOf, loadPlan, type TreeInput } from "./load.js";

/** A plan's file, and how the board came by it. */
interface PlanFile {
  readonly path: string;
  /** What reports call it. */
  readonly name: string;
  readonly from: PlanSource;
  /** It speaks for other boards, too: what this one lacks is no mistake of the plan's. */
  readonly isShared: boolean;
  /** Where it fits in no way, the board is examined without. */
  readonly mayMisfit: boolean;
}

export interface BoardPlans {
  readonly read: readonly (PlanFile & { readonly plan: Plan })[];
  /** An error for each that could not be used. */
  readonly diagnostics: readonly Diagnostic[];
}

type Job = Omit<BoardJob, "question">;

/** The plans of a board that has been read, the one that wins first; those lent to it last. */
export async function plansFor(
  job: Job,
  { plans }: Pick<BoardSettings, "plans">,
  files: BoardFiles,
): Promise<BoardPlans> {
  const found = await filesOf(job, plans, files);
  const read: (PlanFile & { plan: Plan })[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const { location, isFound, ...file } of found) {
    const real = files.realPath(file.path) ?? file.path;
    if (seen.has(real)) continue;
    seen.add(real);
    if (isFound && !(await mayRead(file.path, job, files))) {
      diagnostics.push(leadsOut(file.path));
      continue;
    }
    const { value: plan, diagnostics: said } = await loadPlan(file.path, files);
    if (plan !== null) read.push({ ...file, plan });
    diagnostics.push(...(location === null ? said : said.map((one) => namedAt(one, file.path, location))));
  }
  return { read, diagnostics };
}

interface Found extends PlanFile {
  /** Where the config names it. */
  readonly location: Location | null;
  /** Nobody named it: it lies where plans lie. */
  readonly isFound: boolean;
}

async function filesOf(job: Job, configured: BoardSettings["plans"], files: BoardFiles): Promise<readonly Found[]> {
  if (job.plan === "none") return [];
  const lent = (job.lent ?? []).map((plan): Found => ({ ...byName("lent"), ...plan }));
  const named = configured.map(
    ({ path, location }): Found => ({ path, name: path, isShared: true, ...byName("config"), location }),
  );
  return [...ownPlan(job, files), ...named, ...(await includedPlans(job.input, job, files)), ...lent];
}

function ownPlan({ input, name, plan }: Job, files: FileReader): readonly Found[] {
  if (plan === "none") return [];
  if (plan !== "beside") return [{ ...plan, ...byName("named") }];
  const path = planBeside(input, files);
  if (path === null) return [];
  return [{ path, name: defaultPlanPath(name), isShared: false, ...byPlace("beside") }];
}

const byName = (from: PlanSource) => ({ from, location: null, isFound: false, mayMisfit: false });

const byPlace = (from: PlanSource) => ({ from, location: null, isFound: true, mayMisfit: false });

/** The plan that lies beside an input; null for none. */
function planBeside(input: TreeInput, files: FileReader): string | null {
  if (typeof input !== "string") return null;
  const beside = defaultPlanPath(input);
  return files.kindOf(beside) === null ? null : beside;
}

const SOURCE = /\.(dts|dtsi|dtso)$/;

/** `soc.iova.yaml` beside `soc.dtsi`, for every board that includes it. */
async function includedPlans(input: TreeInput, job: Job, files: BoardFiles): Promise<readonly Found[]> {
  const own = typeof input === "string" ? input : input.name;
  const sources = [...files.files.keys()].filter((path) => path !== own && SOURCE.test(path));
  const planned = sources.filter((path) => files.kindOf(defaultPlanPath(path)) !== null);
  const folders = planned.length < 2 ? [] : (await dtsOptionsOf(own, { ...job, files })).includeFolders;
  const ordered = planned.length < 2 ? planned : nearestFirst(planned, own, files.files, folders);
  return ordered.map((source) => {
    const path = defaultPlanPath(source);
    return { path, name: path, isShared: true, ...byPlace("include") };
  });
}

/** Sources come from strangers: a plan that lies beside one is read where an include could be. */
async function mayRead(path: string, job: Job, files: BoardFiles): Promise<boolean> {
  const own = typeof job.input === "string" ? job.input : "";
  const options = await dtsOptionsOf(own, { ...job, files });
  return new AllowedFolders(own === "" ? "" : dirname(own), options, files).contains(path);
}

const leadsOut = (path: string): Diagnostic => ({
  severity: "error",
  code: "plan-outside",
  message: "the plan is a link that leads out of the source's folder and the include folders",
  hint: "use --allow-outside, or name the plan with --plan or in the config",
  location: atInput(path),
});

/** What is wrong with the file as a whole is wrong where it is named. */
const namedAt = (diagnostic: Diagnostic, path: string, location: Location): Diagnostic =>
  diagnostic.location.kind === "input"
    ? { ...diagnostic, message: `the plan ${path} cannot be used: ${diagnostic.message}`, location }
    : diagnostic;
