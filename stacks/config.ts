import { defaultEvaluations } from "../monitoring/evaluation.ts";
import { limits } from "../monitoring/limits.ts";
import {
  deadLetterQueueName,
  defaultDashboardName,
  namePrefix,
  notifierRoleName,
  publisherFunctionName,
  publisherRoleName,
  publisherScheduleName,
  schedulerRoleName,
  slackRoleName,
  topicName,
} from "../monitoring/names.ts";
import type { IamSettings, MonitoringSettings, Severity } from "../monitoring/settings.ts";
import { regions as knownRegions, loadRegistry as loadShippedRegistry, UnknownRegionError } from "../registry/index.ts";
import type { Registry } from "../words/registry.ts";
import { alertSettings } from "./alerts.ts";
import { type Checked, checkShape } from "./check-shape.ts";
import { at, ConfigError, collectProblems, type Problem, type Problems } from "./config-error.ts";
import { checkEvaluation, evaluationsWith } from "./evaluations.ts";
import { iamSettings } from "./iam.ts";
import { modelsItem } from "./model-shapes.ts";
import { publisherVpc } from "./publisher-vpc.ts";
import { type OfferedElsewhere, type PlacedEntry, selectModels, unknownNames } from "./select-models.ts";
import { type Config, configShape } from "./shapes.ts";
import { checkEntry, targetSettings } from "./targets.ts";
import { severityNames, stackSeverities } from "./thresholds.ts";
import { configWarnings } from "./warnings.ts";

export { ConfigError } from "./config-error.ts";

/** A stack's config as it was written. `readPulumiConfig` and `readStackFile` give it. */
export interface StackConfig {
  stack: string;
  /** aws:region */
  region: string | undefined;
  /** the project's own keys, without their prefix */
  values: Readonly<Record<string, unknown>>;
  /** keys of the provider's default tags (aws:defaultTags), where there are some */
  defaultTags?: readonly string[];
}

export interface SettingsInput extends StackConfig {
  /** the shipped registry where it is left out */
  loadRegistry?: (region: string) => Promise<Registry>;
  /** where to look for a model that the Region does not offer */
  regions?: readonly string[];
}

export interface ReadSettings {
  settings: MonitoringSettings;
  /** what works and deserves a look, a sentence each */
  warnings: string[];
}

/**
 * Checks a stack's config and fills in the defaults.
 * @throws ConfigError with everything that is wrong
 */
export async function readSettings(input: SettingsInput): Promise<ReadSettings> {
  const { stack, region, loadRegistry = loadShippedRegistry, regions = knownRegions } = input;
  const problems = collectProblems();
  const warnings: string[] = [];

  const registry = await registryOf(stack, region, loadRegistry, problems);
  const { models, ...given } = checkValues(input.values, problems);
  checkTags(given.tags, input.defaultTags ?? [], problems);
  if (given.registry && region && given.registry !== region) {
    problems.add(
      "registry",
      given.registry,
      `must be ${region}, the stack's aws:region: ids and quotas are those of one Region`,
      "remove it",
    );
  }
  const severities = stackSeverities(problems.under("thresholds") ? undefined : given.thresholds, problems);
  const iam = iamSettings(given.iam, region, problems);
  checkNames(stack, iam, severities, problems);
  const names = severityNames(input.values["thresholds"] || undefined);
  if (given.evaluation) checkEvaluation(given.evaluation, "evaluation", names, problems);
  const evaluation = evaluationsWith(defaultEvaluations(severities), given.evaluation);
  const alerts = alertSettings(given.alerts, names, region, problems, warnings);
  const vpc = publisherVpc(given.publisher?.vpc, problems);
  const defaults = {
    severities: problems.under("thresholds") ? undefined : severities,
    severityNames: names,
    evaluation,
  };
  const entries = placeEntries(models, stack, problems);
  for (const entry of entries) checkEntry(entry, defaults, problems);
  if (!registry) throw new ConfigError(stack, inOrder(problems.list), problems.untold);

  const elsewhere = await offeredElsewhere(unknownNames(entries, registry), registry.region, regions, loadRegistry);
  const selections = selectModels(entries, registry, elsewhere, problems);
  const targets = await targetSettings(selections, defaults, registry, problems, warnings);
  if (problems.list.length > 0) throw new ConfigError(stack, inOrder(problems.list), problems.untold);

  const { crossModelDaily } = registry;
  const settings: MonitoringSettings = {
    stack,
    region: registry.region,
    dashboardName: given.dashboard?.name ?? defaultDashboardName(stack, registry.region),
    targets,
    severities,
    alerts,
    publisher: {
      refreshMinutes: given.publisher?.refreshMinutes ?? 15,
      horizonMinutes: given.publisher?.horizonMinutes ?? 10,
      logRetentionDays: given.publisher?.logRetentionDays ?? 30,
      ...(vpc && { vpc }),
    },
    ...(iam && { iam }),
    tags: given.tags ?? {},
    ...(crossModelDaily && { crossModelDaily: { code: crossModelDaily.code, name: crossModelDaily.name } }),
  };
  warnings.push(...configWarnings(settings, selections));
  return { settings, warnings };
}

async function registryOf(
  stack: string,
  region: string | undefined,
  loadRegistry: (region: string) => Promise<Registry>,
  problems: Problems,
): Promise<Registry | undefined> {
  const set = (name: string) => `pulumi config set aws:region ${name} --stack ${stack}`;
  if (!region) {
    problems.add("aws:region", undefined, "is not set; one stack monitors one AWS Region", set("us-east-1"));
    return undefined;
  }
  try {
    return await loadRegistry(region);
  } catch (error) {
    if (!(error instanceof UnknownRegionError)) throw error;
    // The nearest name is no help where the partition is the matter.
    const misspelt = !/^(cn|us-gov)-/.test(region);
    const [near = "us-east-1"] = misspelt ? error.nearest : [];
    problems.add("aws:region", region, error.message, set(near));
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
function placeEntries(models: unknown, stack: string, problems: Problems): PlacedEntry[] {
  if (models === "all") return [{ path: "models", namePath: "models", entry: { model: "all" } }];
  if (models === undefined || (Array.isArray(models) && models.length === 0)) {
    problems.add(
      "models",
      models,
      "names no model to monitor",
      `list some, or monitor all that the Region offers: pulumi config set models all --stack ${stack}`,
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

/** Asks the other Regions' registries about names that this Region's does not know. */
async function offeredElsewhere(
  names: readonly string[],
  region: string,
  regions: readonly string[],
  loadRegistry: (region: string) => Promise<Registry>,
): Promise<OfferedElsewhere> {
  const offered = new Map<string, string[]>();
  if (names.length === 0) return offered;
  for (const other of regions.filter((candidate) => candidate !== region)) {
    const { models } = await loadRegistry(other);
    const ids = new Set(
      models.flatMap(({ modelId, scopes }) => [modelId, ...Object.values(scopes).flatMap((scope) => scope.ids)]),
    );
    for (const name of names) if (ids.has(name)) offered.set(name, [...(offered.get(name) ?? []), other]);
  }
  return offered;
}

/** At most so many tags are ours: model, scope, kind and severity, and one in reserve. */
const ownTags = 5;

function checkTags(
  tags: Readonly<Record<string, string>> | undefined,
  defaultTags: readonly string[],
  problems: Problems,
): void {
  const keys = Object.keys(tags ?? {});
  // The provider gives both to each resource; of a key in both, the stack's value (API PutMetricAlarm: 50 in all).
  const fromProvider = defaultTags.filter((key) => !keys.includes(key)).length;
  const most = limits.tagsPerAlarm - ownTags;
  if (keys.length > most) {
    problems.add(
      "tags",
      tags,
      `are ${keys.length} tags; AWS allows ${limits.tagsPerAlarm} a resource, and ${ownTags} are kept for the stack's own`,
      `list at most ${most}`,
    );
  } else if (keys.length + fromProvider > most) {
    problems.add(
      "tags",
      tags ?? {},
      `are ${keys.length} tags, and aws:defaultTags has ${fromProvider} others: ${keys.length + fromProvider}; AWS allows ${limits.tagsPerAlarm} a resource, and ${ownTags} are kept for the stack's own`,
      `list at most ${Math.max(0, most - fromProvider)} beside those, or take some out of aws:defaultTags`,
    );
  }
  for (const key of keys.filter((name) => name.startsWith(`${namePrefix}:`))) {
    problems.add(at("tags", key), key, `begins with ${namePrefix}:, the stack's own prefix`, "choose another key");
  }
}

/** Asks for the names that are made of the stack's, so that a stack's name AWS would refuse is told now. */
function checkNames(
  stack: string,
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
      problems.add("stack name", stack, (error as Error).message, "pulumi stack rename <a name that fits>");
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
  const keys = ["stack name", "aws:region", ...Object.keys(configShape.shape)];
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
