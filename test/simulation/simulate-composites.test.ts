import assert from "node:assert/strict";
import { lookupIn } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { alarm, bedrock, stat, usageAlarm } from "./alarms.ts";
import { changesOf, model, quota, start, steady, store, warning } from "./simulated-changes.ts";

describe("composite alarms", () => {
  const composite = (AlarmName: string, AlarmRule: string) => ({
    id: AlarmName,
    AlarmName,
    AlarmRule,
    AlarmDescription: "",
    ActionsEnabled: true,
    AlarmActions: [],
    OKActions: [],
    Tags: [],
  });
  const usage = [...steady(200_000, 5), ...steady(950_000, 5), ...steady(200_000, 5)];
  const anomaly = alarm("latency", [stat("m1", bedrock("InvocationLatency", model), "p90")], {
    ThresholdMetricId: "band",
    ComparisonOperator: "GreaterThanUpperThreshold",
  });
  delete anomaly.Threshold;
  const run = (...composites: ReturnType<typeof composite>[]) =>
    simulate({
      alarms: [warning, usageAlarm("critical one", 90, [model]), anomaly],
      compositeAlarms: composites,
      series: lookupIn(store({ usage: { [model]: usage }, quota: steady(quota, 15) })),
      start,
      minutes: 15,
    }).slice(3);

  it("follow their children in the same minute, through other composites too", () => {
    const [outer, inner] = run(
      composite("outer", 'ALARM("inner") AND NOT OK(warning)'),
      composite("inner", 'ALARM(warning) OR ALARM("critical one")'),
    );
    for (const result of [outer!, inner!]) {
      assert.deepEqual(changesOf(result), [
        [7, "ALARM"],
        [12, "OK"],
      ]);
    }
    assert.ok(outer?.outcome === "simulated");
    assert.deepEqual(outer.transitions[0], {
      minute: 1,
      epoch: start + 60,
      from: "INSUFFICIENT_DATA",
      to: "OK",
      reason: "no alarm of the rule is in ALARM",
    });
    assert.match(outer.transitions[1]!.reason, /in ALARM: inner, warning/);
  });

  it("say that they can't tell while that hangs on an alarm that can't be simulated", () => {
    const [any] = run(composite("any", "ALARM(warning) OR ALARM(latency)"));
    assert.deepEqual(changesOf(any!), [
      [1, "CANNOT_TELL"],
      [7, "ALARM"],
      [12, "CANNOT_TELL"],
    ]);
    const [unknown] = run(composite("unknown", "ALARM(elsewhere)"));
    assert.deepEqual(changesOf(unknown!), [[1, "CANNOT_TELL"]]);
  });

  it("can't be told when the rule can't be read or goes in a circle", () => {
    const [bad, one, two] = run(
      composite("bad", "ALARM("),
      composite("one", "ALARM(two)"),
      composite("two", "ALARM(one)"),
    );
    assert.equal(bad?.outcome, "cannot tell");
    assert.deepEqual(changesOf(one!), [[1, "CANNOT_TELL"]]);
    assert.deepEqual(two, { alarm: "two", outcome: "cannot tell", reason: 'Cannot tell: "one" depends on itself.' });
  });
});
