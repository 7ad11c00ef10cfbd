import type { Command } from "commander";
import { endText } from "../../monitoring/end-of-life.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom, refreshCommand } from "../../words/commands.ts";
import { packagedFile, packagedVersion } from "../../words/packaged.ts";
import { regionOption } from "../region-names.ts";
import { terminalWidth } from "../terminal-width.ts";
import { ReadFailure } from "./read-failure.ts";
import type { RefreshResult } from "./refresh-registry.ts";

const help = `
Reads ListFoundationModels, ListInferenceProfiles, ListServiceQuotas and ListAWSDefaultServiceQuotas in each Region,
rebuilds the registry and prints what is different; the files under registry/ are written only if a fact changed.
Without --region the Region of the environment or the profile is read. With --all-regions, Regions that the account
can't use are left out, and what the registry knew of them stays. GovCloud: name its Regions, with credentials of a
GovCloud account. China: AWS offers no Bedrock there.

A run that broke off goes on where it was: what it read is kept for a day in the user's cache folder.

Examples:
  $ ${headroomCommand} registry refresh --region us-east-1,us-west-2 --region eu-west-1
  $ ${headroomCommand} registry refresh --all-regions --check
  $ ${quietHeadroom} registry refresh --all-regions --markdown --annotations > changes.md

Exit codes: 0 up to date, or written; 1 --check found something out of date, or the command has a mistake;
2 AWS could not be read, or the files changed meanwhile, and nothing was written.`;

interface Options {
  region: string[];
  allRegions?: true;
  check?: true;
  fresh?: true;
  markdown?: true;
  json?: true;
  annotations?: true;
  profile?: string;
}

export function register(registry: Command): void {
  registry
    .command("refresh")
    .description("read an AWS account's Regions anew and update the registry")
    .addOption(regionOption())
    .option("--all-regions", "read every commercial Region that offers Bedrock")
    .option("--check", "write nothing; exit with 1 if something is out of date")
    .option("--fresh", "read everything, also what an unfinished run has read")
    .option("--profile <name>", "the profile of AWS's config and credentials files")
    .option("--markdown", "print the differences as Markdown, for a pull request")
    .option("--json", "print the differences as JSON")
    .option("--annotations", "print ends of life as annotations of a GitHub workflow, too, on standard error")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      if (packagedVersion !== undefined && !options.check)
        throw new UserError(
          `the registry is a part of the package, and comes up to date with it: ${refreshCommand("")}\n` +
            "With --check this says what is out of date, and writes nothing.",
        );
      const result = await refresh(options);
      const { describeRefresh, markdownRefresh } = await import("./describe-refresh.ts");
      if (options.json) console.log(JSON.stringify(documentOf(result), null, 2));
      else console.log(options.markdown ? markdownRefresh(result) : describeRefresh(result, terminalWidth()));
      if (options.annotations) for (const notice of result.ends) console.error(`::warning::${endText(notice)}`);
      if (options.check && result.outOfDate) process.exitCode = 1;
    });
}

/** The AWS SDK is loaded here, so that the other verbs need not wait for it. */
async function refresh({ profile, fresh, check, allRegions, region }: Options): Promise<RefreshResult> {
  const [{ BedrockClient }, { ServiceQuotasClient }, { clientSettings }] = await Promise.all([
    import("@aws-sdk/client-bedrock"),
    import("@aws-sdk/client-service-quotas"),
    import("../../aws/client.ts"),
  ]);
  const [{ whichRegions }, { ChangedMeanwhile, refreshRegistry }, { readingStore }, { startProgress }] =
    await Promise.all([
      import("./which-regions.ts"),
      import("./refresh-registry.ts"),
      import("./reading-store.ts"),
      import("./progress.ts"),
    ]);
  const settings = (name?: string) => ({
    ...clientSettings({ ...(name !== undefined && { region: name }), silence: 20_000 }),
    ...(profile !== undefined && { profile }),
  });
  const named = region.length > 0 || allRegions;
  const configured = named ? undefined : await new BedrockClient(settings()).config.region().catch(() => undefined);
  const regions = whichRegions({ region, ...(allRegions && { allRegions }) }, configured);
  const store = readingStore();
  if (fresh) await store.forget(regions);
  const progress = startProgress(regions.length);
  const warnings: string[] = [];
  try {
    return await refreshRegistry({
      root: packagedFile("") ?? new URL("../../", import.meta.url),
      regions,
      skipClosed: allRegions ?? false,
      check: check ?? false,
      clients: (name) => ({
        bedrock: new BedrockClient(settings(name)),
        quotas: new ServiceQuotasClient(settings(name)),
      }),
      store,
      today: new Date().toISOString().slice(0, 10),
      warn: (text) => warnings.push(text),
      progress: progress.done,
    });
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall !== undefined) throw new UserError(`the registry's files: ${message}\nThey are as they were.`, 2);
    if (error instanceof ChangedMeanwhile) {
      throw new UserError(
        "the registry's files changed while AWS was being read (another refresh, or an edit).\nNothing was written: run it again.",
        2,
      );
    }
    if (!(error instanceof ReadFailure)) throw error;
    const more = regions.length > 1 ? " The Regions read so far are kept: run it again to go on." : "";
    throw new UserError(`${error.message}\nNothing was written.${more}`, 2);
  } finally {
    progress.end();
    for (const warning of warnings) console.error(`warning: ${warning}`);
  }
}

/** The result as JSON. */
const documentOf = ({ changes, notes, ends, read, skipped, outOfDate, written }: RefreshResult) => ({
  schemaVersion: 1,
  outOfDate,
  regionsRead: read,
  changes,
  notes,
  ends,
  skipped: skipped.map(({ region, message }) => ({ region, reason: message })),
  written,
});
