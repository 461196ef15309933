/** `verify` for people: the verdict, every difference by group, and what the comparison cannot say. */
import { counted } from "../amount.js";
import { type Block, titledList } from "../blocks.js";
import { assumptionBlocks } from "../section/closing.js";
import { joined, path, type Styled, text } from "../styled.js";
import type { VerifyReport } from "./schema.js";

export function verifyBlocks(report: VerifyReport, verbose: boolean): Block[] {
  const { differences, caveats, assumptions } = report;
  return [
    { kind: "title", level: 1, text: verdict(report) },
    { kind: "paragraph", text: text(counts(report), "faint") },
    ...titledList(
      "Differences",
      differences.map(({ group, message }) => located(report, group, message)),
    ),
    ...titledList(
      "What limits the comparison",
      caveats.map(({ group, message }) => located(report, group, message)),
    ),
    ...(verbose ? matchBlocks(report) : []),
    ...titledList(
      "What a capture cannot show",
      report.notShown.map((line) => text(line)),
    ),
    // What was taken for granted is a first suspect once something differs.
    ...(differences.length > 0 || verbose ? assumptionBlocks({ assumptions }) : []),
  ];
}

const verdict = ({ input, capture, differences }: VerifyReport): Styled => [
  ...path(input, "strong"),
  ...text(" against "),
  ...path(capture, "strong"),
  ...text(": "),
  ...(differences.length === 0
    ? text("no difference", "good")
    : text(counted(differences.length, "difference"), "bad")),
];

function counts({ kernelVersion, groups, running }: VerifyReport): string {
  const devices = groups.reduce((sum, group) => sum + group.devices.length, 0);
  const regions = groups.reduce((sum, group) => sum + group.predictedRegions.length, 0);
  return [
    `Linux ${kernelVersion}${running === null ? "" : ` (${running.release})`}`,
    counted(groups.length, "captured group"),
    counted(devices, "device"),
    `${counted(regions, "region")} predicted for them`,
  ].join(", ");
}

/** A group's number means nothing to the reader: its devices do. */
function located({ groups }: VerifyReport, number: string | null, message: string): Styled {
  const group = groups.find((one) => one.number === number);
  if (group === undefined) return text(message);
  const names = joined(
    group.devices.map((device) => text(device.name, "strong")),
    " ",
  );
  return [...text(`group ${group.number} (`), ...names, ...text("): "), ...text(message)];
}

const matchBlocks = ({ groups }: VerifyReport): Block[] =>
  titledList(
    "Captured devices and their consumers",
    groups.flatMap((group) =>
      group.devices.map(({ name, consumer, matchedBy }) => [
        ...text(`${name}: `),
        ...(consumer === null ? text("no consumer", "caution") : path(consumer)),
        ...text(` (by ${matchedBy})`, "faint"),
      ]),
    ),
  );
