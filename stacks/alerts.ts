import { limits } from "../monitoring/limits.ts";
import type { AlertSettings } from "../monitoring/settings.ts";
import { parseArn } from "./arn.ts";
import type { Checked } from "./check-shape.ts";
import { at, type Problems } from "./config-error.ts";
import type { Config } from "./shapes.ts";
import { slackSettings } from "./slack.ts";
import { checkSeverityNames } from "./thresholds.ts";
import { webhookSettings } from "./webhooks.ts";

/** One of an alarm's actions is the topic that the stack makes for the severity. */
const mostTopics = limits.actionsPerState - 1;

/**
 * Who is told.
 * @param severityNames undefined where they can't be told
 * @param region alarms notify topics, and topics use keys, of their own Region only; undefined where it is not known
 */
export function alertSettings(
  given: Checked<NonNullable<Config["alerts"]>> | undefined,
  severityNames: readonly string[] | undefined,
  region: string | undefined,
  problems: Problems,
  warnings: string[],
): AlertSettings {
  const webhooks = webhookSettings(given?.webhooks, severityNames, region, problems);
  const { notify = "each", email = [], topics, kmsKeyArn } = given ?? {};
  if (notify === "composite") {
    warnings.push(
      "alerts.notify: composite is now called stack. Write notify: stack, or notify: model to hear of a second model while a first one is on.",
    );
  }
  checkOnce(email, "alerts.email", (address) => address.toLowerCase(), problems);
  if (kmsKeyArn !== undefined) checkRegion(kmsKeyArn, "alerts.kmsKeyArn", "key", region, problems);
  return {
    notify: notify === "composite" ? "stack" : notify,
    email: email.filter((address) => address !== undefined),
    ...slackSettings(given?.slack, region, problems),
    ...(webhooks.length > 0 && { webhooks }),
    topicArns: topicsBySeverity(topics, severityNames, region, problems),
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
  };
}

function topicsBySeverity(
  given: NonNullable<Checked<NonNullable<Config["alerts"]>>["topics"]> | undefined,
  severityNames: readonly string[] | undefined,
  region: string | undefined,
  problems: Problems,
): Record<string, readonly string[]> {
  if (!given) return {};
  if (Array.isArray(given)) {
    const topics = checkTopics(given, "alerts.topics", region, problems);
    return topics.length === 0 ? {} : Object.fromEntries((severityNames ?? []).map((name) => [name, topics]));
  }
  if (severityNames) checkSeverityNames("alerts.topics", Object.keys(given), severityNames, problems);
  return Object.fromEntries(
    Object.entries(given).map(([severity, arns]) => [
      severity,
      checkTopics(arns, at("alerts.topics", severity), region, problems),
    ]),
  );
}

function checkTopics(
  arns: readonly (string | undefined)[],
  path: string,
  region: string | undefined,
  problems: Problems,
): string[] {
  checkOnce(arns, path, (arn) => arn, problems);
  for (const [index, arn] of arns.entries()) {
    if (arn !== undefined) checkRegion(arn, at(path, index), "topic", region, problems);
  }
  if (arns.length > mostTopics) {
    problems.add(
      path,
      arns,
      `are ${arns.length} topics for one severity; an alarm takes ${limits.actionsPerState} actions, and one is the stack's own topic`,
      `list at most ${mostTopics}, or subscribe the others to the stack's topic`,
    );
  }
  return arns.filter((arn) => arn !== undefined);
}

function checkRegion(arn: string, path: string, what: string, region: string | undefined, problems: Problems): void {
  const found = parseArn(arn)?.region;
  if (region === undefined || found === region) return;
  problems.add(
    path,
    arn,
    `is a ${what} in ${found}; the stack's alarms are in ${region}`,
    `use a ${what} of ${region}`,
  );
}

function checkOnce(
  items: readonly (string | undefined)[],
  path: string,
  key: (item: string) => string,
  problems: Problems,
): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (item === undefined) continue;
    if (seen.has(key(item))) problems.add(at(path, index), item, "is listed twice", "remove one of them");
    seen.add(key(item));
  }
}
