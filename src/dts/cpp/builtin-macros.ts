/** Macros that are there before a source is read. */
import { type Builtin, Macro } from "./macro.js";
import type { Names } from "./names.js";

const BUILTINS: ReadonlyArray<readonly [string, Builtin]> = [
  ["__LINE__", "line"],
  ["__FILE__", "file"],
  ["__BASE_FILE__", "base-file"],
  ["__INCLUDE_LEVEL__", "include-level"],
  ["__COUNTER__", "counter"],
  ["__DATE__", "clock"],
  ["__TIME__", "clock"],
  ["__TIMESTAMP__", "clock"],
  ["_Pragma", "pragma"],
  ["__has_include", "has-include"],
  ["__has_include_next", "has-include-next"],
];

export const builtinMacros = (names: Names): readonly Macro[] =>
  BUILTINS.map(([text, builtin]) => new Macro(names.id(text), null, null, builtin));

/** What `cpp -undef -x assembler-with-cpp` and the `-D__DTS__` of device trees define. */
export const PREDEFINED = "#define __STDC__ 1\n#define __STDC_HOSTED__ 1\n#define __ASSEMBLER__ 1\n#define __DTS__ 1\n";
