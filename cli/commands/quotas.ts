import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { quotaUrl } from "../../monitoring/console.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { QuotaCode } from "../../words/words.ts";
import { readWish } from "../usage/choose-targets.ts";
import { usageClients } from "../usage/clients.ts";
import { fittedTable } from "../usage/fitted-table.ts";
import { whole } from "../usage/numbers.ts";
import { type Account, readAccount } from "../usage/read-account.ts";

const help = `
Examples:
  $ npm run headroom -- quotas --region us-east-1
  $ npm run headroom -- quotas --model anthropic.claude-opus-5
  $ npm run --silent headroom -- quotas --json | jq '.[] | select(.applied != .default)'

Quotas that no known model is matched to come last, with the reason. Quotas about other things than calling models
(jobs, knowledge bases, guardrails …) are left out. Exit codes: 0 done, 3 could not tell.`;

/** A quota on calling models. */
interface ListedQuota {
  /** null: no known model is meant, or more than one */
  modelId: string | null;
  scope: string | null;
  kind: string;
  /** "", or 1m-context, latency-optimized, async: a limit of its own beside the model's */
  variant: string;
  applied: number | null;
  default: number | null;
  adjustable: boolean | null;
  code: string;
  name: string;
  url: string;
  /** why modelId is null */
  unmapped: string | null;
}

export function register(command: Command): void {
  command
    .option("--region <region>", "default: that of the environment or the profile")
    .option("--profile <name>", "AWS profile")
    .option("--model <id>", "of one model, or of one way of calling it (a profile's id)")
    .option("--json", "print JSON")
    .option("--csv", "print CSV")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      if (options.json && options.csv) throw new UserError("--json and --csv: choose one", 3);
      const clients = await usageClients(options);
      const account = await readAccount(clients);
      for (const { what, why, effect } of account.incomplete) console.error(`not read: ${what}: ${why}; ${effect}`);
      const { applied, defaults } = account.quotaRows;
      if (!applied && !defaults) throw new UserError("cannot tell the quotas: neither list could be read", 3);
      const wish = options.model === undefined ? undefined : readWish(options.model, account.registry);
      const quotas = listed(account, clients.region).filter(
        ({ modelId, scope }) => !wish || (modelId === wish.modelId && (wish.scope ?? scope) === scope),
      );
      if (options.json) console.log(JSON.stringify(quotas, null, 2));
      else if (options.csv) process.stdout.write(stringify(quotas, { header: true }));
      else console.log(describe(quotas, clients.region, account.quotas !== undefined));
      if (!applied) process.exitCode = 3;
    });
}

interface Options {
  region?: string;
  profile?: string;
  model?: string;
  json?: true;
  csv?: true;
}

/** Every inference quota, by model, scope and kind; those without a model at the end. */
function listed({ findings, quotas, quotaRows }: Account, region: string): ListedQuota[] {
  const live = new Set([...(quotaRows.applied ?? []), ...(quotaRows.defaults ?? [])].map(({ code }) => code as string));
  const defaults = new Map(quotaRows.defaults?.map(({ code, value }) => [code, value ?? null]));
  const rows = findings
    .filter(({ status, code }) => status !== "not-inference" && live.has(code))
    .flatMap((finding) => {
      const code = finding.code as QuotaCode;
      const known = quotas?.get(code);
      const isMatched = finding.status === "matched";
      const scopes = finding.scopes.length > 0 ? finding.scopes : [null];
      return scopes.map(
        (scope): ListedQuota => ({
          modelId: isMatched ? finding.modelId : null,
          scope,
          kind: finding.kind,
          variant: finding.variant,
          applied: known?.applied ?? null,
          default: known?.default ?? defaults.get(code) ?? null,
          adjustable: known?.adjustable ?? null,
          code,
          name: finding.name,
          url: quotaUrl(region, code),
          unmapped: isMatched ? null : finding.reason,
        }),
      );
    });
  const sortKey = ({ modelId, scope, kind, variant, name }: ListedQuota) =>
    `${modelId ?? "~"} ${scope} ${variant} ${kind} ${name}`;
  return rows.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function describe(quotas: readonly ListedQuota[], region: string, appliedRead: boolean): string {
  const width = process.stdout.columns || Number.POSITIVE_INFINITY;
  if (quotas.length === 0) return `No quota of calling models in ${region}.`;
  const cells = ({ applied, default: standard, adjustable, code }: ListedQuota) => [
    applied === null ? (appliedRead ? "-" : "?") : whole(applied),
    standard === null ? "-" : whole(standard),
    adjustable === null ? "?" : adjustable ? "yes" : "no",
    code,
  ];
  const mapped = quotas.filter(({ modelId }) => modelId !== null);
  const unmapped = quotas.filter(({ modelId }) => modelId === null);
  const limit = ({ kind, variant }: ListedQuota) => (variant === "" ? kind : `${kind} (${variant})`);
  const rest = ["applied", "default", "adjustable", "code"];
  const right = ["right", "right", "left", "left"] as const;
  const parts = [
    `Bedrock quotas in ${region}: ${quotas.length}`,
    "",
    fittedTable(
      {
        head: ["model", "scope", "limit", ...rest],
        rows: mapped.map((quota) => [quota.modelId!, quota.scope ?? "", limit(quota), ...cells(quota)]),
        align: ["left", "left", "left", ...right],
        names: 2,
      },
      width,
    ),
  ];
  if (unmapped.length > 0) {
    parts.push(
      "",
      "Of no single known model:",
      fittedTable(
        {
          head: ["quota", ...rest, "why"],
          rows: unmapped.map((quota) => [quota.name, ...cells(quota), quota.unmapped ?? ""]),
          align: ["left", ...right, "left"],
          names: 1,
        },
        width,
      ),
    );
  }
  return parts.join("\n");
}
