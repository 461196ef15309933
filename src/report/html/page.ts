/** A report as one page: its data, and the viewer that shows it. It asks for nothing else, and its policy forbids it. */
import { visible } from "../../base/visible.js";
import type { Piece } from "../format.js";
import { dataPieces } from "./data.js";
import type { Part } from "./members.js";
import type { Viewer } from "./viewer.js";

export interface Page {
  readonly command: string;
  readonly title: string;
  readonly parts: Iterable<Part>;
}

/** @throws {RangeError} without a viewer */
export function* pagePieces({ command, title, parts }: Page, viewer: Viewer | undefined): Iterable<Piece> {
  if (viewer === undefined) {
    throw new RangeError("'html' needs the viewer as an option: it is in the package's file 'iova-plan/viewer.json'");
  }
  yield head(title, viewer);
  yield* dataPieces(command, parts);
  yield `<script>${viewer.script}</script>\n</body>\n</html>\n`;
}

/**
 * Text of the report reaches the page through `textContent` alone: the policy forbids scripts and styles other than the
 * viewer's own, and all else that makes text into markup (`trusted-types 'none'`).
 */
const policy = ({ scriptHash, styleHash }: Viewer): string =>
  [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

const head = (title: string, viewer: Viewer): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(viewer)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="iova-plan">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${viewer.style}</style>
</head>
<body>
<div id="app"></div>
<noscript><p>This page shows its report with a script, and scripts are off. The formats text and markdown need none; the data is in this file.</p></noscript>
`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (raw: string): string => visible(raw).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
