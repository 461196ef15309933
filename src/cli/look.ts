/** How wide and how colourful a stream's text is. */
import { type Look, type Problem, renderProblems } from "../index.js";
import { paletteFor } from "./color.js";
import type { Host } from "./host.js";
import { withOptionHint } from "./limits.js";
import type { MessageValues } from "./options.js";

/** Columns of text that goes to no terminal. */
const DEFAULT_COLUMNS = 100;
/** A narrower terminal is treated as this wide: nothing can be read on it anyway. */
const LEAST_COLUMNS = 40;

export function lookOf(values: MessageValues, isTty: boolean, host: Host): Look {
  const columns = isTty && host.columns !== null ? host.columns : DEFAULT_COLUMNS;
  const isAscii = isTty && !writesUnicode(host.env);
  return { columns: Math.max(LEAST_COLUMNS, columns), palette: paletteFor(values.color, isTty, host.env), isAscii };
}

/** By the locale (POSIX: the first of these that is set and not empty decides); one that nobody states is taken to. */
function writesUnicode({ LC_ALL, LC_CTYPE, LANG }: Host["env"]): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((one) => one !== undefined && one !== "");
  return locale === undefined || /utf-?8/i.test(locale);
}

/** Says on standard error what is wrong: errors always, warnings unless quiet, notes when verbose. */
export function tell(problems: readonly Problem[], values: MessageValues, host: Host): void {
  const { quiet, verbose } = values;
  const shown = problems.filter(
    ({ severity }) => severity === "error" || (quiet !== true && (severity === "warning" || verbose === true)),
  );
  host.writeErr(renderProblems(shown.map(withOptionHint), lookOf(values, host.errIsTty, host)));
}
