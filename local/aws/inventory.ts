import { GetModelInvocationLoggingConfigurationCommand } from "@aws-sdk/client-bedrock";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogGroupsCommand, DescribeMetricFiltersCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, ListAliasesCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListScheduleGroupsCommand, ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { ListSubscriptionsCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { keptConfigurations } from "../provider/kinds/slack-channel-configuration.ts";
import type { AwsClients } from "./clients.ts";

/**
 * Everything of a Region (and of the account: roles, policies) that is on the emulator, as "kind name", in order.
 * Keys that wait for their deletion are left out: AWS deletes none at once.
 */
export async function inventory(aws: AwsClients): Promise<string[]> {
  const { cloudwatch, iam, kms } = aws;
  const found: string[] = [];
  const add = (kind: string, names: readonly (string | undefined)[]) =>
    found.push(...names.map((name) => `${kind} ${name ?? "?"}`));

  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        MaxRecords: 100,
        ...(NextToken && { NextToken }),
      }),
    );
    add("alarm", page.MetricAlarms?.map(({ AlarmName }) => AlarmName) ?? []);
    add("composite alarm", page.CompositeAlarms?.map(({ AlarmName }) => AlarmName) ?? []);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  add("dashboard", await dashboardNames(aws));
  for (const [kind, names] of await logsOf(aws)) add(kind, names);
  add("role", (await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName) ?? []);
  add(
    "policy",
    (await iam.send(new ListPoliciesCommand({ Scope: "Local" }))).Policies?.map(({ PolicyName }) => PolicyName) ?? [],
  );
  for (const { KeyId } of (await kms.send(new ListKeysCommand({}))).Keys ?? []) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (KeyMetadata?.KeyState !== "PendingDeletion" && KeyMetadata?.KeyManager !== "AWS") add("key", [KeyId]);
  }
  const aliases = (await kms.send(new ListAliasesCommand({}))).Aliases ?? [];
  add(
    "key alias",
    aliases.map(({ AliasName }) => AliasName).filter((name) => !name?.startsWith("alias/aws/")),
  );
  add(
    "function",
    (await aws.lambda.send(new ListFunctionsCommand({}))).Functions?.map(({ FunctionName }) => FunctionName) ?? [],
  );
  add("rule", (await aws.events.send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name) ?? []);
  add("schedule", (await aws.scheduler.send(new ListSchedulesCommand({}))).Schedules?.map(({ Name }) => Name) ?? []);
  const groups = (await aws.scheduler.send(new ListScheduleGroupsCommand({}))).ScheduleGroups ?? [];
  // Every Region has one group of AWS's own.
  add(
    "schedule group",
    groups.map(({ Name }) => Name).filter((name) => name !== "default"),
  );
  add("topic", (await aws.sns.send(new ListTopicsCommand({}))).Topics?.map(({ TopicArn }) => TopicArn) ?? []);
  add(
    "subscription",
    (await aws.sns.send(new ListSubscriptionsCommand({}))).Subscriptions?.map(
      ({ Endpoint, TopicArn }) => `${Endpoint} ${TopicArn}`,
    ) ?? [],
  );
  add("queue", (await aws.sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []);
  add("slack channel configuration", keptConfigurations());
  return found.sort();
}

/** Read without the SDK, which refuses the form of the times in the emulator's answer. */
async function dashboardNames({ endpoint, region }: AwsClients): Promise<string[]> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.ListDashboards",
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/monitoring/aws4_request`,
    },
    body: "{}",
  });
  const { DashboardEntries } = (await response.json()) as { DashboardEntries: { DashboardName: string }[] };
  return DashboardEntries.map(({ DashboardName }) => DashboardName);
}

/** Log groups, their metric filters, and where the Region's invocation log goes. */
async function logsOf({ logs, bedrock }: AwsClients): Promise<[kind: string, names: (string | undefined)[]][]> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const { metricFilters = [] } = await logs.send(new DescribeMetricFiltersCommand({}));
  const { loggingConfig } = await bedrock.send(new GetModelInvocationLoggingConfigurationCommand({}));
  return [
    ["log group", logGroups.map(({ logGroupName }) => logGroupName)],
    ["metric filter", metricFilters.map(({ filterName }) => filterName)],
    ["invocation logging into", loggingConfig ? [loggingConfig.cloudWatchConfig?.logGroupName] : []],
  ];
}
