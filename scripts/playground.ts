/**
 * npm run playground
 *
 * Makes of src/playground/ and the examples the one file that `iova-plan playground` writes: dist/playground/playground.html.
 * The page's policy lets its own script and style run, by their hashes, a worker from what lies in it, and nothing else.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { pageHead } from "../src/report/html/page-head.js";
import { forBrowsers, hashOf, textOf } from "./browser-page.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Modules of ours do nothing when they are loaded: what is not called is left out. */
const pure: Plugin = {
  name: "pure",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\.?\/.*\.js$/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (pluginData === pure.name || importer.includes("node_modules")) return null;
      const found = await esbuild.resolve(path, { kind, resolveDir, importer, pluginData: pure.name });
      return { ...found, sideEffects: false };
    });
  },
};

const common = {
  ...forBrowsers,
  absWorkingDir: root,
  plugins: [pure],
} satisfies BuildOptions;

/** @param name of its folder in src/playground */
async function bundled(name: string, entry: string): Promise<(extension: string) => string> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { [name]: `src/playground/${name}/${entry}` },
    outdir: "dist/playground",
  });
  return (extension) => unending(textOf(outputFiles, extension));
}

/** Nothing ends the element that a text stands in: what would do so in a script's string is written otherwise there. */
const unending = (text: string): string => text.replace(/<(?=\/script|\/style|!--)/gi, "\\x3c");

const EXAMPLES = "examples/dts";
const PROFILE = ".iova-profile.yaml";

function examples(): string {
  const all = readdirSync(`${root}/${EXAMPLES}`);
  const found = all
    .filter((name) => name.endsWith(".dts"))
    .map((board) => {
      const name = board.replace(/\.dts$/, "");
      const paths = all
        .filter((one) => one === board || one === `${name}.iova.yaml`)
        .map((one) => `${EXAMPLES}/${one}`);
      const files = Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`, "utf8")]));
      const model = /\bmodel = "([^"]*)"/.exec(files[`${EXAMPLES}/${board}`] ?? "")?.[1] ?? name;
      return { name, model, files };
    });
  // The one of the README first.
  const first = found.filter(({ name }) => name === "three-children");
  return JSON.stringify([...first, ...found.filter((one) => !first.includes(one))]).replaceAll("<", "\\u003c");
}

/** The names of the built-in profiles, as their files have them. */
const profiles = (): string =>
  JSON.stringify(
    readdirSync(`${root}/profiles`)
      .filter((name) => name.endsWith(PROFILE))
      .map((name) => name.slice(0, -PROFILE.length))
      .sort(),
  );

const [page, worker] = await Promise.all([bundled("page", "main.tsx"), bundled("worker", "main.ts")]);
const [script, style] = [page(".js"), page(".css")];

const head = pageHead({
  title: "iova-plan playground",
  style,
  scriptHash: hashOf(script),
  styleHash: hashOf(style),
  also: ["worker-src blob:"],
  trustedTypes: "iova-plan-worker",
  withoutScript: "This page analyses device trees with a script, and scripts are off.",
});

const html = `${head}<script type="application/json" id="examples">${examples()}</script>
<script type="application/json" id="profiles">${profiles()}</script>
<script type="text/plain" id="worker">${worker(".js")}</script>
<script>${script}</script>
</body>
</html>
`;

mkdirSync(`${root}/dist/playground`, { recursive: true });
writeFileSync(`${root}/dist/playground/playground.html`, html);
