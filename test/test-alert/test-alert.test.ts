import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SNSClient } from "@aws-sdk/client-sns";
import { clientSettings } from "../../aws/client.ts";
import { chooseTest } from "../../cli/test-alert/choose-alarms.ts";
import type { TestAlertDocument } from "../../cli/test-alert/document.ts";
import { type SendOptions, sendTest } from "../../cli/test-alert/send.ts";
import { webhookOutcomes } from "../../cli/test-alert/webhooks.ts";
import { testReason } from "../../functions/notifier/test-reason.ts";
import { alarms, type PretendAlarm, type PretendHistoryItem } from "../../local/servers/alarms.ts";
import { type AwsServer, accessDenied, startAwsServer } from "../../local/servers/aws-http.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { logs, type PretendLogLine } from "../../local/servers/logs.ts";
import { type PretendMessage, type PretendSubscription, sns } from "../../local/servers/sns.ts";
import { topicName } from "../../monitoring/names.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";

const stack = "test-alerts";
const config = `config:
  aws:region: us-east-1
  bedrock-headroom:models: [amazon.nova-pro-v1:0]
  bedrock-headroom:alerts:
    email: [team@example.com]
    topics: { critical: ["arn:aws:sns:us-east-1:123456789012:pager"] }
`;
const arnOf = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
const [warning, critical, pager] = [topicName(stack, "warning"), topicName(stack, "critical"), "pager"].map(arnOf) as [
  string,
  string,
  string,
];

describe("headroom test-alert", function () {
  this.timeout(60_000);
  let folder: string;
  let server: AwsServer;
  let account: PretendAlarm[];
  let history: PretendHistoryItem[];
  let messages: PretendMessage[];
  let subscriptions: PretendSubscription[];
  let carriedOut: [topicArn: string, reason: string][];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "headroom-test-alert-"));
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), config);
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    const { plan } = await planForStack(stack, folder);
    account = [...plan.alarms, ...plan.compositeAlarms].map((alarm) => ({
      name: alarm.AlarmName,
      state: "OK" as const,
      alarmActions: alarm.AlarmActions.map((action) =>
        action.startsWith("arn:") ? action : arnOf(topicName(stack, action.slice("topic:".length))),
      ),
      ...("AlarmRule" in alarm && { rule: alarm.AlarmRule }),
    }));
    history = [];
    messages = [];
    carriedOut = [];
    subscriptions = [
      { TopicArn: warning, Protocol: "email", Endpoint: "team@example.com", SubscriptionArn: `${warning}:1` },
      { TopicArn: critical, Protocol: "email", Endpoint: "team@example.com", SubscriptionArn: `${critical}:1` },
      { TopicArn: pager, Protocol: "https", Endpoint: "https://pager.example.com/in", SubscriptionArn: `${pager}:1` },
    ];
    server = await startAwsServer(
      alarms(account, history, {
        evaluation: 50,
        onAction: (_alarm, topicArn, reason) => carriedOut.push([topicArn, reason]),
      }),
      sns(messages, subscriptions),
    );
  });
  afterEach(() => server.close());

  describe("with webhooks", () => {
    const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf";
    const hooked = `${config}    webhooks: [{ type: slack, secretArn: "${secretArn}", severities: [critical] }]\n`;
    const line = (event: string, why?: string) => ({
      logGroupName: `/aws/lambda/bedrock-headroom-${stack}-notifier`,
      timestamp: Date.now(),
      message: JSON.stringify({
        event,
        webhook: "alerts.webhooks[0]",
        topic: topicName(stack, "critical"),
        test: true,
        why,
      }),
    });
    let lines: PretendLogLine[];
    beforeEach(async () => {
      writeFileSync(join(folder, `Pulumi.${stack}.yaml`), hooked);
      await server.close();
      lines = [];
      server = await startAwsServer(
        alarms(account, history, { evaluation: 50 }),
        sns(messages, subscriptions),
        logs(lines),
      );
    });
    afterEach(() => writeFileSync(join(folder, `Pulumi.${stack}.yaml`), config));

    it("says that the message arrived there, also at a second try", async () => {
      lines.push(line("webhook-failed", "HTTP 500"), line("webhook-told"));
      const { code, stdout } = await run("--yes", "--json");
      assert.equal(code, 0, stdout);
      const expected = { webhook: "alerts.webhooks[0]", type: "slack", severity: "critical", outcome: "arrived" };
      assert.deepEqual((JSON.parse(stdout) as TestAlertDocument).webhooks, [expected]);
      const [call] = server.calls.filter(({ operation }) => operation === "FilterLogEvents");
      assert.match(call?.input.filterPattern, /\$\.test IS TRUE/);
    });

    it("says why it did not", async () => {
      lines.push(line("webhook-failed", "HTTP 404: no_service; the secret still holds this URL"));
      const { code, stdout } = await run("--yes");
      assert.equal(code, 3);
      assert.match(stdout, /critical: alerts\.webhooks\[0\] \(slack\) did not take the message: HTTP 404: no_service/);
      assert.match(stdout, /alerts\.webhooks\[0\] +│? *slack/);
    });

    it("says that it can't tell where the log can't be read", async () => {
      server.fail("FilterLogEvents", accessDenied("logs:FilterLogEvents"));
      const settings = {
        ...clientSettings({ region: "us-east-1", endpoint: server.url }),
        credentials: testCredentials,
      };
      const explain = (error: unknown, action: string) => `${(error as Error).name} ${action}`;
      const options = { settings, explain, waits: { poll: 10, log: 50 } };
      const webhooks = [{ type: "slack" as const, secretArn, severities: ["critical"] }];
      const [found] = await webhookOutcomes(stack, webhooks, new Date(), options);
      assert.deepEqual([found?.outcome, found?.why], ["unknown", "AccessDeniedException logs:FilterLogEvents"]);
      server.mend();
      const [none] = await webhookOutcomes(stack, webhooks, new Date(), options);
      assert.match(none?.why ?? "", /no word of it yet/);
    });

    it("calls exactly what its policy allows", async () => {
      // One severity by its alarm, the other directly.
      for (const alarm of account) if (alarm.alarmActions.includes(warning)) alarm.state = "ALARM";
      lines.push(line("webhook-told"));
      await run("--yes");
      const services: Record<string, string> = { monitoring: "cloudwatch", sns: "sns", logs: "logs" };
      const called = server.calls.map(({ service, operation }) => `${services[service]}:${operation}`);
      const { stdout } = await runHeadroom(["iam-policy", "test-alert"]);
      const { Statement } = JSON.parse(stdout) as { Statement: { Action: string[] }[] };
      // SNS uses the key in the caller's name.
      const allowed = Statement.flatMap(({ Action }) => Action).filter((action) => !action.startsWith("kms:"));
      assert.deepEqual([...new Set(called)].sort(), allowed.sort());
    });

    it("sends nothing there in a dry run, and says so", async () => {
      const { stdout } = await run("--dry-run", "--json");
      assert.equal((JSON.parse(stdout) as TestAlertDocument).webhooks[0]?.outcome, "not sent");
      assert.equal(server.count("FilterLogEvents"), 0);
    });
  });

  const run = (...args: string[]) =>
    runHeadroom(["test-alert", stack, ...args], {
      cwd: folder,
      env: {
        AWS_ENDPOINT_URL: server.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_EC2_METADATA_DISABLED: "true",
        CI: "1",
      },
    });

  it("has CloudWatch itself tell every topic, existing ones too, and leaves no alarm on", async () => {
    const { code, stdout, stderr } = await run("--yes", "--json");
    assert.equal(stderr, "");
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      carriedOut.sort(),
      [warning, critical, pager].sort().map((arn) => [arn, testReason]),
    );
    assert.equal(messages.length, 0);
    assert(account.every(({ state }) => state === "OK"));
    const document = JSON.parse(stdout) as TestAlertDocument;
    assert.deepEqual(
      document.tests.map(({ severity, way, topics, ok }) => [severity, way, topics.map(({ outcome }) => outcome), ok]),
      [
        ["warning", "alarm", ["sent"], "back"],
        ["critical", "alarm", ["sent", "sent"], "back"],
      ],
    );
    assert.deepEqual([document.failed, document.unconfirmed], [[], []]);
  });

  it("says who must confirm, and that nobody is subscribed", async () => {
    subscriptions[0]!.SubscriptionArn = "PendingConfirmation";
    subscriptions.splice(2, 1);
    const { code, stdout } = await run("--yes");
    assert.equal(code, 2);
    assert.match(stdout, /team@example\.com gets nothing until they follow the link/);
    assert.match(stdout, /pager: nobody subscribes to it/);
    assert.match(stdout, /^critical .* sent .*back in OK; the notifier tells/m);
  });

  it("tells a topic that CloudWatch may not use, which nothing else shows", async () => {
    for (const alarm of account)
      alarm.refusals = {
        [critical]: "CloudWatch Alarms does not have authorization to access the SNS topic encryption key.",
      };
    const { code, stdout } = await run("--yes");
    assert.equal(code, 3);
    assert.match(stdout, /critical: bedrock-headroom-test-alerts-critical did not take the message: Failed to execute/);
    assert.match(stdout, /encryption key/);
  });

  it("sends nothing with --dry-run, and nothing unasked", async () => {
    const { code, stdout } = await run("--dry-run");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^Would be sent through stack test-alerts, us-east-1:/);
    assert.match(stdout, /team@example\.com/);
    const unasked = await run();
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /say --yes, or --dry-run/);
    assert.equal(server.count("SetAlarmState"), 0);
    assert.equal(messages.length, 0);
  });

  it("sends both messages itself where it may not set an alarm's state, and says what that does not prove", async () => {
    server.fail("SetAlarmState", accessDenied("cloudwatch:SetAlarmState"));
    const { code, stdout } = await run("--yes");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /sent by this command, not by CloudWatch: access denied: cloudwatch:SetAlarmState/);
    assert.deepEqual(
      messages
        .filter(({ TopicArn }) => TopicArn === pager)
        .map(({ Subject, Message }) => [
          Subject?.split(":").slice(0, 2).join(),
          JSON.parse(JSON.parse(Message).https).NewStateValue,
        ]),
      [
        ["ALARM, TEST", "ALARM"],
        ["OK, TEST", "OK"],
      ],
    );
  });

  it("sends them itself where every alarm of a severity is on already", async () => {
    for (const alarm of account) if (alarm.alarmActions.includes(warning)) alarm.state = "ALARM";
    const { code, stdout } = await run("--yes", "--json");
    assert.equal(code, 0);
    const { tests } = JSON.parse(stdout) as TestAlertDocument;
    assert.deepEqual(
      tests.map(({ severity, way }) => [severity, way]),
      [
        ["warning", "direct"],
        ["critical", "alarm"],
      ],
    );
    assert.equal(messages.length, 2);
  });

  it("fails where a message or a list could not go through", async () => {
    server.fail("SetAlarmState", accessDenied("cloudwatch:SetAlarmState"));
    server.fail("Publish", accessDenied("sns:Publish"));
    server.fail("ListSubscriptionsByTopic", accessDenied("sns:ListSubscriptionsByTopic"));
    const { code, stdout } = await run("--yes");
    assert.equal(code, 3);
    assert.match(
      stdout,
      /did not take the message: access denied: sns:Publish; allow it \(headroom iam-policy test-alert/,
    );
    assert.match(stdout, /its subscriptions can't be read \(access denied/);
  });

  it("says that a stack is not deployed, and stops where the alarms can't be read", async () => {
    account.length = 0;
    const absent = await run("--yes");
    assert.equal(absent.code, 1);
    assert.match(absent.stderr, /no alarm of test-alerts that notifies warning is deployed in us-east-1: deploy/);
    server.fail("DescribeAlarms", accessDenied("cloudwatch:DescribeAlarms"));
    const denied = await run("--yes");
    assert.equal(denied.code, 3);
    assert.match(denied.stderr, /access denied: cloudwatch:DescribeAlarms/);
  });

  describe("one severity's test", () => {
    const options = (): SendOptions => {
      const settings = {
        ...clientSettings({ region: "us-east-1", endpoint: server.url }),
        credentials: testCredentials,
      };
      return {
        cloudwatch: new CloudWatchClient(settings),
        sns: new SNSClient(settings),
        region: "us-east-1",
        explain: (error, action) => `${action}: ${error}`,
        waits: { poll: 5, action: 40, back: 40 },
      };
    };
    const test = async (change: (alarm: PretendAlarm) => void) => {
      const { plan } = await planForStack(stack, folder);
      const alarm = account.find(({ alarmActions }) => alarmActions.includes(critical))!;
      const deployed = new Map([
        [
          alarm.name,
          {
            name: alarm.name,
            arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarm.name}`,
            actionsEnabled: true,
            alarmActions: alarm.alarmActions,
            okActions: [],
            insufficientDataActions: [],
            state: "OK",
            ...(alarm.rule === undefined && { metric: {} }),
          },
        ],
      ]);
      const chosen = chooseTest(plan, "critical", deployed)!;
      change(alarm);
      return { chosen, alarm, result: await sendTest(chosen, options()) };
    };

    it("sets an alarm back that does not go back by itself, as composite ones don't", async () => {
      const { alarm, result } = await test((one) => {
        one.rule = 'ALARM("a")';
      });
      assert.equal(result.ok, "back");
      assert.equal(alarm.state, "OK");
      assert.equal(server.count("SetAlarmState"), 2);
    });

    it("takes no old entry of the history for an answer, and says that it has none", async () => {
      const { result } = await test((one) => {
        history.push({
          AlarmName: one.name,
          AlarmType: "MetricAlarm",
          Timestamp: new Date(Date.now() - 30_000),
          HistoryItemType: "Action",
          HistorySummary: `Successfully executed action ${critical}`,
          HistoryData: "{}",
        });
        one.actionsEnabled = false;
      });
      assert.deepEqual(
        result.topics.map(({ outcome }) => outcome),
        ["unknown", "unknown"],
      );
    });
  });
});
