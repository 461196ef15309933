/** A page for each rule, with the first of its bad boards and what is told of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type Report, type Rule, rules } from "../../src/index.js";
import { fenced, type Pages, page, type Run, table } from "./markdown.js";

/** What the tests read and no reader wants. */
const MARKS = /[ \t]*(?:\/\*|#|\/\/) expect:.*$/gm;

export async function rulePages(run: Run): Promise<Pages> {
  const pages = new Map<string, string>([["docs/rules.md", index()]]);
  for (const rule of rules) pages.set(`docs/rules/${rule.id}.md`, await rulePage(rule, run));
  return pages;
}

const index = (): string =>
  page([
    "# Rules",
    "What `iova-plan check` reports: a page each, with an example. `iova-plan explain <rule>` prints a rule's part offline.",
    table(
      ["rule", "severity", "fires when"],
      rules.map(({ id, severity, title }) => [`[${id}](rules/${id}.md)`, severity, title]),
    ),
  ]);

async function rulePage(rule: Rule, run: Run): Promise<string> {
  const head = [
    `# ${rule.id}`,
    `${rule.severity}: ${rule.title}.`,
    `**Why:** ${rule.why}`,
    `**Fix:** ${rule.fix}`,
    ...(rule.needs.length === 0
      ? []
      : [`**Not judged where broken:** ${rule.needs.map(({ id }) => `[${id}](${id}.md)`).join(", ")}.`]),
    `**Accept one:** a comment \`iova-plan-ignore ${rule.id}: reason\` on its line or the line above.`,
  ].join("\n\n");
  const folder = `test/rule/${rule.id}`;
  const bad = existsSync(folder) ? readdirSync(folder).filter((name) => /^bad-.*\.dts$/.test(name)) : [];
  const [first] = bad.sort();
  if (first === undefined) return page([head, "It needs a budget in the config, or `--max-waste`: [ci.md](../ci.md)."]);
  const path = `${folder}/${first}`;
  const plan = path.replace(/\.dts$/, ".iova.yaml");
  const source = readFileSync(path, "utf8");
  const [, kernel] = /\/\* kernel: (\S+) \*\//.exec(source) ?? [];
  const argv = ["check", path, "--format", "json", ...(kernel === undefined ? [] : ["--kernel-version", kernel])];
  const report: Report = JSON.parse((await run(argv)).out);
  const finding = report.findings.find((one) => one.rule === rule.id);
  if (finding === undefined) throw new Error(`${path} does not show ${rule.id}`);
  return page([
    head,
    "## An example",
    ...(kernel === undefined ? [] : [`For Linux ${kernel}.`]),
    fenced("dts", source.replace(MARKS, "")),
    ...(existsSync(plan) ? ["Its plan:", fenced("yaml", readFileSync(plan, "utf8").replace(MARKS, ""))] : []),
    "`check` says:",
    fenced("text", told(finding).replaceAll(`${folder}/`, "")),
  ]);
}

function told({ location, severity, message, rule, snippet, details, help }: Report["findings"][number]): string {
  const place = [location.file, location.line, location.column].filter((part) => part !== null).join(":");
  const line = snippet?.text.replace(MARKS, "").replace(/\t/g, "        ");
  const start = (snippet?.text.slice(0, snippet.start) ?? "").replace(/\t/g, "        ").length;
  const marks = "^".repeat(Math.max(1, Math.min(snippet?.length ?? 1, (line ?? "").length - start)));
  return [
    `${place}: ${severity}: ${message} [${rule}]`,
    ...(line === undefined ? [] : [`  ${line}`, `  ${" ".repeat(start)}${marks}`]),
    ...details.map((detail) => `  ${detail}`),
    ...(help === null ? [] : [`  help: ${help}`]),
  ].join("\n");
}
