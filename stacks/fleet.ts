import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FleetSettings, PlaceSettings } from "../monitoring/fleet/settings.ts";
import { defaultDashboardName, digestFunctionName, digestQueueName, digestRoleName } from "../monitoring/names.ts";
import { regions } from "../registry/index.ts";
import { alertSettings } from "./alerts.ts";
import { checkShape } from "./check-shape.ts";
import { readSettings, type StackConfig } from "./config.ts";
import { at, ConfigError, collectProblems, type Problems } from "./config-error.ts";
import { iamSettings } from "./iam.ts";
import { readStackFile } from "./read-stack-file.ts";
import { configShape } from "./shapes.ts";
import { stackDirectory } from "./stack-files.ts";
import { checkTags } from "./tags.ts";

/** Keys that a fleet's stack may have beside `fleet`: the others are about models, which it has none of. */
const allowedKeys = ["fleet", "alerts", "publisher", "iam", "dashboard", "tags"];
const defaultSchedule = "cron(0 7 * * ? *)";
const defaultHours = 24;

/** Whether a stack shows others instead of watching models itself. */
export const isFleet = ({ values }: StackConfig): boolean => !isLeftOut(values["fleet"]);

/** Pulumi.yaml gives every key that a stack file leaves out such a value. */
const isLeftOut = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0) ||
  (Array.isArray(value) && value.length === 0);

/**
 * A fleet's settings, from its config and the files of the stacks that it shows.
 * @param directory the folder with Pulumi.yaml and the stack files
 * @throws ConfigError with everything that is wrong
 */
export async function readFleetSettings(
  config: StackConfig,
  directory: string,
): Promise<{ fleet: FleetSettings; warnings: string[] }> {
  const { stack, region } = config;
  const problems = collectProblems();
  const warnings: string[] = [];
  const values = Object.fromEntries(Object.entries(config.values).filter(([, value]) => !isLeftOut(value)));
  checkKeys(values, problems);
  const given = checkShape(configShape, values, "", problems) ?? {};
  if (region === undefined || !regions.includes(region))
    problems.add(
      "aws:region",
      region,
      "must be a Region that the registry knows",
      "pulumi config set aws:region us-east-1",
    );
  checkTags(given.tags, config.defaultTags ?? [], problems);
  const iam = iamSettings(given.iam, region, problems);
  checkNames(stack, iam?.namePrefix, problems);
  if (given.alerts?.webhooks !== undefined)
    problems.add(
      "alerts.webhooks",
      "a list",
      "is not offered for a fleet's digest",
      "use alerts.slack or alerts.email",
    );
  const { webhooks: _, ...alertsGiven } = given.alerts ?? {};
  const alerts = alertSettings(alertsGiven, ["digest"], region, problems, warnings);
  const places = await placesOf(given.fleet?.places ?? [], stack, directory, problems, warnings);
  if (problems.list.length > 0 || region === undefined) throw new ConfigError(stack, problems.list, problems.untold);
  const { digest } = given.fleet ?? {};
  return {
    fleet: {
      stack,
      region,
      dashboardName: given.dashboard?.name ?? defaultDashboardName(stack, region),
      places,
      ...(digest !== "off" &&
        digest !== false && {
          digest: { schedule: digest?.schedule ?? defaultSchedule, hours: digest?.hours ?? defaultHours },
        }),
      alerts,
      logRetentionDays: given.publisher?.logRetentionDays ?? 30,
      ...(iam && { iam }),
      tags: given.tags ?? {},
    },
    warnings,
  };
}

function checkKeys(values: Readonly<Record<string, unknown>>, problems: Problems): void {
  for (const key of Object.keys(values))
    if (Object.hasOwn(configShape.shape, key) && !allowedKeys.includes(key))
      problems.add(
        key,
        values[key],
        `can't stand beside fleet: such a stack watches no model itself`,
        "move it to a stack of its own",
      );
}

type GivenPlaces = NonNullable<NonNullable<ReturnType<typeof checkShape<typeof configShape>>>["fleet"]>["places"];

async function placesOf(
  given: GivenPlaces,
  own: string,
  directory: string,
  problems: Problems,
  warnings: string[],
): Promise<PlaceSettings[]> {
  const places: PlaceSettings[] = [];
  const seen = new Set<string>();
  for (const [index, place] of given.entries()) {
    if (place === undefined) continue;
    const path = at("fleet.places", index);
    const { stack, file = stack, account } = place;
    const key = `${account ?? ""} ${stack}`;
    if (seen.has(key)) problems.add(path, stack, "is listed twice", "remove one of the two");
    seen.add(key);
    const settings = file === own ? undefined : await settingsOf(stack, file, directory, path, problems);
    if (file === own) problems.add(path, file, "is the fleet itself", "list the stacks that it shows");
    if (!settings) continue;
    if (settings.targets.some(({ discovers }) => discovers))
      warnings.push(
        `${path}: Pulumi.${file}.yaml discovers application profiles; the fleet knows those that the file lists, and does not count the use of others`,
      );
    places.push({ settings, ...(account !== undefined && { accountId: account }) });
  }
  return places;
}

async function settingsOf(stack: string, file: string, directory: string, path: string, problems: Problems) {
  const name = `Pulumi.${file}.yaml`;
  try {
    const text = readFileSync(join(stackDirectory(directory), name), "utf8");
    const config = readStackFile(file, text);
    if (isFleet(config)) {
      problems.add(path, file, "is a fleet, too", "list the stacks that it shows");
      return undefined;
    }
    return (await readSettings({ ...config, stack })).settings;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!missing && !(error instanceof ConfigError)) throw error;
    problems.add(
      path,
      file,
      missing ? `there is no ${name}` : `${name} has problems of its own`,
      missing ? "name the stack file with file:" : `see them with: headroom plan ${file}`,
    );
    return undefined;
  }
}

/** Asks for the names that are made of the stack's, so that one AWS would refuse is told now. */
function checkNames(stack: string, prefix: string | undefined, problems: Problems): void {
  try {
    for (const name of [digestFunctionName, digestQueueName]) name(stack);
    digestRoleName(stack, prefix);
  } catch (error) {
    problems.add("stack name", stack, (error as Error).message, "choose a name that fits");
  }
}
