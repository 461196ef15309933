/** What a page shows its report with: made by the build of `src/viewer/`, and handed in by whoever prints. */
export interface Viewer {
  readonly script: string;
  readonly style: string;
  /** As a content security policy names them: `sha256-...`. */
  readonly scriptHash: string;
  readonly styleHash: string;
}
