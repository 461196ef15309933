import { formatAddress } from "../base/range.js";
import type { Limit } from "../config/model.js";
import type { LayoutConsumer } from "../layout/engine/model.js";
import { findConsumer, notFoundText } from "../system/explain-device.js";
import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { asWrittenFigures } from "./facts/as-written.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural, sizeText } from "./facts/words.js";

export const wasteOverBudget = defineRule({
  id: "waste-over-budget",
  title: "the waste is over the budget",
  severity: "warning",
  why: "A budget (config, or --max-waste) says how much address space may be lost to reservations that a consumer does not need; more fails the run. A range on a parent applies to every child that shares its node.",
  fix: "Give each consumer its own ranges: `iova-plan analyze` shows what each layout wastes.",
  needs: [],
  check: (input) => [...overConsumer(input), ...overFamily(input), ...overBoard(input), ...namedBudgets(input)],
});

function overConsumer(input: RuleInput): readonly Observation[] {
  const limit = input.settings.budgets.maxWaste;
  const named = new Set(input.settings.budgets.consumers.filter((b) => b.maxWaste !== null).map((b) => b.consumer));
  if (limit === null) return [];
  return asWrittenFigures(input)
    .filter(({ consumer }) => !named.has(consumer.id))
    .flatMap((figures) => overOne(figures, limit, input));
}

function overOne(figures: LayoutConsumer, limit: Limit, input: RuleInput): readonly Observation[] {
  const { consumer, waste, need, reserved } = figures;
  if (waste === null || waste <= limit.bytes) return [];
  return [
    {
      consumer: consumer.id,
      message: `${consumer.id} wastes ${sizeText(waste)}; the budget is ${sizeText(limit.bytes)}`,
      location: consumer.location,
      details: [
        `${sizeText(reserved)} is reserved for it, and its need is ${sizeText(need ?? 0n)}${share(figures, waste)}`,
        ...together(figures, input),
      ],
      help: null,
      related: budgetPlace(limit),
      about: [consumerSubject(consumer.id)],
      key: "consumer",
    },
  ];
}

/** What the consumers of its family waste in all, where it is not the only one. */
function together({ consumer }: LayoutConsumer, { families }: RuleInput): readonly string[] {
  const own = families.find(({ family }) => family.members.some((member) => member.id === consumer.id));
  const waste = own?.layouts.find((layout) => layout.id === "as-written")?.waste ?? null;
  if (own === undefined || waste === null || own.family.members.length < 2) return [];
  return [
    `together, ${plural(own.family.members.length, "consumer")} of ${own.family.parent} waste ${sizeText(waste)}`,
  ];
}

/** How much of the space that it could have is lost: rounded to a hundredth of a percent. */
function share({ consumer, need }: LayoutConsumer, waste: bigint): string {
  const ideal = consumer.reach.end - consumer.reach.start - (need ?? 0n);
  if (ideal <= 0n) return "";
  const hundredths = (waste * 10_000n + ideal / 2n) / ideal;
  return `; ${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")} % of what it could use`;
}

function overFamily({ families, settings }: RuleInput): readonly Observation[] {
  const limit = settings.budgets.maxFamilyWaste;
  if (limit === null) return [];
  return families.flatMap(({ family, layouts }) => {
    const waste = layouts.find((layout) => layout.id === "as-written")?.waste ?? null;
    const first = family.members[0];
    if (waste === null || waste <= limit.bytes || first === undefined) return [];
    return [
      {
        consumer: null,
        message: `${family.parent} and its consumers waste ${sizeText(waste)}; the budget is ${sizeText(limit.bytes)}`,
        location: first.location,
        details: [plural(family.members.length, "consumer")],
        help: null,
        related: budgetPlace(limit),
        about: [],
        key: `family ${family.parent}`,
      },
    ];
  });
}

function overBoard(input: RuleInput): readonly Observation[] {
  const limit = input.settings.budgets.maxBoardWaste;
  const known = asWrittenFigures(input).flatMap(({ waste }) => (waste === null ? [] : [waste]));
  const waste = known.reduce((sum, one) => sum + one, 0n);
  if (limit === null || waste <= limit.bytes) return [];
  return [
    {
      consumer: null,
      message: `the board wastes ${sizeText(waste)}; the budget is ${sizeText(limit.bytes)}`,
      location: { kind: "input", file: input.system.tree.file },
      details: [`summed over ${plural(known.length, "consumer")} whose need is known`],
      help: null,
      related: budgetPlace(limit),
      about: [],
      key: "board",
    },
  ];
}

/** Budgets for one consumer each: a name that the board lacks breaks its budget. */
function namedBudgets(input: RuleInput): readonly Observation[] {
  const figures = asWrittenFigures(input);
  return input.settings.budgets.consumers.flatMap((budget): readonly Observation[] => {
    const broken = (key: string, message: string, details: readonly string[]): Observation => ({
      consumer: budget.consumer,
      message,
      location: budget.location,
      details,
      help: null,
      about: [consumerSubject(budget.consumer)],
      key,
    });
    const found = findConsumer(input.system, budget.consumer);
    if (!found.ok) {
      return [broken("missing", `the board lacks ${budget.consumer}, which the budget names`, [notFoundText(found)])];
    }
    const { consumer } = found;
    const own = figures.find((one) => one.consumer.id === consumer.id);
    const wasted =
      budget.maxWaste === null || own === undefined
        ? []
        : overOne(own, { bytes: budget.maxWaste, location: budget.location }, input);
    const { bytes } = consumer.usable;
    if (budget.minUsable === null || bytes >= budget.minUsable) return wasted;
    const message = `${consumer.id} has ${sizeText(bytes)} of usable space; the budget requires ${sizeText(budget.minUsable)}`;
    const details = [`below its DMA limit ${formatAddress(consumer.reach.end - 1n)}`];
    const about = [consumerSubject(consumer.id)];
    const { id, location } = consumer;
    return [...wasted, { ...broken("min-usable", message, details), consumer: id, location, about }];
  });
}

const budgetPlace = (limit: Limit): NonNullable<Observation["related"]> =>
  limit.location.kind === "source" ? [{ message: "the budget", location: limit.location }] : [];
