import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { describeQuotas } from "../account-quotas/describe-quotas.ts";
import { type ListedQuota, listedQuotas, quotaPlaces } from "../account-quotas/listed-quotas.ts";
import { readWishes } from "../model-names/read-wishes.ts";
import { regionOption } from "../region-names.ts";
import { terminalWidth } from "../terminal-width.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { readAccount } from "../usage/read-account.ts";
import { regionClients } from "../usage/region-clients.ts";

const help = `
Examples:
  $ ${headroomCommand} quotas --region us-east-1
  $ ${headroomCommand} quotas --region us-east-1,us-west-2 --region eu-west-1
  $ ${headroomCommand} quotas --model anthropic.claude-opus-5
  $ ${quietHeadroom} quotas --json | jq '.[] | select(.applied != .default)'

"applied" and "default" are AWS's values; "value" is what is effective for the scope: a daily quota that AWS doubles for
cross-Region calls is twice AWS's value there. A quota that neither list has and a direct question neither is not in this
account; it is shown with --model. docs/usage.md describes the JSON.

Quotas that no known model is matched to come last, with the reason. Quotas about other things than calling models
(jobs, knowledge bases, guardrails …) are left out. Exit codes: 0 done, 3 could not tell, 4 a Region has none.`;

interface Options {
  region: string[];
  profile?: string;
  model?: string;
  json?: true;
  csv?: true;
}

export function register(command: Command): void {
  command
    .addOption(regionOption())
    .option("--profile <name>", "AWS profile")
    .option("--model <name>", "of one model, of one way of calling it (a profile's id), or of all that fit a pattern")
    .option("--json", "print JSON")
    .option("--csv", "print CSV")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  if (options.json && options.csv) throw new UserError("--json and --csv: choose one", exitCodes.cannotTell);
  const all: ListedQuota[] = [];
  const texts: string[] = [];
  const codes: number[] = [];
  const regions = await regionClients(options);
  for (const clients of regions) {
    try {
      const { quotas, isWhole } = await quotasIn(clients, options.model);
      all.push(...quotas);
      texts.push(describeQuotas(quotas, clients.region, terminalWidth()));
      codes.push(!isWhole ? exitCodes.cannotTell : quotas.length === 0 ? exitCodes.nothingFound : exitCodes.ok);
    } catch (error) {
      // The other Regions are told all the same.
      if (!(error instanceof UserError) || regions.length === 1) throw error;
      console.error(`headroom: ${clients.region}: ${error.message}`);
      codes.push(exitCodes.cannotTell);
    }
  }
  if (options.json) console.log(JSON.stringify(all, null, 2));
  else if (options.csv) process.stdout.write(stringify(all, { header: true }));
  else console.log(texts.join("\n\n"));
  return worstCode(codes);
}

/** One Region's quotas; what could not be read is told. */
async function quotasIn(
  clients: UsageClients,
  model: string | undefined,
): Promise<{ quotas: ListedQuota[]; isWhole: boolean }> {
  const account = await readAccount(clients);
  const { applied, defaults } = account.quotaLists;
  const wish = model === undefined ? undefined : readWishes(model, account);
  const places = applied || defaults ? quotaPlaces(account, wish) : [];
  const readings = await quotaReadings(
    clients,
    account,
    places.map(({ code }) => code),
  );
  for (const { what, why, effect } of account.incomplete)
    console.error(`not read in ${clients.region}: ${what}: ${why}; ${effect}`);
  if (!applied && !defaults)
    throw new UserError("cannot tell the quotas: neither list could be read", exitCodes.cannotTell);
  return {
    quotas: listedQuotas(places, readings, clients.region),
    isWhole: applied !== undefined && [...readings.values()].every(({ origin }) => origin !== "unread"),
  };
}
