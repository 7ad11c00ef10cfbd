import assert from "node:assert/strict";
import { QuotaPublisher } from "../../components/quota-publisher.ts";
import { publisherPermissions } from "../../functions/quota-publisher/permissions.ts";
import { plan } from "../../monitoring/plan.ts";
import { counts, only, type Registered, registeredBy } from "./recorder.ts";
import { testSettings } from "./settings.ts";

const planned = plan(testSettings());
const alarms = planned.alarms.filter(({ id }) => id.startsWith("publisher/"));
const alertTopicArns = ["arn:aws:sns:us-east-1:123456789012:critical", "arn:aws:sns:us-east-1:123456789012:warning"];
const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
const queueArn = "arn:aws:sqs:us-east-1:123456789012:bedrock-headroom-test-quota-publisher-failed";
const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:bedrock-headroom-test-quota-publisher";

const policyOf = ({ inputs }: Registered, key = "policy") => JSON.parse(inputs[key] as string);

describe("the quota publisher's resources", () => {
  let registered: Registered[];
  beforeEach(async () => {
    registered = await registeredBy(
      () =>
        new QuotaPublisher("publisher", {
          stack: "test",
          place: { partition: "aws", region: "us-east-1", accountId: "123456789012" },
          feed: planned.feed,
          bundle: Promise.resolve("/somewhere/index.mjs"),
          logRetentionDays: 14,
          alertTopicArns,
          keyArns: [keyArn],
          alarms,
          topicArns: { critical: alertTopicArns[0]!, warning: alertTopicArns[1]! },
          tags: { team: "platform" },
        }),
    );
  });

  it("are these and no others", () => {
    assert.deepEqual(counts(registered), {
      Function: 1,
      FunctionEventInvokeConfig: 1,
      LogGroup: 1,
      MetricAlarm: alarms.length,
      PublisherSchedule: 1,
      Queue: 1,
      QuotaPublisher: 1,
      Role: 2,
      RolePolicy: 2,
      Schedule: 1,
      ScheduleGroup: 1,
    });
  });

  it("are a function of the bundle and the feed, with logs in a group that forgets", () => {
    const { inputs } = only(registered, "Function");
    const { code, environment, loggingConfig, tags, ...settings } = inputs;
    assert.deepEqual(settings, {
      name: "bedrock-headroom-test-quota-publisher",
      description: "Puts the Bedrock quotas of us-east-1 into CloudWatch every minute",
      role: "arn:aws:iam::123456789012:role/bedrock-headroom-test-quota-publisher",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memorySize: 256,
      timeout: 55,
      region: "us-east-1",
    });
    assert.deepEqual(code, {
      archive: { "index.mjs": { path: "/somewhere/index.mjs" }, "feed.json": { text: JSON.stringify(planned.feed) } },
    });
    assert.deepEqual(environment, { variables: { ALERT_TOPIC_ARNS: alertTopicArns.join(" ") } });
    assert.deepEqual(loggingConfig, {
      logFormat: "JSON",
      logGroup: "/aws/lambda/bedrock-headroom-test-quota-publisher",
    });
    assert.deepEqual(tags, { team: "platform" });
    assert.equal(only(registered, "LogGroup").inputs["retentionInDays"], 14);
  });

  it("let only the alarm whose missing data are breaching wait for its first data", () => {
    const waiting = registered.filter(({ inputs }) => inputs["warmUpConfiguration"] !== undefined);
    assert.deepEqual(
      waiting.map(({ inputs }) => [inputs["treatMissingData"], inputs["warmUpConfiguration"]]),
      [["breaching", { warmUpPeriodDurationInMinutes: 10 }]],
    );
  });

  it("let the function do what it needs and nothing else", () => {
    const role = only(registered, "Role", "publisher");
    assert.deepEqual(policyOf(role, "assumeRolePolicy").Statement, [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    assert.deepEqual(
      policyOf(only(registered, "RolePolicy", "publisher")).Statement,
      publisherPermissions({
        namespace: "Bedrock/Quotas",
        topicArns: alertTopicArns,
        keyArns: [keyArn],
        logStreamsArn:
          "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/bedrock-headroom-test-quota-publisher:*",
        queueArn,
      }),
    );
  });

  it("run it every minute, and leave time for a retry, which comes a minute later", () => {
    const { inputs } = only(registered, "Schedule");
    assert.equal(inputs["scheduleExpression"], "rate(1 minute)");
    assert.deepEqual(inputs["flexibleTimeWindow"], { mode: "OFF" });
    assert.equal(inputs["groupName"], "bedrock-headroom-test");
    assert.deepEqual(inputs["target"], {
      arn: functionArn,
      roleArn: "arn:aws:iam::123456789012:role/bedrock-headroom-test-scheduler",
      input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 120 },
      deadLetterConfig: { arn: queueArn },
    });
    const { maximumRetryAttempts, maximumEventAgeInSeconds, destinationConfig } = only(
      registered,
      "FunctionEventInvokeConfig",
    ).inputs;
    assert.deepEqual(
      { maximumRetryAttempts, maximumEventAgeInSeconds, destinationConfig },
      {
        maximumRetryAttempts: 1,
        maximumEventAgeInSeconds: 180,
        destinationConfig: { onFailure: { destination: queueArn } },
      },
    );
  });

  it("give the scheduler a role for this account's schedules, to run this function alone", () => {
    const name = only(registered, "PublisherSchedule").name;
    assert.deepEqual(policyOf(only(registered, "Role", name), "assumeRolePolicy").Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnLike: { "aws:SourceArn": "arn:aws:scheduler:us-east-1:123456789012:schedule-group/bedrock-headroom-test" },
        },
      },
    ]);
    assert.deepEqual(policyOf(only(registered, "RolePolicy", name)).Statement, [
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn },
    ]);
  });

  it("keep failed runs, encrypted there and on the way, for fourteen days", () => {
    const { inputs } = only(registered, "Queue");
    assert.equal(inputs["messageRetentionSeconds"], 1_209_600);
    assert.equal(inputs["sqsManagedSseEnabled"], true);
    const [{ Effect, Action, Resource, Condition }, sender, ...others] = policyOf(only(registered, "Queue")).Statement;
    assert.deepEqual(
      [Effect, Action, Resource, Condition],
      ["Deny", "sqs:*", queueArn, { Bool: { "aws:SecureTransport": "false" } }],
    );
    assert.deepEqual(others, []);
    assert.deepEqual(sender, {
      Sid: "UndeliveredEvents",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: {
        ArnEquals: { "aws:SourceArn": ["arn:aws:events:us-east-1:123456789012:rule/bedrock-headroom-test-notifier"] },
      },
    });
  });
});
