/** A board's workloads, or a recorded trace, played in every layout. */
import { type Step, unwatched, type Watch } from "../base/watch.js";
import type { FamilyLayouts, LayoutId } from "../layout/engine/model.js";
import type { PlannedWorkload } from "../plan/workload.js";
import type { Consumer, Domain, System } from "../system/model.js";
import type { AllocatorEvents } from "../trace/mappings.js";
import { DmaSpace } from "./dma-space.js";
import type { Simulation } from "./model.js";
import type { Operation } from "./operation.js";
import { recordedOperations, type Seat } from "./recorded.js";
import { type Remedy, remedyFor, type Trials } from "./remedy.js";
import { type Replay, replay } from "./replay.js";
import { asWrittenSpace, type Change, hypotheticalSpaces, type LayoutSpace } from "./spaces.js";
import { operationCount, workloadOperations } from "./workload.js";

/** What is played. */
export type Script =
  /** Every consumer's own. */
  | { readonly kind: "workloads"; readonly of: (consumer: Consumer) => PlannedWorkload | null; readonly seed: number }
  | {
      readonly kind: "trace";
      readonly events: AllocatorEvents;
      /** Id of the consumer that a device of the trace is; null: none of this board. */
      readonly consumerOf: (device: string | null) => string | null;
    };

/** A run that nobody gave a seed. */
export const DEFAULT_SEED = 1;

/** The plan's workloads. `analyze` and `check` play them with the default seed. */
export const workloadScript = (seed = DEFAULT_SEED): Script => ({
  kind: "workloads",
  of: ({ planned }) => planned?.workload?.value ?? null,
  seed,
});

/** One consumer in one layout. */
export interface LayoutSimulation extends Simulation {
  readonly layout: LayoutId;
  /** What would make it fit; null where it fits, of hypothetical layouts, and where nothing that was tried helps. */
  readonly remedy: Remedy | null;
}

/** Samples of a series: as many as a chart shows. */
const SAMPLES = 128;

export interface Simulated {
  /** In document order of the consumers, each in the registry's order of the layouts; who plays nothing is left out. */
  readonly simulations: readonly LayoutSimulation[];
  /** Events of the trace that no consumer was found for. */
  readonly unassigned: number;
}

export function simulate(
  system: System,
  families: readonly FamilyLayouts[],
  script: Script,
  watch = unwatched,
): Simulated {
  const results = new Map<string, readonly LayoutSimulation[]>();
  const { parts, unassigned } = partsOf(system, script);
  const rounds = parts.flatMap(([domain, part]) => roundsOf(domain, part, families, system));
  const playing = new Playing(rounds, watch);
  for (const { domain, members, part, own, spaces } of rounds) {
    const inEach = playEach(spaces, part, system, playing);
    for (const consumer of own) {
      const ownResults = inEach.filter((one) => one.consumer === consumer.id);
      results.set(consumer.id, withRemedy(ownResults, consumer, trialsOn(domain, members, part, system, consumer)));
    }
  }
  return { simulations: system.consumers.flatMap(({ id }) => results.get(id) ?? []), unassigned };
}

/** A domain's part, played for one family. */
interface Round {
  readonly domain: Domain;
  readonly members: readonly Consumer[];
  readonly part: Part;
  /** Those of the family that play. */
  readonly own: readonly Consumer[];
  /** One a layout of the family. */
  readonly spaces: readonly LayoutSpace[];
}

function roundsOf(domain: Domain, part: Part, families: readonly FamilyLayouts[], system: System): readonly Round[] {
  const members = membersOf(domain, system);
  return families.flatMap((family): readonly Round[] => {
    const own = members.filter(({ id }) => part.players.has(id) && isIn(id, family));
    if (own.length === 0) return [];
    const spaces = [asWrittenSpace(domain, members, system), ...hypotheticalSpaces(domain, members, family, system)];
    return [{ domain, members, part, own, spaces }];
  });
}

/** All that is to be played, and how far that is. */
class Playing {
  private readonly step: Step;
  /** Operations of the spaces before. */
  private before = 0;

  constructor(rounds: readonly Round[], watch: Watch) {
    const total = rounds.reduce((sum, { part, spaces }) => sum + part.length * distinct(spaces), 0);
    this.step = watch({ unit: "events", total: Math.max(1, total) });
  }

  /** @param operations of the space that is being played */
  played(operations: number, layout: LayoutId): void {
    this.step(this.before + operations, `playing ${layout}`);
  }

  /** @param operations of the space that has been played */
  next(operations: number): void {
    this.before += operations;
  }
}

const distinct = (spaces: readonly LayoutSpace[]): number => new Set(spaces.map(({ sameness }) => sameness)).size;

const membersOf = ({ members }: Domain, { consumerById }: System): readonly Consumer[] =>
  members.flatMap((id) => consumerById.get(id) ?? []);

const isIn = (id: string, { family }: FamilyLayouts): boolean => family.members.some((member) => member.id === id);

/** What the members of one domain play. */
interface Part {
  readonly operations: () => Iterable<Operation>;
  readonly length: number;
  /** Ids of those that play anything. */
  readonly players: ReadonlySet<string>;
}

interface Parts {
  readonly parts: readonly (readonly [Domain, Part])[];
  readonly unassigned: number;
}

function partsOf(system: System, script: Script): Parts {
  if (script.kind === "trace") return recordedParts(system, script);
  const parts = system.domains.map((domain): readonly [Domain, Part] => {
    const members = membersOf(domain, system);
    const workloads = members.map((member) => script.of(member) ?? []);
    const playing = members.filter((_, i) => (workloads[i]?.length ?? 0) > 0);
    // Who only reserves at run time can come too late for what others hold.
    const reserving = playing.length === 0 ? [] : members.filter(({ runtimeCalls }) => runtimeCalls.length > 0);
    const players = new Set([...playing, ...reserving].map(({ id }) => id));
    const operations = () => workloadOperations(workloads, Number(domain.granule), script.seed);
    return [domain, { operations, length: operationCount(workloads), players }];
  });
  return { parts: parts.filter(([, { players }]) => players.size > 0), unassigned: 0 };
}

function recordedParts(system: System, { events, consumerOf }: Script & { kind: "trace" }): Parts {
  const seats = new Map<string, Seat>();
  for (const domain of system.domains) {
    const granule = Number(domain.granule);
    for (const [actor, id] of domain.members.entries()) seats.set(id, { domain: domain.id, actor, granule });
  }
  const { operations, unassigned } = recordedOperations(
    events,
    (device) => seats.get(consumerOf(device) ?? "") ?? null,
  );
  const parts = system.domains.flatMap((domain): readonly (readonly [Domain, Part])[] => {
    const list = operations.get(domain.id);
    if (list === undefined) return [];
    const probes = domain.members.map((_, actor): Operation => ({ kind: "probe", actor }));
    const played = new Set<number>();
    for (const { actor } of list) played.add(actor);
    const players = new Set(domain.members.filter((_, actor) => played.has(actor)));
    const length = probes.length + list.length;
    return [[domain, { operations: () => inTurn(probes, list), length, players }]];
  });
  return { parts, unassigned };
}

function* inTurn(...lists: readonly Iterable<Operation>[]): Generator<Operation, void, undefined> {
  for (const list of lists) yield* list;
}

/** Layouts that leave a domain the same are played once. */
function playEach(
  spaces: readonly LayoutSpace[],
  part: Part,
  system: System,
  playing: Playing,
): readonly LayoutSimulation[] {
  const played = new Map<string, readonly LayoutSimulation[]>();
  return spaces.flatMap((space) => {
    let known = played.get(space.sameness);
    if (known === undefined) {
      known = play(space, part, system, (operations) => playing.played(operations, space.layout));
      playing.next(part.length);
      played.set(space.sameness, known);
    }
    return known.map((one) => ({ ...one, layout: space.layout }));
  });
}

function play(
  space: LayoutSpace,
  part: Part,
  { options }: System,
  played: Replay["played"] = () => {},
): readonly LayoutSimulation[] {
  const job: Replay = {
    actors: space.actors,
    space: new DmaSpace(space.domain(), {
      isLazy: options.iommuMode === "lazy",
      triesLowOnce: options.kernel.givesUpLowAddresses,
    }),
    operations: part.operations(),
    length: part.length,
    runtime: space.runtime,
    samples: SAMPLES,
    played,
  };
  return replay(job).map((one) => ({ ...one, layout: space.layout, remedy: null }));
}

/** So long a run is not played again and again to find out what would help. */
const MOST_TRIED = 200_000;

function trialsOn(
  domain: Domain,
  members: readonly Consumer[],
  part: Part,
  system: System,
  { id }: Consumer,
): Trials | null {
  if (part.length > MOST_TRIED) return null;
  const failures = (change: Change): number =>
    play(asWrittenSpace(domain, members, system, change), part, system).find(({ consumer }) => consumer === id)
      ?.failures ?? 0;
  return {
    withLimit: (last) => failures({ without: null, limit: { consumer: id, last } }),
    without: (start, length) => failures({ without: { start, length }, limit: null }),
  };
}

function withRemedy(
  results: readonly LayoutSimulation[],
  consumer: Consumer,
  trials: Trials | null,
): readonly LayoutSimulation[] {
  const fitting = results.filter(({ failures }) => failures === 0).map(({ layout }) => layout);
  return results.map((one) =>
    one.layout === "as-written" && one.failures > 0 && trials !== null
      ? { ...one, remedy: remedyFor(consumer, fitting, trials) }
      : one,
  );
}
