/** The licences of packages that are published as part of ours, which their licences ask for. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** @param files that were bundled, relative to the root */
export function noticesOf(
  root: string,
  files: readonly string[],
  read: (path: string, encoding: "utf8") => string,
): string {
  const names = [...new Set(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []))].sort();
  const notices = names.map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license }: { version: string; license: string } = JSON.parse(
      read(join(folder, "package.json"), "utf8"),
    );
    const file = readdirSync(folder).find((one) => /^licen[cs]e(?:\.\w+)?$/i.test(one));
    const text =
      file === undefined || !existsSync(join(folder, file)) ? `Licence: ${license}` : read(join(folder, file), "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return ["What iova-plan is bundled with, and the licences of that.\n", ...notices].join(`\n${"-".repeat(78)}\n\n`);
}
