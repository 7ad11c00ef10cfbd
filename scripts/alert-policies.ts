import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { clientSettings } from "../aws/client.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { assumption, type NeededStatement, neededStatements } from "../stacks/needed-statements.ts";
import { policyAllows } from "../stacks/policy-allows.ts";

/**
 * What to say of the key and the topics that a stack uses and doesn't make: a line for each whose policy lacks what the
 * alarms need, or can't be read from here.
 * @param accountId the stack's, where it is known
 */
export async function alertPolicyNotes(
  settings: MonitoringSettings,
  profile: string | undefined,
  accountId?: string,
): Promise<string[]> {
  const client = {
    ...clientSettings({ region: settings.region, maxAttempts: 2 }),
    ...(profile !== undefined && { profile }),
  };
  const notes: string[] = [];
  for (const needed of neededStatements(settings, accountId)) {
    const { kind, arn, statement } = needed;
    const policy = await read(needed, client).catch((error: Error) => error);
    const verdict = typeof policy === "string" ? policyAllows(policy, needed) : "unclear";
    if (verdict === "allowed") continue;
    const test = `after up: npm run headroom -- test-alert ${settings.stack}`;
    const what =
      verdict === "missing"
        ? `The policy of ${kind} ${arn} does not let CloudWatch use it, so alarms are dropped and nobody is told. Add`
        : `Can't tell whether the policy of ${kind} ${arn} lets CloudWatch use it (${policy instanceof Error ? policy.name : "its conditions or denials decide"}). It needs`;
    notes.push(`${what}${assumption(needed)}: ${JSON.stringify(statement)}\n  To see it work, ${test}`);
  }
  return notes;
}

async function read({ kind, arn }: NeededStatement, settings: ReturnType<typeof clientSettings>): Promise<string> {
  if (kind === "topic") {
    const { Attributes } = await new SNSClient(settings).send(new GetTopicAttributesCommand({ TopicArn: arn }));
    return Attributes?.["Policy"] ?? "";
  }
  // Not among what a deployment needs: where it is not installed, nothing can be told.
  const { GetKeyPolicyCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const { Policy } = await new KMSClient(settings).send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: "default" }));
  return Policy ?? "";
}
