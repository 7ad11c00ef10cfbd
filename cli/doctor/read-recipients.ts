import { subscriptionsOf } from "../../aws/subscriptions.ts";
import { partitionOf } from "../../monitoring/console.ts";
import type { FoundTopic } from "../../monitoring/doctor/facts.ts";
import type { Reading } from "../../monitoring/doctor/finding.ts";
import { topicName } from "../../monitoring/names.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { parseArn } from "../../stacks/arn.ts";
import type { Read } from "./reading.ts";

type Settings = { region: string };
type Secret = "there" | "missing" | "to be deleted";

export interface RecipientReadings {
  topics: ReadonlyMap<string, Reading<FoundTopic>>;
  otherTopics: ReadonlyMap<string, Reading<FoundTopic>>;
  secrets: ReadonlyMap<string, Reading<Secret>>;
}

/**
 * Reads who is subscribed to the stack's topics, and whether the secrets of webhooks are there; no secret is read.
 * @param account undefined: the topics' ARNs are not known
 */
export async function readRecipients(
  settings: Settings,
  plan: MonitoringPlan,
  account: string | undefined,
  read: Read,
): Promise<RecipientReadings> {
  const severities = plan.alerts?.severities ?? [];
  const recipients = severities.flatMap((one) => one.recipients);
  const ofOthers = [...new Set(recipients.flatMap(({ by, to }) => (by === "topic" ? [to] : [])))]
    // Another account's topic shows its subscriptions to its owner alone, unless its policy says otherwise; those of
    // another Region have an endpoint of their own.
    .filter((arn) => parseArn(arn)?.account === account && parseArn(arn)?.region === plan.region);
  const secretArns = [...new Set(recipients.flatMap(({ by, to }) => (by === "webhook" ? [to] : [])))];
  const [topics, otherTopics, secrets] = await Promise.all([
    byKey(
      severities.map(({ severity }) => severity),
      (severity) =>
        account === undefined
          ? Promise.resolve({
              unread: {
                action: "sns:ListSubscriptionsByTopic",
                why: "the account's id shows in none of what could be read",
                fix: "allow cloudwatch:DescribeAlarms or bedrock:ListInferenceProfiles (headroom iam-policy doctor prints the policy)",
              },
            })
          : readTopic(
              settings,
              `arn:${partitionOf(plan.region)}:sns:${plan.region}:${account}:${topicName(plan.stack, severity)}`,
              read,
            ),
    ),
    byKey(ofOthers, (arn) => readTopic(settings, arn, read)),
    byKey(secretArns, (arn) => readSecret(settings, arn, read)),
  ]);
  return { topics, otherTopics, secrets };
}

async function byKey<T>(keys: readonly string[], read: (key: string) => Promise<T>): Promise<Map<string, T>> {
  return new Map(await Promise.all(keys.map(async (key): Promise<[string, T]> => [key, await read(key)])));
}

const readTopic = (settings: Settings, arn: string, read: Read): Promise<Reading<FoundTopic>> =>
  read("sns:ListSubscriptionsByTopic", async () => {
    const { SNSClient } = await import("@aws-sdk/client-sns");
    try {
      return { arn, subscriptions: await subscriptionsOf(new SNSClient(settings), arn) };
    } catch (error) {
      if (isNamed(error, /^NotFound(Exception)?$/)) return { arn, missing: true as const };
      throw error;
    }
  });

const readSecret = (settings: Settings, arn: string, read: Read): Promise<Reading<Secret>> =>
  read("secretsmanager:DescribeSecret", async () => {
    const { DescribeSecretCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    try {
      const { DeletedDate } = await new SecretsManagerClient(settings).send(
        new DescribeSecretCommand({ SecretId: arn }),
      );
      return DeletedDate ? "to be deleted" : "there";
    } catch (error) {
      if (isNamed(error, /^ResourceNotFoundException$/)) return "missing";
      throw error;
    }
  });

const isNamed = (error: unknown, name: RegExp): boolean => error instanceof Error && name.test(error.name);
