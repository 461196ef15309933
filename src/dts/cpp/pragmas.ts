/** `#pragma`: cpp drops all of them in assembler mode, having done what some ask for. */

import type { Span } from "../../base/source.js";
import { Lexer } from "./lexer.js";
import type { RunState } from "./run-state.js";
import { STRING, type Token } from "./token.js";

/** @param text behind `#pragma`, or inside `_Pragma("...")` */
export function executePragma(state: RunState, text: string, span: Span): void {
  state.units?.spoil();
  const words = new Lexer(text, null, state.names, 0, text.length).rest();
  const [first, second, third] = words;
  switch (first?.text) {
    case "once":
      if (state.frames.length > 1) state.onceOnly.add(state.search.realPath(state.frame.file.source.path));
      else state.reports.warning("pragma-once", "#pragma once in the input file", span);
      return;
    case "push_macro":
      saveMacro(state, words);
      return;
    case "pop_macro":
      restoreMacro(state, words);
      return;
    case "GCC":
      if (third?.kind !== STRING) return;
      if (second?.text === "error") state.reports.error("pragma-error", third.text.slice(1, -1), span);
      if (second?.text === "warning") state.reports.warning("pragma-warning", third.text.slice(1, -1), span);
  }
}

/** `("NAME")` */
function macroOperand(state: RunState, words: readonly Token[]): number | null {
  const [, open, name, close] = words;
  return open?.is("(") && name?.kind === STRING && close?.is(")") ? state.names.id(name.text.slice(1, -1)) : null;
}

function saveMacro(state: RunState, words: readonly Token[]): void {
  const name = macroOperand(state, words);
  if (name === null) return;
  const macro = state.macros.find(name);
  const saved = state.savedMacros.get(name) ?? [];
  saved.push(macro === null ? null : { macro, reading: state.macros.reading(name) });
  state.savedMacros.set(name, saved);
}

function restoreMacro(state: RunState, words: readonly Token[]): void {
  const name = macroOperand(state, words);
  const saved = name === null ? undefined : state.savedMacros.get(name)?.pop();
  if (name === null || saved === undefined) return;
  if (saved === null) state.macros.undefine(name);
  else state.macros.define(saved.macro, saved.reading);
}
