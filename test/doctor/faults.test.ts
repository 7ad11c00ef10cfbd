import assert from "node:assert/strict";
import { accessDenied } from "../../local/servers/aws-http.ts";
import type { CheckName, Level } from "../../monitoring/doctor/finding.ts";
import { publisherMetrics } from "../../monitoring/feed.ts";
import {
  config,
  type DeployedAccount,
  deploy,
  deployedAccount,
  examine,
  factsOf,
  nova,
  opus,
  pager,
  secretArn,
  seriesIn,
  stack,
  start,
  topicArn,
  use,
  usOpus,
} from "./deployed-account.ts";

const end = ` (bedrock-headroom/${stack})`;

interface Fault {
  /** what is broken */
  what: string;
  break: (made: DeployedAccount) => void;
  /** the stack's file, where it is another */
  config?: string;
  check: CheckName;
  level: Exclude<Level, "ok">;
  found: RegExp;
  fix: RegExp;
  /** how many findings say it: 1 unless severities differ */
  times?: number;
}

/** The alarm whose name has a text; the stack's end is left to this. */
const alarm = (made: DeployedAccount, name: RegExp) => {
  const found = made.alarms.find((one) => name.test(one.name));
  assert.ok(found, `${name} among ${made.alarms.map((one) => one.name).join("\n")}`);
  return found;
};
const novaWarning = /^warning: Nova Pro on-demand at 70% of tokens\/min/;
const opusCritical = /^critical: Claude Opus 5 cross-region at 90% of tokens\/min/;
const change = (made: DeployedAccount, name: RegExp, more: Record<string, unknown>) => {
  const one = alarm(made, name);
  one.more = { ...one.more, ...more };
};
/** No value in the last so many minutes of a series of an hour. */
const silence = (made: DeployedAccount, metric: string, minutes: number) => {
  const { values } = seriesIn(made, metric);
  (values as Float64Array).fill(Number.NaN, values.length - minutes);
};
const drop = <T>(list: T[], fits: (one: T) => boolean) => {
  const index = list.findIndex(fits);
  assert.ok(index >= 0);
  list.splice(index, 1);
};
const profileOf = (profileId: string) => ({
  ...{ profileId, name: "search", type: "APPLICATION" as const },
  modelArns: ["us-east-1", "us-west-2"].map((at) => `arn:aws:bedrock:${at}::foundation-model/${opus}`),
});
const state = (made: DeployedAccount, without: RegExp[] = [], more: object = {}) =>
  JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        { urn: `urn:pulumi:${stack}::bedrock-headroom::pulumi:pulumi:Stack::x`, type: "pulumi:pulumi:Stack" },
        ...made.plan.alarms
          .filter(({ AlarmName }) => !without.some((one) => one.test(AlarmName)))
          .map(({ AlarmName }) => ({
            urn: `urn:pulumi:${stack}::bedrock-headroom::a::${AlarmName}`,
            type: "aws:cloudwatch/metricAlarm:MetricAlarm",
            id: AlarmName,
            outputs: { password: "never-to-be-shown" },
          })),
        ...made.plan.compositeAlarms.map(({ AlarmName }) => ({
          urn: `urn:pulumi:${stack}::bedrock-headroom::a::${AlarmName}`,
          type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
          id: AlarmName,
        })),
        ...["warning", "critical"].map((severity) => ({
          urn: `urn:pulumi:${stack}::bedrock-headroom::a::${severity}`,
          type: "aws:sns/topic:Topic",
          id: topicArn(severity),
        })),
      ],
      ...more,
    },
  });

const faults: Fault[] = [
  {
    what: "an alarm deleted by hand",
    break: (made) => drop(made.alarms, ({ name }) => novaWarning.test(name)),
    ...{ check: "alarms-there", level: "warning" },
    found: /1 alarm not in the account.*Nova Pro on-demand/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "a critical alarm deleted by hand",
    break: (made) => drop(made.alarms, ({ name }) => opusCritical.test(name)),
    ...{ check: "alarms-there", level: "critical" },
    found: /1 alarm not in the account/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "an alarm deleted by hand that the state still has",
    break: (made) => {
      made.state = state(made);
      drop(made.alarms, ({ name }) => novaWarning.test(name));
    },
    ...{ check: "alarms-there", level: "warning" },
    found: /Pulumi's state has it: deleted by hand/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "an alarm that was never deployed",
    break: (made) => {
      made.state = state(made, [novaWarning]);
      drop(made.alarms, ({ name }) => novaWarning.test(name));
    },
    ...{ check: "alarms-there", level: "warning" },
    found: /nor in Pulumi's state: not deployed yet/,
    fix: /npm run up -- prod$/,
  },
  {
    what: "an alarm whose actions were switched off",
    break: (made) => {
      alarm(made, novaWarning).actionsEnabled = false;
    },
    ...{ check: "alarms-tell", level: "warning" },
    found: /1 alarm with actions switched off by hand/,
    fix: /aws cloudwatch enable-alarm-actions --region us-east-1 --alarm-names 'warning: Nova Pro on-demand at 70%/,
  },
  {
    what: "an alarm that lost its topic",
    break: (made) => {
      alarm(made, opusCritical).alarmActions = [pager];
    },
    ...{ check: "alarms-tell", level: "critical" },
    found: /no longer notifies bedrock-headroom-prod-critical/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "an alarm that notifies a topic of somebody else",
    break: (made) => {
      const one = alarm(made, novaWarning);
      one.alarmActions = [...one.alarmActions, "arn:aws:sns:us-east-1:123456789012:mine"];
    },
    ...{ check: "alarms-tell", level: "note" },
    found: /sns:us-east-1:123456789012:mine/,
    fix: /alerts\.topics/,
  },
  {
    what: "a threshold changed by hand",
    break: (made) => change(made, novaWarning, { Threshold: 99 }),
    ...{ check: "alarms-as-planned", level: "warning" },
    found: /Nova Pro on-demand.*threshold 99, planned 70/,
    fix: /npm run diff -- prod --refresh.*npm run up -- prod --refresh/,
  },
  {
    what: "an alarm that watches another model",
    break: (made) => {
      const one = alarm(made, opusCritical);
      const text = JSON.stringify(one.more?.["Metrics"]).replaceAll(usOpus, "us.other");
      one.more = { ...one.more, Metrics: JSON.parse(text) };
    },
    ...{ check: "alarms-as-planned", level: "critical" },
    found: /other queries/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "a composite alarm or a text of another version",
    break: (made) => change(made, novaWarning, { AlarmDescription: "as it was" }),
    ...{ check: "alarms-as-planned", level: "note" },
    found: /another text/,
    fix: /npm run diff -- prod/,
  },
  {
    what: "an alarm in INSUFFICIENT_DATA for hours",
    break: (made) => {
      alarm(made, novaWarning).state = "INSUFFICIENT_DATA";
    },
    ...{ check: "alarms-evaluate", level: "warning" },
    found: /does not judge, in INSUFFICIENT_DATA for over 30 minutes/,
    fix: /aws cloudwatch describe-alarms --region us-east-1 --alarm-names 'warning: Nova/,
  },
  {
    what: "an alarm that CloudWatch can't evaluate",
    break: (made) =>
      change(made, opusCritical, { EvaluationState: "EVALUATION_ERROR", StateReason: "Access to the metric denied." }),
    ...{ check: "alarms-evaluate", level: "critical" },
    found: /EVALUATION_ERROR.*CloudWatch says: Access to the metric denied$/,
    fix: /read StateReason.*describe-alarms/,
  },
  {
    what: "a composite alarm that another alarm suppresses",
    config: `${config}    notify: stack\n`,
    break: (made) => change(made, /^critical: any model/, { ActionsSuppressor: "deployment" }),
    ...{ check: "alarms-tell", level: "critical" },
    found: /1 alarm whose actions another alarm suppresses \(deployment\)/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "composite alarms that do not show",
    break: (made) => {
      made.alarms = made.alarms.filter(({ rule }) => rule === undefined);
    },
    ...{ check: "alarms-there", level: "cannot-tell" },
    found: /cannot tell whether 2 composite alarms are there/,
    fix: /cloudwatch:DescribeAlarms on "\*"/,
  },
  {
    what: "a stack deployed two minutes ago",
    break: (made) => {
      silence(made, publisherMetrics.runs, 60);
      change(made, /quota publisher: does not run/, {
        AlarmConfigurationUpdatedTimestamp: new Date((made.now - 150) * 1000),
      });
    },
    ...{ check: "publisher-runs", level: "note" },
    found: /it has not run yet: the stack was deployed 2 minutes ago/,
    fix: /run this again/,
  },
  {
    what: "a mute rule that is on",
    break: (made) => {
      made.muteRules["weekend"] = { status: "ACTIVE", alarms: [alarm(made, opusCritical).name, "somebody's"] };
    },
    ...{ check: "alarms-muted", level: "critical" },
    found: /mute rule weekend mutes 1 alarm: critical: Claude Opus 5/,
    fix: /aws cloudwatch delete-alarm-mute-rule --region us-east-1 --alarm-mute-rule-name 'weekend'/,
  },
  {
    what: "a mute rule that will be on",
    break: (made) => {
      made.muteRules["night"] = { status: "SCHEDULED", alarms: [alarm(made, opusCritical).name] };
      made.muteRules["over"] = { status: "EXPIRED", alarms: [alarm(made, novaWarning).name] };
    },
    ...{ check: "alarms-muted", level: "note" },
    found: /mute rule night will mute 1 alarm/,
    fix: /delete-alarm-mute-rule/,
  },
  {
    what: "an alarm that is left over",
    break: (made) => {
      made.alarms.push({ name: `warning: Old Model at 70%${end}`, state: "OK", alarmActions: [] });
      made.alarms.push({ name: "warning: Old Model at 70% (bedrock-headroom/other)", state: "OK", alarmActions: [] });
    },
    ...{ check: "alarms-left-over", level: "note" },
    found: /1 alarm of the stack not in its plan.*Old Model at 70%$/,
    fix: /npm run diff -- prod/,
  },
  {
    what: "an alarm that is left over and in no state",
    break: (made) => {
      made.state = state(made);
      made.alarms.push({ name: `warning: Old Model at 70%${end}`, state: "OK", alarmActions: [] });
    },
    ...{ check: "alarms-left-over", level: "note" },
    found: /nor in Pulumi's state, so no up takes them away/,
    fix: /aws cloudwatch delete-alarms --region us-east-1 --alarm-names 'warning: Old Model at 70% \(bedrock-headroom\/prod\)'/,
  },
  {
    what: "a schedule that is gone",
    break: (made) => {
      silence(made, publisherMetrics.runs, 20);
      silence(made, "Invocations", 20);
    },
    ...{ check: "publisher-runs", level: "critical" },
    found: /no good run for 21 minutes: its function was not invoked.*schedule is gone, disabled/,
    fix: /aws scheduler get-schedule --region us-east-1 --group-name bedrock-headroom-prod --name bedrock-headroom-prod-quota-publisher/,
  },
  {
    what: "a function that fails",
    break: (made) => {
      silence(made, publisherMetrics.runs, 60);
      (seriesIn(made, "Errors").values as Float64Array).fill(1);
    },
    ...{ check: "publisher-runs", level: "critical" },
    found: /no good run for at least an hour: its function is invoked and fails/,
    fix: /read its logs; https:.*quota-publisher/,
  },
  {
    what: "a function that may not put metrics",
    break: (made) => silence(made, publisherMetrics.runs, 30),
    ...{ check: "publisher-runs", level: "critical" },
    found: /it may not read Service Quotas or put metrics/,
    fix: /read its logs/,
  },
  {
    what: "a publisher that did not run for a while",
    break: (made) => (seriesIn(made, publisherMetrics.runs).values as Float64Array).fill(Number.NaN, 20, 28),
    ...{ check: "publisher-runs", level: "warning" },
    found: /it runs now, and did not for 8 minutes of the last hour/,
    fix: /read its logs/,
  },
  {
    what: "failed runs",
    break: (made) => {
      alarm(made, /quota publisher: failed runs/).state = "ALARM";
    },
    ...{ check: "publisher-runs", level: "critical" },
    found: /in ALARM, since .*a run could not be delivered or failed for good/,
    fix: /read the newest message of queue bedrock-headroom-prod-quota-publisher-failed/,
  },
  {
    what: "quotas that are not read again",
    break: (made) => (seriesIn(made, publisherMetrics.age).values as Float64Array).fill(42),
    ...{ check: "quotas-fresh", level: "warning" },
    found: /last read 42 minutes ago; it should be every 15/,
    fix: /quotas-unread/,
  },
  {
    what: "a change that people were not told of",
    break: (made) => (seriesIn(made, publisherMetrics.untold).values as Float64Array).fill(2),
    ...{ check: "changes-told", level: "critical" },
    found: /2 changes.*could not be told/,
    fix: /test-alert prod --dry-run/,
  },
  {
    what: "a publisher that does not know what it told",
    break: (made) => silence(made, publisherMetrics.untold, 60),
    ...{ check: "changes-told", level: "cannot-tell" },
    found: /does not say whether changes are left to tell/,
    fix: /read its logs/,
  },
  {
    what: "a publisher that does not say how old its quotas are",
    break: (made) => silence(made, publisherMetrics.age, 60),
    ...{ check: "quotas-fresh", level: "cannot-tell" },
    found: /does not say how old its quotas are/,
    fix: /read its logs/,
  },
  {
    what: "a quota without a metric",
    break: (made) =>
      drop(
        made.series,
        ({ dimensions, namespace }) => namespace === "Bedrock/Quotas" && dimensions["ModelId"] === usOpus,
      ),
    ...{ check: "quotas-published", level: "critical" },
    found: /1 quota not in CloudWatch now.*us\.anthropic\.claude-opus-5 tpm \(L-99296DCD\)/,
    fix: /npm run up -- prod; else.*quotas-missing/,
  },
  {
    what: "a quota that the account does not have",
    break: (made) => {
      drop(
        made.series,
        ({ dimensions, namespace }) => namespace === "Bedrock/Quotas" && dimensions["ModelId"] === usOpus,
      );
      drop(made.quotas, ({ code }) => code === "L-99296DCD");
    },
    ...{ check: "quotas-published", level: "critical" },
    found: /1 quota that this account does not have/,
    fix: /quotas: \{ tpm: none \}/,
  },
  {
    what: "a quota published with another value",
    break: (made) => {
      made.quotas.find(({ code }) => code === "L-99296DCD")!.applied = 123;
    },
    ...{ check: "quotas-published", level: "warning" },
    found: /L-99296DCD\): \d+ published, 123 in Service Quotas.*up to 15 minutes/,
    fix: /quotas\/L-99296DCD/,
  },
  {
    what: "a quota that Service Quotas can't read",
    break: (made) => {
      const quota = made.quotas.find(({ code }) => code === "L-99296DCD")!;
      quota.errorCode = "DEPENDENCY_SERVICE_ERROR";
      delete quota.applied;
    },
    ...{ check: "quotas-published", level: "cannot-tell" },
    found: /cannot tell whether 1 quota is published with the right value.*DEPENDENCY_SERVICE_ERROR/,
    fix: /run it again/,
  },
  {
    what: "messages that SNS could not deliver",
    break: (made) => {
      alarm(made, /^warning: messages of warning don't reach everybody/).state = "ALARM";
    },
    ...{ check: "delivery", level: "warning" },
    found: /in ALARM, since 2026-11-20T14:07Z: Messages of warning don't reach everybody/,
    fix: /headroom test-alert prod lists the topic's subscriptions/,
  },
  {
    what: "a topic that is gone",
    break: (made) => drop(made.topics, (arn) => arn === topicArn("warning")),
    ...{ check: "subscriptions", level: "warning" },
    found: /no topic for warning in the account/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "an address that unsubscribed",
    break: (made) =>
      drop(made.subscriptions, ({ Protocol, TopicArn }) => Protocol === "email" && TopicArn === topicArn("critical")),
    ...{ check: "subscriptions", level: "critical" },
    found: /team@example\.com is not subscribed to critical/,
    fix: /then follow the link.*; npm run up -- prod --refresh/,
  },
  {
    what: "an address that has not confirmed",
    break: (made) => {
      made.subscriptions.find(({ Protocol }) => Protocol === "email")!.SubscriptionArn = "PendingConfirmation";
    },
    ...{ check: "subscriptions", level: "warning" },
    found: /Team@example\.com has not confirmed warning/,
    fix: /aws sns subscribe --region us-east-1 --topic-arn arn:aws:sns:us-east-1:123456789012:bedrock-headroom-prod-warning --protocol email --notification-endpoint 'Team@example\.com'/,
  },
  {
    what: "somebody else's topic that nobody hears",
    break: (made) => drop(made.subscriptions, ({ TopicArn }) => TopicArn === pager),
    ...{ check: "subscriptions", level: "critical" },
    found: /nobody is subscribed to arn:aws:sns:us-east-1:123456789012:pager/,
    fix: /aws sns list-subscriptions-by-topic/,
  },
  {
    what: "a Slack configuration without a topic",
    break: (made) =>
      drop(
        made.subscriptions,
        ({ Endpoint, TopicArn }) => /chatbot/.test(Endpoint) && TopicArn === topicArn("critical"),
      ),
    ...{ check: "slack", level: "critical" },
    found: /Slack does not take critical.*bedrock-headroom-prod/,
    fix: /npm run up -- prod --refresh; https:\/\/console\.aws\.amazon\.com\/chatbot/,
  },
  {
    what: "a notifier that hears nothing",
    break: (made) => drop(made.subscriptions, ({ Protocol }) => Protocol === "lambda"),
    ...{ check: "webhooks", level: "critical" },
    found: /the notifier is not subscribed to critical/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "a webhook's secret that is gone",
    break: (made) => {
      delete made.secrets[secretArn];
    },
    ...{ check: "webhooks", level: "critical" },
    found: /the secret with a webhook's URL is missing: arn:aws:secretsmanager/,
    fix: /alerts\.webhooks/,
  },
  {
    what: "a webhook's secret that is to be deleted",
    break: (made) => void made.deletedSecrets.add(secretArn),
    ...{ check: "webhooks", level: "critical" },
    found: /is to be deleted/,
    fix: /aws secretsmanager restore-secret --region us-east-1 --secret-id arn:aws/,
  },
  {
    what: "a model in use that nobody watches",
    break: (made) => use(made, "us.anthropic.claude-sonnet-5", 10),
    ...{ check: "models-watched", level: "warning" },
    found: /us\.anthropic\.claude-sonnet-5 \([\d]+ calls in 7 days\).*anthropic\.claude-sonnet-5 \(cross-region\)/,
    fix: /\{ model: anthropic\.claude-sonnet-5, scopes: \[cross-region\] \}/,
  },
  {
    what: "an id in use that nobody knows",
    break: (made) => use(made, "zzzz1111yyyy", 10),
    ...{ check: "models-watched", level: "warning" },
    found: /zzzz1111yyyy.*can't be told: neither a model's id nor a profile/,
    fix: /publisher\.uncounted\.ignore/,
  },
  {
    what: "an application profile that is not counted",
    break: (made) => {
      made.bedrock.profiles.push(profileOf("app1app1app1"));
      use(made, "app1app1app1", 10);
    },
    ...{ check: "profiles-counted", level: "warning" },
    found: /app1app1app1.*draws on the quota of Claude Opus 5 \(cross-region\), which is watched without it/,
    fix: /applicationProfiles: \[app1app1app1\]/,
  },
  {
    what: "a watched model that the Region lists no more",
    break: (made) => drop(made.bedrock.models, ({ modelId }) => modelId === nova),
    ...{ check: "models-offered", level: "warning" },
    found: /not listed by us-east-1 any more: Nova Pro \(on-demand\)/,
    fix: /registry refresh --region us-east-1/,
  },
  {
    what: "a watched model that ends soon",
    break: (made) => {
      const model = made.bedrock.models.find(({ modelId }) => modelId === nova)!;
      Object.assign(model, { lifecycle: "LEGACY", endOfLife: new Date((made.now + 20 * 86_400) * 1000).toISOString() });
    },
    ...{ check: "models-offered", level: "warning" },
    found: /amazon\.nova-pro-v1:0.*AWS ends it soon: on 2026-12-11, in 20 days/,
    fix: /advise amazon\.nova-pro-v1:0 --region us-east-1/,
  },
  {
    what: "a burndown rate that is another",
    break: (made) => {
      made.series = made.series.filter(
        ({ dimensions, namespace }) => namespace !== "AWS/Bedrock" || dimensions["ModelId"] !== usOpus,
      );
      use(made, usOpus, 15);
    },
    ...{ check: "burndown", level: "warning" },
    found: /an output token counts 15 \(72 hours, .*AWS's page says 10/,
    fix: /burndown: 15; then; npm run up -- prod/,
  },
  {
    what: "a burndown rate that is mixed",
    break: (made) => {
      made.series = made.series.filter(
        ({ dimensions, namespace }) => namespace !== "AWS/Bedrock" || dimensions["ModelId"] !== usOpus,
      );
      use(made, usOpus, (index) => (index % 120 < 60 ? 5 : 15));
    },
    ...{ check: "burndown", level: "note" },
    found: /its rate can't be told from 72 hours: hours give 5\.0 to 15\.0, and no whole rate explains them/,
    fix: /^$/,
  },
  {
    what: "an update that was interrupted",
    break: (made) => {
      made.state = state(made, [], { pending_operations: [{ type: "creating" }] });
    },
    ...{ check: "state", level: "warning" },
    found: /1 operation of an update that was interrupted/,
    fix: /npm run up -- prod --refresh/,
  },
  {
    what: "credentials of another account than the stack file allows",
    break: (made) => {
      made.config = config.replace("config:\n", `config:\n  aws:allowedAccountIds: ["444455556666"]\n`);
    },
    ...{ check: "credentials", level: "critical" },
    found: /they are of account 123456789012; the stack prod is of 444455556666/,
    fix: /--profile/,
  },
  {
    what: "a stack that was never deployed",
    break: (made) => {
      made.alarms = [];
    },
    ...{ check: "deployed", level: "critical" },
    found: /no alarm of prod is in account 123456789012, us-east-1: never deployed, destroyed, or/,
    fix: /npm run up -- prod/,
  },
];

describe("headroom doctor on a deployed stack", function () {
  this.timeout(60_000);

  async function findings(break_: (made: DeployedAccount) => void, given?: string) {
    const made = await deployedAccount(undefined, given);
    break_(made);
    const running = await start(made);
    try {
      return await examine(made, running);
    } finally {
      await running.close();
    }
  }

  it("finds nothing but what is well where all is well", async () => {
    const found = await findings(() => {});
    assert.deepEqual(
      found.filter(({ level }) => level !== "ok"),
      [],
    );
    assert.equal(new Set(found.map(({ check }) => check)).size, 21);
  });

  it("takes a quota that has changed for what it is, though minutes ahead still have the old value", async () => {
    const found = await findings((made) => {
      const quota = made.quotas.find(({ code }) => code === "L-99296DCD")!;
      const { start: from, values, namespace, metric, dimensions } = seriesIn(made, "TokenQuota", { ModelId: usOpus });
      quota.applied = values[0]! * 2;
      made.series = made.series.filter((one) => one.metric !== metric || one.dimensions["ModelId"] !== usOpus);
      for (const [index, value] of values.entries()) {
        const datum = { namespace, metric, dimensions, timestamp: from + index * 60 };
        made.data.push({ ...datum, value });
        // Put once more, from two minutes ago on.
        if (index >= 58) made.data.push({ ...datum, value: value * 2 });
      }
    });
    assert.deepEqual(
      found.filter(({ level }) => level !== "ok"),
      [],
    );
  });

  const shapes: [what: string, config: string][] = [
    ["one message for each severity", `${config}    notify: stack\n`],
    ["one message for each model", `${config}    notify: model\n`],
    ["tokens counted by the formula", config.replace(`[${usOpus}`, `[{ model: ${usOpus}, consumption: formula }`)],
    ["latency bands", config.replace(`[${usOpus}`, `[{ model: ${usOpus}, latencyAnomaly: 3 }`)],
    ["an end of life and mantle", config.replace(`[${usOpus}`, `[deepseek.v3.2, ${usOpus}`)],
    ["severities of its own", `${config}  bedrock-headroom:thresholds: { "far-off": 50, warning: 70, critical: 90 }\n`],
  ];
  for (const [what, given] of shapes)
    it(`finds nothing in a stack with ${what}`, async () => {
      const found = await findings((made) => {
        for (const severity of ["far-off"]) if (given.includes(severity)) made.topics.push(topicArn(severity));
      }, given);
      assert.deepEqual(
        found.filter(({ level }) => level !== "ok"),
        [],
      );
    });

  const discovering = config.replace(`[${usOpus}`, `[{ model: ${usOpus}, applicationProfiles: discover }`);

  it("plans with what discover finds in the account, as up does", async () => {
    const made = await deployedAccount(undefined, discovering);
    made.bedrock.profiles.push(profileOf("app1app1app1"));
    use(made, "app1app1app1", 10);
    const running = await start(made);
    try {
      // Deployed before the profile was made: its alarms are without it.
      const before = (await examine(made, running)).filter(({ level }) => level !== "ok");
      assert.deepEqual(
        before.map(({ check, level }) => [check, level]),
        [
          ["alarms-as-planned", "critical"],
          ["alarms-as-planned", "warning"],
        ],
      );
      assert.match(before[0]!.found, /Claude Opus 5 cross-region.*other queries/);
      deploy(made, (await factsOf(made, running)).plan);
      assert.deepEqual(
        (await examine(made, running)).filter(({ level }) => level !== "ok"),
        [],
      );
      // Who can't see profiles can't tell what discover would have found.
      running.server.fail("ListInferenceProfiles", accessDenied("bedrock:ListInferenceProfiles"));
      const blind = (await examine(made, running)).filter(({ level }) => level !== "ok");
      assert.deepEqual([...new Set(blind.map(({ level }) => level))], ["cannot-tell"], JSON.stringify(blind, null, 1));
      assert.ok(
        blind.some(({ check, found }) => check === "alarms-as-planned" && /It may be no difference/.test(found)),
      );
    } finally {
      await running.close();
    }
  });

  for (const { what, break: breaks, config: given, check, level, found, fix } of faults)
    it(`finds ${what}, says what to do, and nothing else`, async () => {
      const told = (await findings(breaks, given)).filter((one) => one.level !== "ok");
      assert.deepEqual(
        told.map((one) => [one.check, one.level]),
        [[check, level]],
        JSON.stringify(told, null, 1),
      );
      assert.match(told[0]!.found, found);
      const { text = "", command = "", link = "" } = told[0]!.fix ?? {};
      assert.match([text, command, link].filter(Boolean).join("; "), fix);
      assert.doesNotMatch(JSON.stringify(told), /never-to-be-shown/);
    });
});
