import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  type MetricAlarm,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListSubscriptionsByTopicCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { cloudFormationTemplate, templateText } from "../../cli/export/cloudformation/template.ts";
import { exportStack, type StackExport } from "../../cli/export/stack-export.ts";
import { type AwsClients, clientsOf } from "../../local/aws/clients.ts";
import { type Emulator, emulatedAccount, startEmulator } from "../../local/aws/emulator.ts";
import { type ServiceQuotas, startServiceQuotas } from "../../local/aws/service-quotas.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { notifierRuleName, publisherFunctionName } from "../../monitoring/names.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { describeLive } from "./describe-live.ts";

/**
 * What the emulator's CloudFormation can't make: composite alarms, and alarms of metric math. Their properties are what
 * PutMetricAlarm and PutCompositeAlarm take, so these are asked instead, with the ids that the rest of the stack got.
 */
const notInEmulator = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];

describeLive("live: an exported template", () => {
  const closing: (() => unknown)[] = [];
  let aws: AwsClients;
  let cloudFormation: CloudFormationClient;
  let exported: StackExport;
  const StackName = "bedrock-headroom";

  before(async () => {
    exported = await exportStack("us-east-1", sampleDirectory);
    const folder = await mkdtemp(join(tmpdir(), "headroom-cloudformation-"));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const quotas: ServiceQuotas = await startServiceQuotas();
    closing.push(() => quotas.close());
    const emulator: Emulator = await startEmulator({ folder, removeFolder: true, serviceQuotasUrl: quotas.url });
    closing.push(() => emulator.stop());
    aws = clientsOf(emulator.url)(exported.region);
    const settings = { region: exported.region, endpoint: emulator.url, credentials: testCredentials };
    cloudFormation = new CloudFormationClient(settings);
    const s3 = new S3Client({ ...settings, forcePathStyle: true });

    const Bucket = "headroom-code";
    await s3.send(new CreateBucketCommand({ Bucket }));
    for (const { path, bytes } of exported.archives.values())
      await s3.send(new PutObjectCommand({ Bucket, Key: `there/${path}`, Body: bytes }));
    const template = cloudFormationTemplate(exported);
    const alarms = Object.entries(template.Resources).filter(([, { Type }]) => notInEmulator.includes(Type));
    for (const [id] of alarms) delete template.Resources[id];
    await s3.send(new PutObjectCommand({ Bucket, Key: "template.json", Body: templateText(template) }));
    await cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateURL: `${emulator.url}/${Bucket}/template.json`,
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        Parameters: [
          { ParameterKey: "CodeBucket", ParameterValue: Bucket },
          { ParameterKey: "CodePrefix", ParameterValue: "there/" },
        ],
      }),
    );
    assert.equal(await settled(), "CREATE_COMPLETE", await whyNot());
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
    const idOf = new Map(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
    // Composite alarms after the alarms that they read.
    for (const [, { Type, Properties }] of alarms.sort(([, a], [, b]) => (a.Type < b.Type ? -1 : 1))) {
      const input = JSON.parse(JSON.stringify(Properties), (_key, value) =>
        typeof value?.Ref === "string" ? idOf.get(value.Ref) : value,
      );
      if (Type === "AWS::CloudWatch::Alarm")
        await aws.cloudwatch.send(new PutMetricAlarmCommand(input as PutMetricAlarmCommandInput));
      else await aws.cloudwatch.send(new PutCompositeAlarmCommand(input as PutCompositeAlarmCommandInput));
    }
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** The stack's status once nothing is under way; undefined once it is gone. */
  async function settled(): Promise<string | undefined> {
    for (;;) {
      const { Stacks = [] } = await cloudFormation
        .send(new DescribeStacksCommand({ StackName }))
        .catch(() => ({ Stacks: [] }));
      const status = Stacks[0]?.StackStatus;
      if (!status?.endsWith("IN_PROGRESS")) return status;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async function whyNot(): Promise<string> {
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.flatMap(({ ResourceStatus, LogicalResourceId, ResourceStatusReason }) =>
      ResourceStatus?.endsWith("FAILED") ? [`${LogicalResourceId}: ${ResourceStatusReason}`] : [],
    ).join("\n");
  }

  // The emulator keeps no queries, warm-up or threshold metric of an alarm: test/export/equal.test.ts holds those.
  it("makes the plan's alarms, all that the emulator keeps of them", async () => {
    const { plan } = exported.planned;
    const found: MetricAlarm[] = [];
    let NextToken: string | undefined;
    do {
      const page = await aws.cloudwatch.send(new DescribeAlarmsCommand({ NextToken }));
      found.push(...(page.MetricAlarms ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.equal(found.length, plan.alarms.length);
    const byName = new Map(found.map((alarm) => [alarm.AlarmName, alarm]));
    for (const planned of plan.alarms) {
      const { Tags: _tags, id: _id, AlarmActions, OKActions, InsufficientDataActions, ...fields } = planned;
      const made = byName.get(planned.AlarmName) as unknown as Record<string, unknown>;
      assert.ok(made, planned.AlarmName);
      for (const [field, value] of Object.entries(fields))
        if (!["WarmUpConfiguration", "Metrics", "ThresholdMetricId"].includes(field))
          assert.deepEqual(made[field], value, `${planned.AlarmName}: ${field}`);
      assert.deepEqual(
        made["AlarmActions"],
        AlarmActions.map(
          (action) =>
            `arn:aws:sns:us-east-1:${emulatedAccount}:bedrock-headroom-us-east-1-${action.slice("topic:".length)}`,
        ),
      );
      assert.deepEqual([OKActions, InsufficientDataActions], [[], []]);
    }
  });

  it("makes the plan's dashboard, with the account's own ARNs", async () => {
    const [planned] = exported.planned.plan.dashboards;
    const made = await aws.cloudwatch.send(new GetDashboardCommand({ DashboardName: planned?.name }));
    // The emulator's account is the one that a plan without an account names.
    assert.equal(made.DashboardBody, planned?.body);
  });

  it("makes the functions of the exported code, the rule that runs one, and who is told", async () => {
    const { Configuration } = await aws.lambda.send(
      new GetFunctionCommand({ FunctionName: publisherFunctionName("us-east-1") }),
    );
    assert.ok([...exported.archives.values()].some(({ sha256 }) => sha256 === Configuration?.CodeSha256));
    assert.match(
      Configuration?.Environment?.Variables?.["ALERT_TOPIC_ARNS"] ?? "",
      /-critical arn:aws:sns:\S+-warning$/,
    );
    const { Targets = [] } = await aws.events.send(
      new ListTargetsByRuleCommand({ Rule: notifierRuleName("us-east-1") }),
    );
    assert.deepEqual(
      Targets.map(({ Arn }) => Arn),
      [`arn:aws:lambda:us-east-1:${emulatedAccount}:function:bedrock-headroom-us-east-1-notifier`],
    );
    const { Subscriptions = [] } = await aws.sns.send(
      new ListSubscriptionsByTopicCommand({
        TopicArn: `arn:aws:sns:us-east-1:${emulatedAccount}:bedrock-headroom-us-east-1-critical`,
      }),
    );
    assert.deepEqual(
      Subscriptions.map(({ Protocol }) => Protocol),
      ["email"],
    );
  });

  it("goes again without a trace", async () => {
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    assert.ok([undefined, "DELETE_COMPLETE"].includes(await settled()));
    const { Topics = [] } = await aws.sns.send(new ListTopicsCommand({}));
    assert.deepEqual(Topics, []);
  });
});
