import assert from "node:assert/strict";
import { simulateStack } from "../../cli/simulate-stack.ts";
import type { DashboardBody, MetricWidget } from "../../monitoring/dashboard/widget.ts";
import type { AlarmSimulation } from "../../monitoring/simulation/simulate.ts";
import { timesOf } from "../../pages/preview/alarm-times.ts";
import { type StackPreview, targetKey } from "../../pages/preview/data.ts";
import {
  initialState,
  publisherStopsAt,
  quotasHalveAt,
  run,
  type Scenario,
  simulatedMinutes,
} from "../../pages/preview/scenario.ts";
import { trafficChoices, trafficOf } from "../../pages/preview/traffic-choices.ts";
import { linesOf, valuesOf } from "../../pages/preview/widget-lines.ts";
import { isMeasurable } from "../../words/words.ts";
import { samplePreview } from "../fixtures/sample-stacks.ts";

const scenario = (traffic: string, changes: Partial<Scenario> = {}): Scenario => ({
  traffic: trafficOf(traffic),
  targets: {},
  quotasHalve: false,
  largeAsks: false,
  publisherStops: false,
  ...changes,
});

/** The first minute in ALARM. */
const fires = (simulation: AlarmSimulation | undefined): number | undefined =>
  simulation && timesOf(simulation, simulatedMinutes, initialState)?.fires;

const isUsage = ({ id }: { id: string }): boolean => /\/(tpm|rpm|input-tpm|output-tpm)\/(warning|critical)$/.test(id);

describe("a scenario of the preview", function () {
  this.timeout(60_000);
  let stack: StackPreview;
  before(async () => {
    stack = await samplePreview("us-east-1");
  });

  it("gives every alarm the times that `headroom simulate` gives it", () => {
    for (const { text } of trafficChoices) {
      const { alarms } = run(stack, scenario(text));
      const fromCommand = simulateStack({
        plan: stack.plan,
        traffic: { profile: trafficOf(text) },
        quotas: Object.fromEntries(Object.entries(stack.quotaDefaults).map(([code, { value }]) => [code, value])),
        changes: [],
        start: 0,
        minutes: simulatedMinutes,
        lag: 0,
        seed: "",
        burndown: (target) => stack.burndown[targetKey(target)] ?? 1,
      });
      assert.equal(alarms.size, fromCommand.length);
      for (const simulation of fromCommand) {
        assert.equal(fires(alarms.get(simulation.alarm)), fires(simulation), `${simulation.alarm} under ${text}`);
      }
    }
  });

  it("fires nothing while nothing is called", () => {
    const { alarms } = run(stack, scenario("idle"));
    assert.deepEqual(
      [...alarms.values()].filter((simulation) => fires(simulation) !== undefined),
      [],
    );
  });

  it("gives one target traffic of its own", () => {
    const [target] = stack.plan.targets;
    assert.ok(target);
    const { alarms } = run(stack, scenario("idle", { targets: { [targetKey(target)]: trafficOf("over:130%") } }));
    const fired = [...alarms.values()]
      .filter((simulation) => fires(simulation) !== undefined)
      .map(({ alarm }) => alarm);
    assert.ok(fired.length > 0);
    const composites = stack.plan.compositeAlarms.map(({ AlarmName }) => AlarmName);
    for (const name of fired) assert.ok([...target.alarms, ...composites].includes(name), name);
  });

  it("fires on traffic that was fine before the quotas were halved, from then on", () => {
    const calm = run(stack, scenario("steady:50%"));
    const halved = run(stack, scenario("steady:50%", { quotasHalve: true }));
    const names = stack.plan.alarms.filter(isUsage).map(({ AlarmName }) => AlarmName);
    assert.ok(names.length > 20);
    for (const name of names) {
      assert.equal(fires(calm.alarms.get(name)), undefined, name);
      assert.ok((fires(halved.alarms.get(name)) ?? 0) > quotasHalveAt, name);
    }
  });

  it("tells of a dead publisher by its runs, while alarms on use say nothing", () => {
    const { alarms } = run(stack, scenario("idle", { publisherStops: true }));
    const fired = [...alarms.values()]
      .filter((simulation) => fires(simulation) !== undefined)
      .map(({ alarm }) => alarm);
    const runs = stack.plan.alarms.find(({ id }) => id === "publisher/runs/critical");
    assert.deepEqual(fired, [runs?.AlarmName]);
    // Five minutes of runs must be missing.
    assert.equal(fires(alarms.get(fired[0] ?? "")), publisherStopsAt + 5);
  });

  it("has something to draw in every widget of a target that has a quota", () => {
    // Traffic is a share of a quota: without one there is none.
    const idle = stack.plan.targets
      .filter(({ quotas }) => !quotas.some(({ kind }) => isMeasurable(kind)))
      .flatMap((target) => target.monitoredIds);
    assert.ok(idle.length < stack.plan.targets.length / 4);
    const one = run(stack, scenario("over:130%"));
    const widgets = stack.plan.dashboards
      .flatMap(({ body }) => (JSON.parse(body) as DashboardBody).widgets)
      .filter((widget): widget is MetricWidget & typeof widget => widget.type === "metric");
    assert.ok(widgets.length > 100);
    for (const widget of widgets) {
      if (idle.some((id) => JSON.stringify(widget).includes(`"${id}"`))) continue;
      const source = linesOf(widget);
      const frame = one.frame(source.period);
      const all = valuesOf(source, frame, one.read);
      assert.equal(all.length, source.lines.length);
      for (const values of all) assert.equal(values.length, frame.points);
      // Rare errors may have none in three hours; the rest of their chart does.
      assert.ok(
        all.some((values) => values.some((value) => !Number.isNaN(value))),
        `${widget.properties.title}: ${source.lines.map(({ label }) => label).join(", ")}`,
      );
    }
  });

  it("shows the same figure on the dashboard as the alarm sees", () => {
    const text = "runaway:20%..150%";
    const one = run(stack, scenario(text));
    const [target] = stack.plan.targets;
    const alarm = stack.plan.alarms.find(({ AlarmName }) => AlarmName === target?.alarms[0]);
    assert.ok(target && alarm);
    const seen = one.alarms.get(alarm.AlarmName);
    assert.ok(seen?.outcome === "simulated");
    const widget = stack.plan.dashboards
      .flatMap(({ body }) => (JSON.parse(body) as DashboardBody).widgets)
      .find(
        (widget) =>
          widget.type === "metric" &&
          widget.properties.view === "bar" &&
          JSON.stringify(widget).includes(target.monitoredIds[0] ?? ""),
      );
    assert.ok(widget?.type === "metric");
    const source = linesOf(widget);
    const share = source.lines.findIndex(({ label }) => label === stack.labels[targetKey(target)]);
    assert.ok(share >= 0);
    assert.deepEqual(valuesOf(source, one.frame(source.period), one.read)[share], seen.values);
  });
});
