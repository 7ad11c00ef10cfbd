import assert from "node:assert/strict";
import { alarmsInRule, compositeAlarmArgs, metricAlarmArgs } from "../../components/alarm-args.ts";
import { ModelMonitor } from "../../components/model-monitor.ts";
import { QuotaDashboard } from "../../components/quota-dashboard.ts";
import { withoutStackTraces } from "../../components/without-stack-traces.ts";
import { plan } from "../../monitoring/plan.ts";
import { counts, only, registeredBy } from "./recorder.ts";
import { testSettings } from "./settings.ts";

const topicArns = {
  warning: "arn:aws:sns:us-east-1:123456789012:w",
  critical: "arn:aws:sns:us-east-1:123456789012:c",
};
const planned = plan(
  testSettings({
    alerts: { notify: "each", email: [], topicArns: { warning: ["arn:aws:sns:us-east-1:123456789012:theirs"] } },
  }),
);
const alarmsOf = (index: number) =>
  planned.alarms.filter(({ AlarmName }) => planned.targets[index]?.alarms.includes(AlarmName));

describe("a model's monitor", () => {
  it("has exactly the target's alarms, under names that tell kind and severity", async () => {
    const alarms = alarmsOf(0);
    const registered = await registeredBy(() => new ModelMonitor("alpha", { region: "us-east-1", alarms, topicArns }));
    assert.equal(alarms.length, 5);
    assert.deepEqual(counts(registered), { MetricAlarm: 5, ModelMonitor: 1 });
    assert.deepEqual(
      registered.filter(({ type }) => type.endsWith(":MetricAlarm")).map(({ name }) => name),
      [
        "alpha-rpm-critical",
        "alpha-rpm-warning",
        "alpha-throttles-critical",
        "alpha-tpm-critical",
        "alpha-tpm-warning",
      ],
    );
  });

  it("gives AWS the alarm as the plan has it", async () => {
    const alarm = alarmsOf(0).find(({ id }) => id.endsWith("/tpm/warning"));
    assert(alarm);
    const registered = await registeredBy(
      () => new ModelMonitor("alpha", { region: "us-east-1", alarms: [alarm], topicArns }),
    );
    const { inputs } = only(registered, "MetricAlarm");
    assert.equal(inputs["name"], alarm.AlarmName);
    assert.equal(inputs["threshold"], 70);
    assert.equal(inputs["treatMissingData"], "notBreaching");
    assert.deepEqual(inputs["alarmActions"], [topicArns.warning, "arn:aws:sns:us-east-1:123456789012:theirs"]);
    assert.deepEqual(inputs["okActions"], []);
    assert.deepEqual(inputs["insufficientDataActions"], []);
    const queries = inputs["metricQueries"] as {
      id: string;
      returnData: boolean;
      expression?: string;
      metric?: object;
    }[];
    assert.deepEqual(
      queries.map(({ id, returnData }) => [id, returnData]),
      alarm.Metrics.map(({ Id, ReturnData }) => [Id, ReturnData]),
    );
    assert.deepEqual(queries[0]?.metric, {
      namespace: "AWS/Bedrock",
      metricName: "EstimatedTPMQuotaUsage",
      dimensions: { ModelId: "example.alpha-v1:0" },
      period: 60,
      stat: "Sum",
    });
    assert.equal(
      queries.filter(({ metric, expression }) => (metric === undefined) === (expression === undefined)).length,
      0,
    );
  });

  it("maps every planned alarm without losing or inventing a field", () => {
    const omitted = ["id", "AlarmName", "OKActions", "Metrics", "Tags"];
    for (const alarm of planned.alarms) {
      const args: Record<string, unknown> = metricAlarmArgs(alarm, topicArns, "us-east-1");
      for (const [key, value] of Object.entries(alarm)) {
        if (omitted.includes(key) || key.endsWith("Actions")) continue;
        if (key === "WarmUpConfiguration") {
          const { warmUpPeriodDurationInMinutes } = args["warmUpConfiguration"] as Record<string, unknown>;
          assert.deepEqual({ WarmUpPeriodDurationInMinutes: warmUpPeriodDurationInMinutes }, value);
          continue;
        }
        assert.deepEqual(args[`${key[0]?.toLowerCase()}${key.slice(1)}`], value, `${alarm.AlarmName} ${key}`);
      }
      assert.equal(args["name"], alarm.AlarmName);
      assert.deepEqual(args["tags"], Object.fromEntries(alarm.Tags.map(({ Key, Value }) => [Key, Value])));
    }
  });

  it("refuses an alarm whose topic does not exist", () => {
    const [alarm] = alarmsOf(0);
    assert(alarm);
    assert.throws(() => metricAlarmArgs(alarm, {}, "us-east-1"), /topic:warning.*no such topic/);
  });

  it("maps a composite alarm, and reads its children from the rule", () => {
    const [composite] = planned.compositeAlarms;
    assert(composite);
    const args = compositeAlarmArgs(composite, topicArns, "us-east-1");
    assert.equal(args.alarmName, composite.AlarmName);
    assert.equal(args.alarmRule, composite.AlarmRule);
    assert.deepEqual(
      alarmsInRule(composite.AlarmRule),
      planned.alarms
        .filter(({ id }) => id.endsWith("/warning") && !id.startsWith("publisher/"))
        .map(({ AlarmName }) => AlarmName),
    );
    assert.deepEqual(alarmsInRule('ALARM("a \\"b\\" (c)") AND NOT OK("d")'), ['a "b" (c)', "d"]);
  });
});

describe("creating resources without stack traces", () => {
  it("gives the stack traces back afterwards, also when something is wrong", () => {
    const limit = Error.stackTraceLimit;
    assert.equal(
      withoutStackTraces(() => Error.stackTraceLimit),
      0,
    );
    assert.equal(Error.stackTraceLimit, limit);
    assert.throws(() =>
      withoutStackTraces(() => {
        throw new Error("no");
      }),
    );
    assert.equal(Error.stackTraceLimit, limit);
  });
});

describe("the dashboards", () => {
  it("are the plan's, body untouched", async () => {
    const registered = await registeredBy(
      () => new QuotaDashboard("board", { region: "us-east-1", dashboards: planned.dashboards }),
    );
    assert.equal(counts(registered)["Dashboard"], planned.dashboards.length);
    const [first] = planned.dashboards;
    assert.deepEqual(only(registered, "Dashboard", `board-${first?.name}`).inputs, {
      dashboardName: first?.name,
      dashboardBody: first?.body,
      region: "us-east-1",
    });
  });
});
