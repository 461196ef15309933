/** `why` of faults: what the command line asks, as faults to explain. */
import { atInput, atSpan, SourceFile } from "../base/source.js";
import { type Diagnostic, parseSize } from "../index.js";
import { defaultDtsLimits, type FaultLog, faultFormats, faultOf, readFaults } from "../parts.js";
import type { Host } from "./host.js";
import { limitsOf } from "./limits.js";
import type { InputValues } from "./options.js";
import { STDIN_NAME } from "./side-input.js";
import { UsageError } from "./usage-error.js";

export interface FaultValues {
  readonly fault?: string;
  readonly iommu?: string;
  readonly stream?: number;
  readonly address?: bigint;
}

interface FaultQuestion extends FaultLog {
  readonly diagnostics: readonly Diagnostic[];
}

export const asksOfFault = ({ fault, iommu, stream, address }: FaultValues): boolean =>
  fault !== undefined || iommu !== undefined || stream !== undefined || address !== undefined;

/** The faults of the log, or the one that the options describe. */
export async function faultQuestion(
  values: FaultValues & InputValues,
  board: string,
  host: Host,
): Promise<FaultQuestion> {
  const { fault, iommu, stream, address } = values;
  if (fault === undefined) {
    if (stream === undefined && iommu === undefined) {
      throw new UsageError(
        "--address alone does not say which device sent it: add --iommu or --stream, or name a device",
      );
    }
    const one = faultOf({ iommu: iommu ?? null, stream: stream ?? null, address: address ?? null });
    return { faults: [one], unread: [], diagnostics: [] };
  }
  if (iommu !== undefined || stream !== undefined || address !== undefined) {
    throw new UsageError("--fault already has what --iommu, --stream and --address say: give it alone");
  }
  if (fault !== "-") return understood("--fault", fault);
  if (board === "-") throw new UsageError("the board and the log cannot both come from standard input");
  const read = await host.readStdin(limitsOf(values).fileBytes ?? defaultDtsLimits.fileBytes);
  if (read.ok) return understood(STDIN_NAME, new TextDecoder().decode(read.bytes));
  const code = `input-${read.reason}`;
  const location = atInput(STDIN_NAME);
  return { faults: [], unread: [], diagnostics: [{ severity: "error", code, message: read.message, location }] };
}

/** More lines than these are counted. */
const MOST_UNREAD = 5;

function understood(name: string, log: string): FaultQuestion {
  const { faults, unread } = readFaults(log);
  const source = new SourceFile(name, log);
  const diagnostics = unread
    .slice(0, MOST_UNREAD)
    .map(({ line }) => aboutLine(source, line, "reads like a fault, but no known format matches"));
  if (unread.length > MOST_UNREAD) {
    const message = `${unread.length - MOST_UNREAD} more lines read like a fault, but no known format matches`;
    diagnostics.push({ severity: "warning", code: "fault-unread", message, location: atInput(name) });
  }
  if (faults.length > 0) return { faults, unread, diagnostics };
  return { faults, unread, diagnostics: [...diagnostics, noFault(name)] };
}

function aboutLine(source: SourceFile, line: number, message: string): Diagnostic {
  const start = offsetOfLine(source, line);
  const end = start + source.lineText(line).length;
  return { severity: "warning", code: "fault-unread", message, location: atSpan({ source, start, end, via: null }) };
}

/** Lines are counted as the log's reader counts them, which a lone carriage return ends too. */
function offsetOfLine({ text }: SourceFile, line: number): number {
  const ends = text.matchAll(/\r\n|\n|\r/g);
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = ends.next().value;
    if (end === undefined) break;
    start = end.index + end[0].length;
  }
  return start;
}

function noFault(name: string): Diagnostic {
  const message = "no line of it is a fault message of an IOMMU driver";
  const hint = `known are the messages of ${faultFormats.map(({ id }) => id).join(", ")}; or give --iommu, --stream and --address`;
  return { severity: "error", code: "fault-none", message, location: atInput(name), hint };
}

export function parseStream(value: string): number | null {
  const id = /^(?:0x[0-9a-f]{1,8}|[0-9]{1,10})$/i.test(value) ? Number(value) : Number.NaN;
  return id <= 0xffffffff ? id : null;
}

export function parseAddress(value: string): bigint | null {
  const address = parseSize(value);
  return address === null || address >= 1n << 64n ? null : address;
}
