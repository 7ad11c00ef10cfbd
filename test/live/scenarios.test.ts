import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { parse } from "yaml";
import { alarmEvaluator } from "../../local/alarm-evaluator.ts";
import { type AlarmChange, alarmEvent, handToRules } from "../../local/aws/alarm-events.ts";
import type { Notification } from "../../local/aws/inbox.ts";
import { inventory } from "../../local/aws/inventory.ts";
import { putSeries } from "../../local/aws/metrics.ts";
import { configure, plannedFor, stackOperations, succeeded } from "../../local/bring-up.ts";
import {
  type DeployedStack,
  deployStack,
  eventually,
  type Published,
  readPublished,
  runPublisher,
  thisMinute,
} from "../../local/deployed-stack.ts";
import type { Outcome, Step } from "../../local/engine/project.ts";
import { type LocalAws, startLocalAws } from "../../local/local-aws.ts";
import { accessDenied } from "../../local/servers/aws-http.ts";
import { publisherAlarmId } from "../../monitoring/alarms/names.ts";
import {
  alarmNameEnd,
  deadLetterQueueName,
  notifierFunctionName,
  notifierRuleName,
  publisherFunctionName,
  publisherLogGroupName,
} from "../../monitoring/names.ts";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { percent } from "../../words/units.ts";
import { sampleDirectory, sampleNames } from "../fixtures/sample-stacks.ts";
import { describeLive } from "./describe-live.ts";

const custom = (steps: readonly Step[], ...ops: string[]) =>
  steps.filter(({ op, type }) => ops.includes(op) && type.startsWith("aws:"));
const isOf = (type: string) => (step: Step) => step.type.endsWith(`:${type}`);

describeLive("live", () => {
  // Its minutes are real, so it is brought up first and left to run while the others work.
  let deployment: Promise<DeployedStack>;
  let firstMinute: Promise<FirstMinute>;
  let raisedQuota: Promise<RaisedQuota>;
  /** when the schedule has shown what it can, well or badly */
  let watched: Promise<unknown>;
  before(() => {
    deployment = deployStack("us-east-1", sampleDirectory);
    firstMinute = deployment.then(watchFirstMinute);
    raisedQuota = firstMinute.then(async () => watchRaisedQuota(await deployment));
    watched = Promise.allSettled([firstMinute, raisedQuota]);
  });
  after(async () => {
    // There is none where the suite was skipped.
    const deployed = await deployment?.catch(() => undefined);
    await deployed?.close();
  });

  describe("every stack file, side by side on one AWS", () => {
    let local: LocalAws;
    before(async () => {
      local = await startLocalAws({ source: sampleDirectory });
    });
    after(() => local?.close());
    /** For all stacks at once; a failure waits for the others, or they would hold their locks into the next test. */
    const each = async <T>(what: (stack: string) => Promise<T>): Promise<T[]> => {
      const results = sampleNames.map(what);
      await Promise.allSettled(results);
      return Promise.all(results);
    };
    const on = (stack: string) => stackOperations(local.project, stack);
    const regionOf = async (stack: string) => (await plannedFor(local.project, stack)).plan.region;
    const inventoryOf = async (stack: string) => inventory(local.clients(await regionOf(stack)));

    it("previews with unknown values and creates nothing", async () => {
      await each(async (stack) => succeeded(await on(stack).init()));
      const previews = await each(async (stack) => succeeded(await on(stack).preview()));
      for (const { stdout, summary, diagnostics } of previews) {
        assert.deepEqual(Object.keys(summary), ["create"]);
        assert.match(stdout, /publisher *: \[unknown\]|publisher *: output<string>|\[unknown\]|output</);
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === "error"),
          [],
        );
      }
      for (const stack of sampleNames) assert.deepEqual(await inventoryOf(stack), []);
    });

    it("creates what the plan says, in all Regions at once", async () => {
      await each(async (stack) => succeeded(await on(stack).up()));
      for (const stack of sampleNames) {
        const { plan } = await plannedFor(local.project, stack);
        const there = await inventoryOf(stack);
        const named = (kind: string) =>
          there.filter((one) => one.startsWith(`${kind} `)).map((one) => one.slice(kind.length + 1));
        assert.deepEqual(named("alarm"), plan.alarms.map(({ AlarmName }) => AlarmName).sort());
        assert.deepEqual(named("composite alarm"), plan.compositeAlarms.map(({ AlarmName }) => AlarmName).sort());
        assert.deepEqual(named("function"), [notifierFunctionName(stack), publisherFunctionName(stack)]);
        const aws = local.clients(plan.region);
        for (const { name, body } of plan.dashboards) {
          const { DashboardBody } = await aws.cloudwatch.send(new GetDashboardCommand({ DashboardName: name }));
          assert.deepEqual(JSON.parse(DashboardBody ?? ""), JSON.parse(body));
        }
      }
    });

    it("gives no two Regions the same name where names are the whole account's", async () => {
      const names = await each(async (stack) => {
        const { plan } = await plannedFor(local.project, stack);
        const roles = (await inventoryOf(stack)).filter(
          (one) => /^(role|policy) /.test(one) && one.includes(`-${stack}-`),
        );
        assert(roles.length >= 2);
        return [...plan.dashboards.map(({ name }) => `dashboard ${name}`), ...roles];
      });
      assert.equal(new Set(names.flat()).size, names.flat().length);
    });

    it("changes nothing the second time", async () => {
      for (const { summary, steps } of await each(async (stack) => succeeded(await on(stack).up()))) {
        assert.deepEqual(Object.keys(summary), ["same"]);
        assert.deepEqual(steps, []);
      }
    });

    it("finds nothing on refresh", async () => {
      for (const { summary } of await each(async (stack) => succeeded(await on(stack).refresh())))
        assert.deepEqual(Object.keys(summary), ["same"]);
    });

    it("finds what was changed behind its back, and mends it", async () => {
      const stack = sampleNames[0];
      const { plan } = await plannedFor(local.project, stack);
      const aws = local.clients(plan.region);
      const [moved] = plan.alarms as [(typeof plan.alarms)[0]];
      // An alarm that a composite one reads can't be deleted.
      const deleted = plan.alarms.find(({ AlarmName }) =>
        plan.compositeAlarms.every(({ AlarmRule }) => !AlarmRule.includes(AlarmName)),
      );
      assert(deleted);
      const alarmOf = async (name: string) =>
        (await aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
      const { AlarmArn, StateValue, ...before } = (await alarmOf(moved.AlarmName))!;
      await aws.cloudwatch.send(new PutMetricAlarmCommand({ ...before, Threshold: 99 } as never));
      await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [deleted.AlarmName] }));
      const logGroupName = publisherLogGroupName(stack);
      await aws.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));

      const { summary } = succeeded(await on(stack).refresh());
      assert.deepEqual({ update: summary["update"], delete: summary["delete"] }, { update: 2, delete: 1 });
      const { steps } = succeeded(await on(stack).up());
      assert.deepEqual(custom(steps, "create").filter(isOf("MetricAlarm")).length, 1);
      assert.deepEqual(
        custom(steps, "update")
          .map(({ diffs }) => diffs)
          .sort(),
        [["retentionInDays"], ["threshold"]],
      );
      assert.equal((await alarmOf(moved.AlarmName))?.Threshold, moved.Threshold);
      assert.equal((await alarmOf(deleted.AlarmName))?.Threshold, deleted.Threshold);
      assert.deepEqual(Object.keys(succeeded(await on(stack).refresh()).summary), ["same"]);
    });

    describe("a change of the config", () => {
      const stack = "us-west-2";
      const up = async (): Promise<Outcome> => succeeded(await on(stack).up());
      const current = () => plannedFor(local.project, stack);
      /** The widgets of the dashboards that are on one list and not on the other. */
      const widgetChanges = (before: string[], after: string[]): string[] => {
        const widgets = (bodies: string[]) =>
          bodies.flatMap((body) =>
            (JSON.parse(body) as { widgets: { properties: unknown }[] }).widgets.map(({ properties }) =>
              JSON.stringify(properties),
            ),
          );
        const [old, now] = [widgets(before), widgets(after)];
        return [...now.filter((one) => !old.includes(one)), ...old.filter((one) => !now.includes(one))];
      };
      const bodiesNow = async () => (await current()).plan.dashboards.map(({ body }) => body);

      it("of one model's threshold replaces its alarms, which are named after it, and changes its widgets", async () => {
        const before = await bodiesNow();
        const model = "meta.llama3-3-70b-instruct-v1:0";
        const { settings } = await current();
        await replaceModels((models) =>
          models.map((one) => (one === model ? { model, thresholds: { warning: 77 } } : one)),
        );
        const { steps } = await up();
        const changed = custom(steps, "create", "update", "replace", "delete");
        const alarms = changed.filter(isOf("MetricAlarm"));
        assert(alarms.length > 0);
        assert(settings.targets.some((target) => target.model.modelId === model));
        for (const { name, op, diffs } of alarms) {
          assert.match(name, /meta\.llama3-3-70b.*warning$/, diffs.join());
          assert.equal(op, "replace");
        }
        // What refers to the alarms by their names follows: composites and the dashboards.
        for (const { type, name, op, diffs } of changed.filter((step) => !isOf("MetricAlarm")(step))) {
          assert.match(type, /:(CompositeAlarm|Dashboard)$/, name);
          assert.equal(op, "update", name);
          if (type.endsWith(":CompositeAlarm")) assert.deepEqual(diffs, ["alarmRule"], name);
        }
        const widgets = widgetChanges(before, await bodiesNow());
        assert(widgets.length > 0);
        // Lists of alarms that are on have their names, and in them the model's.
        for (const widget of widgets) assert.match(widget, /llama3-3-70b|Llama 3\.3 70B/);
      });

      it("by one model more, then one less, touches what is about that model", async () => {
        const model = "amazon.titan-embed-text-v2:0";
        await replaceModels((models) => [...models, model]);
        const more = await up();
        const created = custom(more.steps, "create");
        assert(created.length > 0);
        for (const { name } of created) assert.match(name, /titan-embed-text-v2/);
        // What lists all models changes too: the composites' rules, the overview, the publisher's feed.
        for (const step of custom(more.steps, "update", "replace"))
          assert.match(step.type, /:(CompositeAlarm|Dashboard|Function)$/, step.name);
        assert.deepEqual(custom(more.steps, "delete", "replace"), []);

        await replaceModels((models) => models.filter((one) => one !== model));
        const less = await up();
        assert.deepEqual(
          custom(less.steps, "delete")
            .map(({ urn }) => urn)
            .sort(),
          created.map(({ urn }) => urn).sort(),
        );
        assert.deepEqual(custom(less.steps, "create", "replace"), []);
        for (const step of custom(less.steps, "update"))
          assert.match(step.type, /:(CompositeAlarm|Dashboard|Function)$/);
      });

      it("of the dashboard's name replaces the dashboard alone, and the links to it", async () => {
        const names = (await current()).plan.dashboards.map(({ name }) => name);
        await configure(local.project, stack, { dashboard: { name: "renamed" } });
        const { steps } = await up();
        const replaced = custom(steps, "create", "replace", "delete", "create-replacement", "delete-replaced");
        assert(replaced.length > 0);
        for (const step of replaced) assert(isOf("Dashboard")(step), `${step.op} ${step.name}: ${step.diffs}`);
        for (const { type, name, diffs } of custom(steps, "update")) {
          assert.match(type, /Alarm$/, name);
          assert.deepEqual(diffs, ["alarmDescription"], name);
        }
        const there = await inventoryOf(stack);
        for (const { name } of (await current()).plan.dashboards) assert(there.includes(`dashboard ${name}`), name);
        for (const name of names) assert(!there.includes(`dashboard ${name}`), name);
      });

      it("that can't be used fails before anything is created or changed", async () => {
        const before = await inventoryOf(stack);
        const aws = local.clients(await regionOf(stack));
        await configure(local.project, stack, {
          thresholds: { notice: 50, warning: 170, critical: 190 },
          tags: { new: "tag" },
        });
        const { code, stdout, stderr, steps } = await on(stack).up();
        assert.notEqual(code, 0);
        assert.match(stdout + stderr, /thresholds\.warning/);
        assert.doesNotMatch(stdout + stderr, /\n\s+at .*\.ts/);
        assert.deepEqual(custom(steps, "create", "update", "replace", "delete"), []);
        assert.deepEqual(await inventory(aws), before);
        await configure(local.project, stack, {
          thresholds: { notice: 50, warning: 75, critical: 90 },
          tags: { team: "ml-platform" },
        });
      });

      async function replaceModels(change: (models: unknown[]) => unknown[]): Promise<void> {
        const file = parse(await readFile(local.project.stackFile(stack), "utf8"));
        await configure(local.project, stack, { models: change(file.config["bedrock-headroom:models"]) });
      }
    });

    // A suite of its own: mocha runs the tests of a suite before the suites in it.
    describe("in the end", () => {
      it("leaves nothing behind when it is destroyed", async () => {
        for (const { summary } of await each(async (stack) => succeeded(await on(stack).destroy())))
          assert.deepEqual(Object.keys(summary), ["delete"]);
        for (const stack of sampleNames) assert.deepEqual(await inventoryOf(stack), []);
      });
    });
  });

  describe("the deployed function, on the emulator's schedule", () => {
    it("has every configured quota and the heartbeat in CloudWatch within two minutes", async () => {
      const { plan } = await deployment;
      const { seconds, time, published, expected } = await firstMinute;
      assert(seconds < 120, `${seconds} s`);
      assert(published.ranAt(time));
      for (const quota of plan.feed.quotas)
        assert.equal(published.valueAt(quota, time), expected.get(quota.code)! * quota.multiplier, quota.name);
    });

    it("shows a raised quota within the refresh time, and one alert says old and new", async () => {
      const { inbox } = await deployment;
      const { quota, oldValue, newValue, shown } = await raisedQuota;
      assert.equal(shown, newValue * quota.multiplier);
      const alerts = inbox.notifications.filter(({ Message }) => Message.includes(quota.code));
      assert.equal(alerts.length, 1);
      const [{ Message, Subject }] = alerts as [(typeof alerts)[0]];
      assert.match(Subject ?? "", /quota raised/);
      for (const value of [oldValue, newValue]) assert(Message.includes(value.toLocaleString("en-US")), Message);
    });
  });

  describe("alarms over what is in CloudWatch", () => {
    it("tell people when use is too high and when it is over, composites along", async () => {
      await watched;
      const deployed = await deployment;
      const { aws, plan, inbox, local } = deployed;
      // Minutes that the publisher may still be run for (five back), and that have passed.
      const start = thisMinute() - 5 * 60;
      const [target] = plan.targets.filter(
        ({ alarms, quotas }) => quotas.some(({ kind }) => kind === "tpm") && alarms.length > 0,
      );
      assert(target);
      const quotas = Object.fromEntries(
        local.quotas.quotasIn(plan.region).map(({ code, applied, default: usual }) => [code, applied ?? usual]),
      );
      const heavy = planSeries({
        plan,
        quotas,
        start,
        minutes: 5,
        traffic: (one) =>
          one === target
            ? { profile: "burst", share: percent(20), length: 2, every: 5, quiet: percent(120) }
            : undefined,
      });
      const bedrockOnly = new Map([...heavy].filter(([key]) => !key.includes(plan.feed.namespace)));
      const evaluator = alarmEvaluator(aws, plan, start);
      const seen = inbox.notifications.length;
      for (let time = start; time < start + 5 * 60; time += 60) {
        assert.equal(await runPublisher(deployed, time), undefined);
        await putSeries(aws, bedrockOnly, time, time + 60);
        await evaluator.evaluate(time + 60);
      }
      // An hour of idle minutes, over which the alarms look back, and some more clear whatever is on.
      await evaluator.evaluate(start + 70 * 60);
      const severe = plan.alarms.find(
        ({ id, AlarmName }) => id.endsWith("/tpm/critical") && target.alarms.includes(AlarmName),
      )?.AlarmName;
      assert(severe, target.alarms.join());
      const told = () => inbox.notifications.slice(seen).flatMap((one) => alarmMessage(one) ?? []);
      const states = () =>
        told().flatMap(({ AlarmName, NewStateValue }) => (AlarmName === severe ? [NewStateValue] : []));
      await inbox.waitFor(() => states().at(-1) === "OK" && states().includes("ALARM"), 10_000);
      assert.deepEqual(states().slice(states().indexOf("ALARM")), ["ALARM", "OK"]);
      const planned = plan.alarms.find(({ AlarmName }) => AlarmName === severe);
      const alarm = told().find(({ AlarmName, NewStateValue }) => AlarmName === severe && NewStateValue === "ALARM");
      assert.equal(alarm?.AlarmDescription, planned?.AlarmDescription);
      assert.match(alarm?.AlarmDescription ?? "", /Do first/);

      assert.equal(evaluator.states.get(severe), "OK");
      const composite = plan.compositeAlarms.find(({ id }) => id === "any/critical");
      assert(composite);
      const { AlarmHistoryItems = [] } = await aws.cloudwatch.send(
        new DescribeAlarmHistoryCommand({
          AlarmName: composite.AlarmName,
          AlarmTypes: ["CompositeAlarm"],
          HistoryItemType: "StateUpdate",
          ScanBy: "TimestampAscending",
        }),
      );
      const went = AlarmHistoryItems.map(({ HistoryData }) => JSON.parse(HistoryData ?? "{}").newState?.stateValue);
      assert.deepEqual(went.slice(went.indexOf("ALARM")), ["ALARM", "OK"]);
      const children = [...evaluator.states].filter(([name]) => composite.AlarmRule.includes(`"${name}"`));
      assert.deepEqual(
        children.filter(([, state]) => state === "ALARM"),
        [],
      );
    });

    it("tell that quota values are stale while Service Quotas can't be read, and the values flow on", async () => {
      await watched;
      const deployed = await deployment;
      const { aws, plan, local } = deployed;
      const [runs, stale] = (["runs", "stale"] as const).map(
        (kind) => plan.alarms.find(({ id }) => id === publisherAlarmId(kind, "critical"))!,
      ) as [PlannedAlarm, PlannedAlarm];
      const start = thisMinute();
      assert.equal(await runPublisher(deployed, start), undefined);
      const evaluator = alarmEvaluator(aws, { alarms: [runs, stale] }, start - 60);
      const states = () => [runs, stale].map(({ AlarmName }) => evaluator.states.get(AlarmName));
      await evaluator.evaluate(start + 60);
      assert.deepEqual(states(), ["OK", "OK"]);
      local.quotas.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
      local.quotas.fail("ListAWSDefaultServiceQuotas", accessDenied("servicequotas:ListAWSDefaultServiceQuotas"));
      try {
        for (let time = start + 60; time <= start + 5 * 60; time += 60)
          assert.equal(await runPublisher(deployed, time), undefined);
      } finally {
        local.quotas.mend();
      }
      const published = await readPublished(deployed, start, 6);
      for (let time = start + 60; time <= start + 5 * 60; time += 60) {
        assert(published.ranAt(time));
        for (const quota of plan.feed.quotas) assert(published.valueAt(quota, time) !== undefined, quota.name);
      }
      await evaluator.evaluate(start + 6 * 60);
      assert.deepEqual(states(), ["OK", "ALARM"]);
    });
  });

  describe("the end of an alarm", () => {
    const change = {
      from: "ALARM",
      to: "OK",
      reason: "over",
      oldReason: "Threshold Crossed",
      at: new Date(),
      since: new Date(Date.now() - 12 * 60_000),
    };

    it("runs the notifier for this stack's alarms alone, and never for a new alarm's first OK", async () => {
      const { aws, stack } = await deployment;
      const alarm = `warning: anything${alarmNameEnd(stack)}`;
      const { EventPattern } = await aws.events.send(new DescribeRuleCommand({ Name: notifierRuleName(stack) }));
      const matches = async (differs: Partial<AlarmChange>): Promise<boolean | undefined> => {
        const Event = JSON.stringify(alarmEvent(aws.region, { ...change, alarm, ...differs }));
        return (await aws.events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
      };
      assert.equal(await matches({}), true);
      assert.equal(await matches({ from: "INSUFFICIENT_DATA", oldReason: "Insufficient Data: 5 unknown" }), true);
      assert.equal(await matches({ from: "INSUFFICIENT_DATA", oldReason: "Unchecked: Initial alarm creation" }), false);
      assert.equal(await matches({ from: "OK", to: "ALARM" }), false);
      assert.equal(await matches({ to: "INSUFFICIENT_DATA" }), false);
      assert.equal(await matches({ alarm: `warning: anything${alarmNameEnd(`${stack}-2`)}` }), false);
      assert.equal(await matches({ alarm: `warning: anything${alarmNameEnd(`2-${stack}`)}` }), false);
      assert.equal(await matches({ alarm: `somebody's ${stack}` }), false);
    });

    it("is told by the deployed notifier on the topic of the alarm", async () => {
      const { aws, stack, inbox, topicArns } = await deployment;
      const alarm = `critical: a test of the notifier${alarmNameEnd(stack)}`;
      await aws.cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: alarm,
          AlarmActions: [topicArns["critical"]!],
          ComparisonOperator: "GreaterThanThreshold",
          EvaluationPeriods: 1,
          Threshold: 90,
          Metrics: [{ Id: "e1", Expression: "TIME_SERIES(1)", Period: 60, ReturnData: true }],
          TreatMissingData: "notBreaching",
        }),
      );
      try {
        for (const StateValue of ["ALARM", "OK"] as const)
          await aws.cloudwatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason: "why" }));
        assert.equal(await handToRules(aws, alarmEvent(aws.region, { ...change, alarm })), 1);
        const told = await inbox.waitFor(({ Subject }) => Subject?.startsWith("OK: critical: a test") ?? false, 20_000);
        assert.equal(told.Subject, `OK: critical: a test of the notifier (${stack})`);
        assert.equal(told.TopicArn, topicArns["critical"]);
        assert.deepEqual([alarmMessage(told)?.AlarmName, alarmMessage(told)?.NewStateValue], [alarm, "OK"]);
      } finally {
        await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [alarm] }));
      }
    });
  });

  describe("a function that can't run", () => {
    it("puts an invocation that fails for good into the dead-letter queue", async () => {
      await watched;
      const { aws, stack } = await deployment;
      const FunctionName = publisherFunctionName(stack);
      // As after a deployment that went wrong: no run can begin.
      await aws.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: "index.missing" }));
      await aws.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: '{"why":"a test"}' }));
      const url = (await inventory(aws))
        .find((one) => one.startsWith("queue ") && one.endsWith(deadLetterQueueName(stack)))
        ?.slice("queue ".length);
      const message = await eventually("a dead letter", 30, async () => {
        const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1 }));
        return Messages?.[0]?.Body;
      });
      assert.match(message, /a test/);
    });
  });
});

/** An alarm's change of state as SNS carries it; undefined for what is no such message. */
function alarmMessage({ Message }: Notification): AlarmMessage | undefined {
  return Message.startsWith("{") ? (JSON.parse(Message) as AlarmMessage) : undefined;
}
interface AlarmMessage {
  AlarmName: string;
  AlarmDescription: string;
  NewStateValue: string;
}

type FedQuota = DeployedStack["plan"]["feed"]["quotas"][number];

/** The first minute that the emulator's schedule has run the deployed function for. */
interface FirstMinute {
  /** since the deployment */
  seconds: number;
  time: number;
  published: Published;
  /** Service Quotas' values, by code */
  expected: ReadonlyMap<string, number>;
}

async function watchFirstMinute(deployed: DeployedStack): Promise<FirstMinute> {
  const begun = Date.now();
  const start = thisMinute();
  const quotas = deployed.local.quotas.quotasIn(deployed.plan.region);
  const expected = new Map(quotas.map(({ code, applied, default: usual }) => [code, applied ?? usual ?? Number.NaN]));
  return eventually("the first minute of the feed", 150, async () => {
    const published = await readPublished(deployed, start, 5);
    const time = [0, 1, 2, 3, 4].map((index) => start + index * 60).find(published.ranAt);
    return time === undefined ? undefined : { seconds: (Date.now() - begun) / 1000, time, published, expected };
  });
}

interface RaisedQuota {
  quota: FedQuota;
  oldValue: number;
  newValue: number;
  /** the first other value in CloudWatch */
  shown: number;
}

async function watchRaisedQuota(deployed: DeployedStack): Promise<RaisedQuota> {
  const { plan, inbox, local } = deployed;
  const start = thisMinute();
  const { quota, oldValue } = plan.feed.quotas
    .map((fed) => ({
      quota: fed,
      oldValue: local.quotas.quotasIn(plan.region).find(({ code }) => code === fed.code)?.applied ?? 0,
    }))
    .find(({ quota: { kind }, oldValue: value }) => kind === "tpm" && value > 0)!;
  const newValue = oldValue * 2;
  local.quotas.apply(plan.region, quota.code, newValue);
  // A minute until the function may read again, a minute until the schedule is due, and ten seconds of its tick.
  const shown = await eventually("the raised quota", 140, async () => {
    const published = await readPublished(deployed, start, 5);
    const values = [0, 1, 2, 3, 4].map((index) => published.valueAt(quota, start + index * 60));
    return values.find((value) => value !== undefined && value !== oldValue * quota.multiplier);
  });
  await inbox.waitFor(({ Message }) => Message.includes(quota.code), 20_000);
  return { quota, oldValue, newValue, shown };
}
