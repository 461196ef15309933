/** `iova-plan why`: the chain behind one address of one device, or behind a fault. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { formatNames } from "../../index.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import { asksOfFault, type FaultValues, faultQuestion, parseAddress, parseStream } from "../fault-question.js";
import type { Host } from "../host.js";
import { askBoard, toldProblems } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { destinations } from "../output.js";
import { print } from "../print.js";
import type { RunValues } from "../run.js";
import { noSuchDevice, UsageError } from "../usage-error.js";

/** An address is asked of one device, in the tree as it is written. */
const NOT_HERE = ["--layout", "--device"];

export const about: CommandAbout = {
  order: 50,
  summary: "why an address is reserved or free: by what, and where that is written",
  hidden: false,
};

export function configure(command: Command): void {
  command
    .argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input")
    .argument("[device]", "its path, &label, Linux's name, or the end of its id")
    .argument("[address]", "such as 0x10000000, 268435456 or 256M");
  for (const option of [
    ...faultOptions(),
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...outputOptions(formatNames("why")),
  ]) {
    command.addOption(option);
  }
}

const faultOptions = (): Option[] => [
  new Option(
    "--fault <text>",
    "the kernel's message of a fault, in place of a device; - reads a log from standard input",
  ),
  new Option("--iommu <name>", "the IOMMU of a fault: Linux's name, a path or &label"),
  new Option("--stream <id>", "the stream id of a fault, such as 0xc40").argParser(streamId),
  new Option("--address <address>", "the address of a fault").argParser(faultAddress),
];

function streamId(value: string): number {
  const id = parseStream(value);
  if (id === null) throw new InvalidArgumentError("It takes an id of 32 bits at most, such as 0xc40.");
  return id;
}

function faultAddress(value: string): bigint {
  const address = parseAddress(value);
  if (address === null) throw new InvalidArgumentError("It takes an address below 2^64, such as 0x10000000 or 256M.");
  return address;
}

type WhyValues = RunValues & FaultValues;

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<WhyValues>();
  const [input = "", ...asked] = command.args;
  return asksOfFault(values) ? runFaults(input, asked, values, host) : runAddress(input, asked, values, host);
}

async function runFaults(input: string, asked: readonly string[], values: WhyValues, host: Host): Promise<ExitStatus> {
  if (asked.length > 0) throw new UsageError("a fault names its device and address: give the input only");
  const outputs = destinations(values.format, values.output);
  const { faults, unread, diagnostics } = await faultQuestion(values, input, host);
  toldProblems(diagnostics, values, host);
  if (faults.length === 0) return exitStatus.unusable;
  const question = { kind: "fault", faults, unread: [...unread] } as const;
  const { result, status } = await askBoard<"fault">(input, question, values, host);
  const { answer } = result;
  if (answer === null) return status;
  return gravest([status, ...outputs.map((output) => print("fault", answer, output, values, host))]);
}

async function runAddress(input: string, asked: readonly string[], values: WhyValues, host: Host): Promise<ExitStatus> {
  const [device, addressText, ...more] = asked;
  if (device === undefined || addressText === undefined || more.length > 0) {
    throw new UsageError("why takes one input, one device and one address, or one input and --fault");
  }
  const address = parseAddress(addressText);
  if (address === null) {
    throw new UsageError(`'${addressText}' is not an address below 2^64: write 0x10000000, 268435456 or 256M`);
  }
  const outputs = destinations(values.format, values.output);
  const { result, status } = await askBoard<"why">(input, { kind: "why", device, address }, values, host);
  const { answer } = result;
  if (answer === null) return status;
  if (!answer.isFound) throw noSuchDevice(answer);
  return gravest([status, ...outputs.map((output) => print("why", answer.value, output, values, host))]);
}
