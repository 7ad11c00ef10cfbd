import { defaultEvaluations } from "../monitoring/evaluation.ts";
import {
  deadLetterQueueName,
  defaultDashboardName,
  notifierRoleName,
  publisherFunctionName,
  publisherRoleName,
  publisherScheduleName,
  schedulerRoleName,
  slackRoleName,
  topicName,
} from "../monitoring/names.ts";
import type { IamSettings, MonitoringSettings, Severity, TargetSettings } from "../monitoring/settings.ts";
import { regions as knownRegions, registryNow, UnknownRegionError } from "../registry/index.ts";
import type { Registry } from "../words/registry.ts";
import type { StackAccount } from "./account.ts";
import { alertSettings } from "./alerts.ts";
import type { ProfilesOwner } from "./application-profiles.ts";
import { type Checked, checkShape } from "./check-shape.ts";
import { at, ConfigError, collectProblems, type Problem, type Problems } from "./config-error.ts";
import { discoverProfiles, discoveryWish } from "./discover-profiles.ts";
import { checkEvaluation, evaluationsWith } from "./evaluations.ts";
import { iamSettings } from "./iam.ts";
import { askOf, type BeyondSearch, lookBeyond, searchRegistries } from "./look-beyond.ts";
import { modelsItem } from "./model-shapes.ts";
import { publisherVpc } from "./publisher-vpc.ts";
import { loggingSettings } from "./reservations.ts";
import { type PlacedEntry, type Selection, selectModels, unknownEntries } from "./select-models.ts";
import { type Config, configShape } from "./shapes.ts";
import { checkTags } from "./tags.ts";
import { checkEntry, type StackDefaults, targetSettings } from "./targets.ts";
import { severityNames, stackSeverities } from "./thresholds.ts";
import type { AccountAnswer } from "./unknown-models.ts";
import { configWarnings } from "./warnings.ts";
import { checkWebhooksInVpc } from "./webhooks.ts";

export { ConfigError } from "./config-error.ts";

/** A stack's config as it was written. `readPulumiConfig` and `readStackFile` give it. */
export interface StackConfig {
  stack: string;
  /** aws:region */
  region: string | undefined;
  /** aws:profile */
  profile?: string;
  /** the project's own keys, without their prefix */
  values: Readonly<Record<string, unknown>>;
  /** Pulumi ESC environments that the stack's file names, and why they could not be read where they could not */
  environment?: { names: readonly string[]; trouble?: string };
  /** keys of the provider's default tags (aws:defaultTags), where there are some */
  defaultTags?: readonly string[];
  /** the component's name where a program's arguments say all this, and no stack file */
  program?: string;
}

export interface SettingsInput extends StackConfig {
  /** the shipped registry where it is left out */
  registryFor?: (region: string) => Registry;
  /** where to look for a model that the Region does not offer */
  regions?: readonly string[];
  /** the account that the stack is for; left out: none is asked anything */
  account?: StackAccount;
}

export interface ReadSettings {
  settings: MonitoringSettings;
  /** what works and deserves a look, a sentence each */
  warnings: string[];
  /** whose the application profiles are that are listed by ARN */
  profilesOf?: ProfilesOwner;
}

/**
 * Checks a stack's config and fills in the defaults.
 * @throws ConfigError with everything that is wrong
 */
export async function readSettings(input: SettingsInput): Promise<ReadSettings> {
  const { account } = input;
  const draft = draftSettings(input);
  const joined = joinModels(draft, await askOf(draft.search, account), account !== undefined);
  const { configured, wish, region, problems, warnings } = joined;
  // What is wrong is told without asking the account for more.
  const targets =
    problems.list.length > 0
      ? configured
      : await discoverProfiles(configured, wish, region, account, problems, warnings);
  return settingsOf(joined, targets);
}

/**
 * `readSettings` where nobody can wait, and no account is asked: in the constructor of a component.
 * @throws ConfigError with everything that is wrong, and where the config asks for what only an account can tell
 */
export function readSettingsNow(input: Omit<SettingsInput, "account">): ReadSettings {
  const joined = joinModels(draftSettings(input), {}, false);
  const { wish, problems } = joined;
  if (wish.targets.size > 0)
    problems.add(
      wish.path,
      "discover",
      "asks the account, which takes time that a constructor doesn't have",
      "list the profiles, or write await BedrockQuotaMonitor.create(…) instead of new BedrockQuotaMonitor(…)",
    );
  return settingsOf(joined, joined.configured);
}

type Given = Omit<Checked<Config>, "models">;

/** A config as far as it can be judged by itself. */
interface Draft {
  input: SettingsInput;
  problems: Problems;
  warnings: string[];
  given: Given;
  entries: readonly PlacedEntry[];
  search: BeyondSearch;
  defaults: StackDefaults & { severities: readonly Severity[] | undefined };
  severities: readonly Severity[];
  own: Pick<MonitoringSettings, "alerts" | "iam"> & Pick<MonitoringSettings["publisher"], "vpc">;
}

function draftSettings(input: SettingsInput): Draft {
  const { stack, region, registryFor = registryNow, regions = knownRegions } = input;
  const problems = collectProblems();
  const warnings: string[] = [];

  const registry = registryOf(input, registryFor, problems);
  const { models, ...given } = checkValues(input.values, problems);
  checkNoFleet(given.fleet, problems);
  checkTags(given.tags, input.defaultTags ?? [], problems);
  checkRegistry(given.registry, region, problems);
  const severities = stackSeverities(problems.under("thresholds") ? undefined : given.thresholds, problems);
  const iam = iamSettings(given.iam, region, problems);
  checkNames(input, iam, severities, problems);
  const names = severityNames(input.values["thresholds"] || undefined);
  if (given.evaluation) checkEvaluation(given.evaluation, "evaluation", names, problems);
  const evaluation = evaluationsWith(defaultEvaluations(severities), given.evaluation);
  const alerts = alertSettings(given.alerts, names, region, problems, warnings);
  const vpc = publisherVpc(given.publisher?.vpc, problems);
  checkWebhooksInVpc(alerts.webhooks ?? [], vpc, problems, warnings);
  const defaults = {
    severities: problems.under("thresholds") ? undefined : severities,
    severityNames: names,
    discovers: given.applicationProfiles === "discover",
    evaluation,
    reservation: given.reservation,
  };
  const entries = placeEntries(models, input, problems);
  for (const entry of entries) checkEntry(entry, defaults, problems);
  if (!registry) throw new ConfigError(stack, inOrder(problems.list), problems.untold, input.program);

  const search = searchRegistries(unknownEntries(entries, registry), registry, regions, registryFor);
  const own = { alerts, ...(iam && { iam }), ...(vpc && { vpc }) };
  return { input, problems, warnings, given, entries, search, defaults, severities, own };
}

/** A config with its models found. */
interface Joined extends Draft {
  region: string;
  crossModelDaily: Registry["crossModelDaily"];
  selections: readonly Selection[];
  configured: TargetSettings[];
  /** what is to be looked for in the account */
  wish: ReturnType<typeof discoveryWish>;
  profilesOf: ProfilesOwner | undefined;
}

function joinModels(draft: Draft, answer: AccountAnswer, hasAccount: boolean): Joined {
  const { search, entries, defaults, problems, warnings } = draft;
  const beyond = lookBeyond(search, answer, hasAccount);
  warnings.push(...beyond.warnings);
  const selections = selectModels(entries, beyond.registry, beyond, problems);
  const { targets, profilesOf } = targetSettings(selections, defaults, beyond.registry, problems, warnings);
  const { region, crossModelDaily } = search.registry;
  const wish = discoveryWish(targets, selections, defaults);
  return { ...draft, region, crossModelDaily, selections, configured: targets, wish, profilesOf };
}

/** @throws ConfigError where anything was wrong on the way */
function settingsOf(joined: Joined, targets: readonly TargetSettings[]): ReadSettings {
  const { input, problems, warnings, given, selections, severities, own, region, crossModelDaily, profilesOf } = joined;
  const { stack } = input;
  if (problems.list.length > 0) throw new ConfigError(stack, inOrder(problems.list), problems.untold, input.program);
  const { alerts, iam, vpc } = own;
  const logRetentionDays = given.publisher?.logRetentionDays ?? 30;
  const invocationLogging = loggingSettings(given.reservation, logRetentionDays);
  const settings: MonitoringSettings = {
    stack,
    region,
    dashboardName: given.dashboard?.name ?? defaultDashboardName(stack, region),
    targets,
    severities,
    alerts,
    publisher: {
      refreshMinutes: given.publisher?.refreshMinutes ?? 15,
      horizonMinutes: given.publisher?.horizonMinutes ?? 10,
      logRetentionDays,
      ...uncountedSettings(given.publisher?.uncounted),
      ...(vpc && { vpc }),
    },
    ...(iam && { iam }),
    ...(invocationLogging && { invocationLogging }),
    tags: given.tags ?? {},
    ...(crossModelDaily && { crossModelDaily: { code: crossModelDaily.code, name: crossModelDaily.name } }),
  };
  warnings.push(...configWarnings(settings, selections));
  return { settings, warnings, ...(profilesOf && { profilesOf }) };
}

function checkNoFleet(given: unknown, problems: Problems): void {
  if (given !== undefined)
    problems.add(
      "fleet",
      "a map",
      "makes this a stack that shows others and watches no model: nothing about models can be told of it",
      "name one of the stacks in its places instead",
    );
}

function checkRegistry(named: string | undefined, region: string | undefined, problems: Problems): void {
  if (!named || !region || named === region) return;
  problems.add(
    "registry",
    named,
    `must be ${region}, the stack's aws:region: ids and quotas are those of one Region`,
    "remove it",
  );
}

/** The look at ids that no target counts: on, unless the config says off. */
function uncountedSettings(
  given: NonNullable<Checked<Config>["publisher"]>["uncounted"],
): Pick<MonitoringSettings["publisher"], "uncounted"> {
  if (given === "off" || given === false) return {};
  return { uncounted: { ignore: (given?.ignore ?? []).filter((pattern) => pattern !== undefined) } };
}

/** Where the Region may come from, in the words of the file. */
const environmentSays = ({ names, trouble }: NonNullable<StackConfig["environment"]>): string =>
  trouble === undefined
    ? `its environment: ${names.join(", ")} has no aws:region under pulumiConfig either`
    : `its environment: ${names.join(", ")} may bring it and could not be read: ${trouble}`;

function registryOf(
  { stack, region, environment, program }: StackConfig,
  registryFor: (region: string) => Registry,
  problems: Problems,
): Registry | undefined {
  const path = program === undefined ? "aws:region" : "region";
  const set = (name: string) =>
    program === undefined ? `pulumi config set aws:region ${name} --stack ${stack}` : `write region: "${name}"`;
  if (!region && program !== undefined) {
    problems.add(
      path,
      undefined,
      "is not set, and neither aws:region nor AWS_REGION says which: one monitor watches one AWS Region",
      set("us-east-1"),
    );
    return undefined;
  }
  if (!region) {
    problems.add(
      path,
      undefined,
      environment === undefined
        ? "is not set; one stack monitors one AWS Region"
        : `is not set in the file; ${environmentSays(environment)}`,
      environment === undefined ? set("us-east-1") : `${set("us-east-1")}; or mend the environment`,
    );
    return undefined;
  }
  try {
    return registryFor(region);
  } catch (error) {
    if (!(error instanceof UnknownRegionError)) throw error;
    // The nearest name is no help where the partition is the matter.
    const misspelt = !region.startsWith("cn-");
    const [near = "us-east-1"] = misspelt ? error.nearest : [];
    problems.add(path, region, error.message, set(near));
    return undefined;
  }
}

/** Pulumi.yaml gives every key that a stack file leaves out such a value. */
const isLeftOut = (value: unknown): boolean =>
  value === null ||
  value === "" ||
  (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0);

/** The config's values as far as their shapes are right. */
function checkValues(
  values: Readonly<Record<string, unknown>>,
  problems: Problems,
): Omit<Checked<Config>, "models"> & { models: unknown } {
  const { models, ...others } = Object.fromEntries(Object.entries(values).filter(([, value]) => !isLeftOut(value)));
  const checked = checkShape(configShape, others, "", problems) ?? {};
  return { ...checked, models };
}

/** The items of `models`, each with its place. */
function placeEntries(models: unknown, { stack, program }: StackConfig, problems: Problems): PlacedEntry[] {
  if (models === "all") return [{ path: "models", namePath: "models", entry: { model: "all" } }];
  if (models === undefined || (Array.isArray(models) && models.length === 0)) {
    problems.add(
      "models",
      models,
      "names no model to monitor",
      `list some, or monitor all that the Region offers: ${program === undefined ? `pulumi config set models all --stack ${stack}` : 'models: "all"'}`,
    );
    return [];
  }
  if (!Array.isArray(models)) {
    checkShape(configShape, { models }, "", problems);
    return [];
  }
  return models.flatMap((item: unknown, index): PlacedEntry[] => {
    const path = at("models", index);
    const checked = checkShape(modelsItem, item, path, problems);
    if (checked === undefined) return [];
    if (typeof checked === "string") return [{ path, namePath: path, entry: { model: checked } }];
    return [{ path, namePath: at(path, "model"), entry: checked }];
  });
}

/** Asks for the names that are made of the stack's, so that a stack's name AWS would refuse is told now. */
function checkNames(
  { stack, program }: StackConfig,
  iam: IamSettings | undefined,
  severities: readonly Severity[],
  problems: Problems,
): void {
  const roles = [publisherRoleName, schedulerRoleName, notifierRoleName, slackRoleName];
  const names = [
    publisherFunctionName,
    publisherScheduleName,
    deadLetterQueueName,
    ...roles.map((name) => (of: string) => name(of)),
    ...severities.map(
      ({ name }) =>
        (of: string) =>
          topicName(of, name),
    ),
  ];
  for (const name of names) {
    try {
      name(stack);
    } catch (error) {
      const [path, fix] =
        program === undefined
          ? ["stack name", "pulumi stack rename <a name that fits>"]
          : ["stackName", "choose a name that fits"];
      problems.add(path, stack, (error as Error).message, fix);
      return;
    }
  }
  if (iam?.namePrefix === undefined) return;
  for (const name of roles) {
    try {
      name(stack, iam.namePrefix);
    } catch (error) {
      problems.add("iam.namePrefix", iam.namePrefix, (error as Error).message, "choose a shorter prefix");
      return;
    }
  }
}

/** Problems in the order of the config's keys, and of the models in their list. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const keys = ["stack name", "stackName", "aws:region", "region", ...Object.keys(configShape.shape)];
  const rank = ({ path }: Problem): [number, number] => {
    const [, key = path, index = "-1"] = /^([^.[]+)(?:\[(\d+)\])?/.exec(path) ?? [];
    const found = keys.indexOf(key);
    return [found < 0 ? keys.length : found, Number(index)];
  };
  return problems.toSorted((left, right) => {
    const [first, second] = [rank(left), rank(right)];
    return first[0] - second[0] || first[1] - second[1];
  });
}
