import { alarmsEncrypt, alarmsPublish } from "../components/topic-policies.ts";
import { partitionOf } from "../monitoring/console.ts";
import { placeholderAccount } from "../monitoring/plan.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { parseArn } from "./arn.ts";

/** A key or a topic that the stack uses and doesn't make, and what its own policy must say. */
export interface NeededStatement {
  kind: "key" | "topic";
  arn: string;
  /** of a policy, ready to paste */
  statement: ReturnType<typeof alarmsEncrypt> | ReturnType<typeof alarmsPublish>;
  /** where nobody knows the stack's account: the one that stands in the statement, and is a guess */
  assumed?: string;
}

/**
 * What must stand in the policies of `alerts.kmsKeyArn` and `alerts.topics`, or CloudWatch drops alarms and tells nobody
 * (sns/latest/dg/sns-key-management, AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes).
 * @param accountId the stack's; where it is not known, that of the key or the first topic stands for it, and `assumed` says so
 */
export function neededStatements({ region, alerts }: MonitoringSettings, accountId?: string): NeededStatement[] {
  const { kmsKeyArn } = alerts;
  const topics = [...new Set(Object.values(alerts.topicArns).flat())];
  const known = accountId === placeholderAccount ? undefined : accountId;
  const place = {
    partition: partitionOf(region),
    region,
    accountId: known ?? parseArn(kmsKeyArn ?? topics[0] ?? "")?.account ?? placeholderAccount,
  };
  const guess = known === undefined ? { assumed: place.accountId } : {};
  return [
    ...(kmsKeyArn === undefined
      ? []
      : [{ kind: "key" as const, arn: kmsKeyArn, statement: alarmsEncrypt(place), ...guess }]),
    ...topics.map((arn) => ({ kind: "topic" as const, arn, statement: alarmsPublish(place, arn), ...guess })),
  ];
}

/** What a person has to know of a statement whose account is a guess. */
export const assumption = ({ assumed }: Pick<NeededStatement, "assumed">): string =>
  assumed === undefined ? "" : `, if the stack goes into account ${assumed} (else write its own)`;

/** The statements as a person reads and pastes them, one sentence and one line of JSON each. */
export const policyNotes = (settings: MonitoringSettings, accountId?: string): string[] =>
  neededStatements(settings, accountId).map((needed) => {
    const { kind, arn, statement } = needed;
    const what =
      kind === "key"
        ? `alerts.kmsKeyArn: without this statement in the policy of ${arn}, alarms are dropped and nobody is told`
        : `alerts.topics: without this statement in the policy of ${arn} (SNS's own one does for alarms of the topic's account), its alarms are dropped`;
    return `${what}${assumption(needed)}: ${JSON.stringify(statement)}`;
  });
