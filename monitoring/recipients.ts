import type { PlannedAlerts, PlannedRecipient } from "./plan-types.ts";
import type { AlertSettings, MonitoringSettings } from "./settings.ts";

/** Who is told of each severity of a stack, in the order of its config. A webhook's URL is a secret: its ARN stands for it. */
export function alertsOf({ severities, alerts }: MonitoringSettings): PlannedAlerts {
  const { notify, slack, kmsKeyArn } = alerts;
  return {
    notify,
    severities: severities.map(({ name }) => ({ severity: name, recipients: recipientsOf(alerts, name) })),
    ...(slack?.topics && { slackTopics: [...slack.topics] }),
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
  };
}

function recipientsOf(
  { email, slack, slackExisting, webhooks = [], topicArns }: AlertSettings,
  severity: string,
): PlannedRecipient[] {
  // A severity's name is a person's word, and an object answers to a few of them by itself: "constructor".
  const topics = (Object.hasOwn(topicArns, severity) ? topicArns[severity] : undefined) ?? [];
  return [
    ...email.map((to): PlannedRecipient => ({ by: "email", to })),
    ...(slack ? [{ by: "slack" as const, to: `${slack.workspaceId}/${slack.channelId}` }] : []),
    ...(slackExisting === undefined ? [] : [{ by: "slack" as const, to: slackExisting }]),
    ...webhooks
      .filter(({ severities }) => severities.includes(severity))
      .map(
        ({ type, secretArn, kmsKeyArn }): PlannedRecipient => ({
          by: "webhook",
          to: secretArn,
          type,
          ...(kmsKeyArn !== undefined && { kmsKeyArn }),
        }),
      ),
    ...topics.map((to): PlannedRecipient => ({ by: "topic", to })),
  ];
}
