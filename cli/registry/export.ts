import { rename, rm, writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { BuiltRegistry } from "../../registry/build.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { quotaRows } from "../../registry/quota-rows.ts";
import { unmatchedQuotas } from "../../registry/unmatched.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";

const columns = [
  "model_id",
  "scope",
  "limit_kind",
  "variant",
  "quota_code",
  "quota_name",
  "unit",
  "default_value",
  "region_count",
  "source",
  "read_at",
];

const help = `
A row for each model, scope, limit kind and variant. docs/registry.md describes the columns.
Quotas whose model is not known have no row; --json has them as "unmatched", and headroom registry list --unmatched.

Examples:
  $ ${quietHeadroom} registry export --csv > registry.csv
  $ ${headroomCommand} registry export --json --out registry.json

Exit codes: 0 done, 1 the command has a mistake or the file can't be written.`;

export function register(registry: Command): void {
  registry
    .command("export")
    .description("write every quota of every model as CSV or JSON")
    .addOption(new Option("--csv", "comma-separated values").conflicts("json"))
    .option("--json", "a JSON document")
    .option("--out <file>", "write into a file instead of standard output")
    .addHelpText("after", help)
    .action(async ({ csv, json, out }: { csv?: true; json?: true; out?: string }) => {
      if (!csv && !json) throw new UserError("export as what? Add --csv or --json");
      const built = await loadBuiltRegistry();
      const text = csv ? await csvOf(built) : jsonOf(built);
      if (out === undefined) process.stdout.write(text);
      else await writeTo(out, text);
    });
}

/** Comma-separated values with a heading (RFC 4180, but for line feeds alone). */
export async function csvOf(built: BuiltRegistry): Promise<string> {
  const { stringify } = await import("csv-stringify/sync");
  return stringify(quotaRows(built), { header: true, columns });
}

/** The same rows as JSON, and the quotas of no known model. */
export function jsonOf(built: BuiltRegistry): string {
  const document = { schemaVersion: 1, quotas: quotaRows(built), unmatched: unmatchedQuotas(built.catalogue) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

async function writeTo(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  } catch (error) {
    await rm(`${path}.new`, { force: true });
    throw new UserError(`--out ${path}: ${(error as Error).message}`);
  }
}
