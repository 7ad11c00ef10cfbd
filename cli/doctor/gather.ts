import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { clientSettings } from "../../aws/client.ts";
import type { DoctorFacts, PulumiState } from "../../monitoring/doctor/facts.ts";
import { mantleNamespace, runtimeNamespace } from "../../monitoring/metrics.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { scopeOf } from "../../monitoring/target.ts";
import { loadRegistry, UnknownRegionError } from "../../registry/index.ts";
import { parseArn } from "../../stacks/arn.ts";
import { type FoundConfig, findStackConfig } from "../../stacks/stack-config.ts";
import { stackFilePath, stackNameIn } from "../../stacks/stack-files.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { stackCover } from "../usage/stack-cover.ts";
import { makePlan } from "./make-plan.ts";
import { readAlarms } from "./read-alarms.ts";
import { accountIn, accountOf, readLists, registryOf } from "./read-lists.ts";
import { readBurndown, readFeed, readUsed } from "./read-metrics.ts";
import { readRecipients } from "./read-recipients.ts";
import { readState } from "./read-state.ts";
import { mapped, readerFor } from "./reading.ts";

export interface DoctorRequest {
  stack: string;
  /** the folder with Pulumi.yaml */
  directory: string;
  /** epoch seconds */
  now: number;
  /** --state */
  state?: string;
  versions: DoctorFacts["versions"];
  /** says what is being read */
  say?: (what: string) => void;
  /** milliseconds between two questions for one quota: a test's own */
  askInterval?: number;
}

/** What is known of a stack before AWS is asked anything. */
export interface LocalStack {
  found: FoundConfig;
  state: PulumiState | undefined;
  ownAccounts: readonly string[];
}

/**
 * Reads the stack file and, where it is given, the state: so that a wrong name costs no call.
 * @throws UserError where there is no such stack, or the state is not its own
 */
export async function readLocal({ stack, directory, state: path }: DoctorRequest): Promise<LocalStack> {
  let found: FoundConfig;
  try {
    found = await findStackConfig(stack, directory);
  } catch (error) {
    if (!(error instanceof Error) || !/^(UserError|ConfigError)$/.test(error.name)) throw error;
    throw new UserError(error.message, exitCodes.cannotTell);
  }
  const state = path === undefined ? undefined : readState(path, stackNameIn(stack, directory));
  const inState = (state?.topics ?? []).flatMap((arn) => parseArn(arn)?.account ?? []);
  return { found, state, ownAccounts: inState.length > 0 ? [...new Set(inState)] : allowedAccounts(stack, directory) };
}

/** aws:allowedAccountIds of the stack file: Pulumi's AWS provider refuses every other account. */
function allowedAccounts(stack: string, directory: string): string[] {
  const text = readFileSync(stackFilePath(stack, directory), "utf8");
  const config = (parse(text) as { config?: Record<string, unknown> } | null)?.config;
  const ids = config?.["aws:allowedAccountIds"];
  return Array.isArray(ids) ? ids.map((id) => String(id).padStart(12, "0")) : [];
}

/**
 * Everything that is judged of one stack. What is denied is told with what it hides; what makes everything fail ends it.
 * @throws UserError with no credentials, a Region that does not answer, or errors in the stack file
 */
export async function gatherFacts(
  clients: UsageClients,
  { found, state, ownAccounts }: LocalStack,
  { stack, directory, now, versions, say = () => {}, askInterval }: DoctorRequest,
): Promise<DoctorFacts> {
  const { region, profile } = clients;
  const read = readerFor({ region, profile });
  say("what the account lists");
  const lists = await readLists(clients, read);
  const seen = accountIn(lists);
  const account = accountOf(region, profile, lists);
  const { plan, settings, unsure } = await makePlan(stack, directory, {
    found,
    account,
    ...(seen !== undefined && { accountId: seen }),
  });
  const counted = new Set(plan.targets.flatMap(({ monitoredIds }) => monitoredIds));
  say("alarms, metrics and quotas");
  const [alarms, feed, used, burndown, quotas, registry, cover, registryReadAt] = await Promise.all([
    readAlarms(clients, plan, read),
    readFeed(clients, plan, now, read),
    readUsed(clients, lists, counted, now, read),
    readBurndown(clients, lists, settings.targets, now, read),
    readQuotas(clients, lists, settings, plan.feed.quotas, askInterval),
    registryOf(region, lists),
    stackCover(directory, region),
    shippedOn(region),
  ]);
  const id = seen ?? alarms.account;
  say("who is told");
  const sdk = { ...clientSettings({ region, maxAttempts: 8 }), ...(profile !== undefined && { profile }) };
  const recipients = await readRecipients({ ...sdk, region }, plan, id, read);
  return {
    now,
    plan,
    ...(unsure !== undefined && { planUnsure: unsure }),
    targets: settings.targets,
    ...(id !== undefined && { account: id }),
    ownAccounts,
    ...{ alarms: alarms.alarms, strangers: alarms.strangers, muteRules: alarms.muteRules },
    ...{ feed, quotas, used, burndown, registry, versions },
    ...recipients,
    elsewhere: countedElsewhere(cover, plan.stack),
    listedModels: await mapped(lists.models, (models) => models.map(({ modelId }) => modelId)),
    systemProfiles: lists.systemProfiles,
    applicationProfiles: lists.applicationProfiles,
    ...("unread" in lists.applied && { quotasUnread: lists.applied.unread }),
    ...(registryReadAt !== undefined && { registryReadAt }),
    ...(state && { state }),
  };
}

function readQuotas(
  clients: UsageClients,
  lists: Awaited<ReturnType<typeof readLists>>,
  { targets }: MonitoringSettings,
  feed: DoctorFacts["plan"]["feed"]["quotas"],
  interval: number | undefined,
) {
  const { applied, defaults } = lists;
  const codes = new Set([
    ...feed.map(({ code }) => code),
    ...targets.flatMap((target) => scopeOf(target).quotas.map(({ code }) => code)),
  ]);
  return quotaReadings(
    // Errors of single questions name this command's policy.
    { ...clients, ...{ policy: "doctor" } },
    {
      quotaLists: {
        applied: "value" in applied ? [...applied.value] : undefined,
        defaults: "value" in defaults ? [...defaults.value] : undefined,
      },
      incomplete: [],
    },
    codes,
    interval === undefined ? {} : { interval },
  );
}

/** Ids that other stacks of the folder count. */
function countedElsewhere({ targets }: Awaited<ReturnType<typeof stackCover>>, own: string): Map<string, string> {
  const elsewhere = new Map<string, string>();
  for (const [key, { stack, ids }] of targets) {
    if (stack === own) continue;
    const namespace = key.endsWith(" mantle") ? mantleNamespace : runtimeNamespace;
    for (const id of ids) elsewhere.set(`${namespace} ${id}`, stack);
  }
  return elsewhere;
}

/** The day of the newest reading that the shipped registry has of a Region. */
async function shippedOn(region: string): Promise<string | undefined> {
  try {
    const { models } = await loadRegistry(region);
    return models
      .map(({ provenance }) => provenance.readAt)
      .sort()
      .at(-1);
  } catch (error) {
    if (error instanceof UnknownRegionError) return undefined;
    throw error;
  }
}
