import { readFileSync } from "node:fs";
import { partitionOf } from "../monitoring/console.ts";
import { slackConfigurationName, topicName } from "../monitoring/names.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { parseArn } from "./arn.ts";
import { stackFile } from "./config-error.ts";
import { readStackFile } from "./read-stack-file.ts";
import { stackFilePath } from "./stack-files.ts";

/** What another stack file of the folder says of Slack, as it is written there. */
interface Sibling {
  stack: string;
  slack: Record<string, unknown>;
}

/**
 * What the stack files of one folder say of Slack that does not go together. An account can configure a channel only
 * once (AWS's answer in aws-cloudformation/cloudformation-coverage-roadmap#1155), and the second stack's `up` would fail
 * after a clean preview. Which account a stack goes into no file says: so it is a warning.
 * @param others names of the folder's other stacks
 */
export function sharedSlackWarnings(
  settings: MonitoringSettings,
  others: readonly string[],
  directory: string,
): string[] {
  const { slack, slackExisting } = settings.alerts;
  if (slack === undefined && slackExisting === undefined) return [];
  const siblings = others.flatMap((stack) => slackOf(stack, directory));
  if (slackExisting !== undefined) return notListed(settings, slackExisting, siblings);
  return siblings
    .filter((one) => one.slack["channelId"] === slack?.channelId && one.slack["workspaceId"] === slack?.workspaceId)
    .map(
      ({ stack }) =>
        `alerts.slack: ${stackFile(stack)} names channel ${slack?.channelId} too, and an account can configure a channel only once: ` +
        "where both go into one account, the second up fails. Keep it in one of them with the other's topics under slack.topics, " +
        "and write slack: { existing: <ARN of that configuration> } in the other (docs/alerts.md).",
    );
}

/** Topics of the stack that the configuration's own stack does not list, where its file is here. */
function notListed(
  { stack, region, severities }: MonitoringSettings,
  existing: string,
  siblings: readonly Sibling[],
): string[] {
  const { account = "", resourceId = "" } = parseArn(existing) ?? {};
  const owner = siblings.find((one) => resourceId === `slack-channel/${slackConfigurationName(one.stack)}`);
  if (!owner) return [];
  const listed = new Set(Array.isArray(owner.slack["topics"]) ? owner.slack["topics"] : []);
  const missing = severities
    .map(({ name }) => `arn:${partitionOf(region)}:sns:${region}:${account}:${topicName(stack, name)}`)
    .filter((arn) => !listed.has(arn));
  if (missing.length === 0) return [];
  return [
    `alerts.slack.existing: ${stackFile(owner.stack)} does not list topics of this stack, so Slack never hears of them. ` +
      `Add to its slack.topics: ${missing.join(", ")}; then run up of this stack first, and of ${owner.stack} after it.`,
  ];
}

/** Nothing of a file that can't be read: whoever uses that stack is told. */
function slackOf(stack: string, directory: string): Sibling[] {
  try {
    const { values } = readStackFile(stack, readFileSync(stackFilePath(stack, directory), "utf8"));
    const slack = (values["alerts"] as { slack?: unknown } | null | undefined)?.slack;
    return typeof slack === "object" && slack !== null ? [{ stack, slack: slack as Record<string, unknown> }] : [];
  } catch {
    return [];
  }
}
