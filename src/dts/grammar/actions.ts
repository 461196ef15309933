/** What the grammar tells its listener, in the order of the source. Tokens are valid during the call only. */
import type { SourceToken } from "./vocabulary.js";

export interface StatementActions {
  /** In front of every statement. */
  startStatement(): void;
  /** `label:` in front of a statement. */
  label(label: SourceToken): void;
  /** `/omit-if-no-ref/` in front of a statement. */
  omitIfNoRef(keyword: SourceToken): void;
  /** The `;` of a statement that all other calls have told about. */
  endStatement(semicolon: SourceToken): void;

  version(keyword: SourceToken): void;
  plugin(keyword: SourceToken): void;
  /** `/memreserve/ address size`: two integers came before it. */
  memoryReservation(keyword: SourceToken): void;

  /** `name {` */
  openNode(name: SourceToken): void;
  /** `/ {` */
  openRoot(slash: SourceToken): void;
  /** `&label {` */
  openReference(reference: SourceToken): void;
  /** `}` */
  closeNode(brace: SourceToken): void;

  /** `name` alone */
  emptyProperty(name: SourceToken): void;
  /** `name =` */
  startProperty(name: SourceToken): void;
  /** All of its value is known. */
  endProperty(): void;
  /** `/delete-property/` or `/delete-node/` */
  startDeletion(keyword: SourceToken): void;
  deleteProperty(name: SourceToken): void;
  deleteNode(name: SourceToken): void;
  deleteReference(reference: SourceToken): void;
  /** `&label` alone, which only `/omit-if-no-ref/` can have in front */
  bareReference(reference: SourceToken): void;

  valueLabel(label: SourceToken): void;
  valueString(text: SourceToken): void;
  valueReference(reference: SourceToken): void;
  /** A word where a value should be. */
  valueWord(word: SourceToken): void;
  valueBytes(bytes: SourceToken): void;
  /** `/bits/ n` in front of cells */
  bits(width: SourceToken): void;
  /** `<` */
  startCells(): void;
  cells(cells: SourceToken): void;
  /** A `number` or an expression among the cells is known. */
  cellExpression(): void;
  /** `/incbin/` */
  startFile(keyword: SourceToken): void;
  fileName(name: SourceToken): void;
  /** `, offset, length`: two integers came before it. */
  fileRange(): void;
  endFile(parenthesis: SourceToken): void;

  number(token: SourceToken): void;
  /** A word where a number should be. */
  unknownNumber(word: SourceToken): void;
  unary(operator: SourceToken): void;
  binary(operator: SourceToken): void;
  question(operator: SourceToken): void;
  colon(operator: SourceToken): void;
  openParenthesis(token: SourceToken): void;
  closeParenthesis(token: SourceToken): void;
}
