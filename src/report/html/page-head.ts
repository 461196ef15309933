/** How every page of ours begins: nothing from outside, and no script or style but those whose hashes its policy names. */
import { markupText } from "../../base/markup.js";

export interface PageHead {
  readonly title: string;
  readonly style: string;
  /** As policies name them: `sha256-...`. */
  readonly scriptHash: string;
  readonly styleHash: string;
  /** Directives of this page's policy beside those of all, such as `worker-src blob:`. */
  readonly also?: readonly string[];
  /** The one that may make text into markup; `'none'` for nobody. */
  readonly trustedTypes: string;
  /** What is said where scripts are off. */
  readonly withoutScript: string;
}

/** Up to where the data and the script of the page follow, in its body. */
export const pageHead = (head: PageHead): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(head)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="iova-plan">
<title>${markupText(head.title)}</title>
<link rel="icon" href="data:,">
<style>${head.style}</style>
</head>
<body>
<div id="app"></div>
<noscript><p>${head.withoutScript}</p></noscript>
`;

const policy = ({ scriptHash, styleHash, also = [], trustedTypes }: PageHead): string =>
  [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    ...also,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join("; ");
