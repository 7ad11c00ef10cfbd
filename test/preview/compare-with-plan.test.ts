import assert from "node:assert/strict";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { differencesFromPlan } from "../../preview/compare-with-plan.ts";
import { type RecordedResource, recordProgram } from "../../preview/recording-engine.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";

const stack = "us-west-2";
const severities = ["notice", "warning", "critical"];
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("the plan compared with what the program asked for", () => {
  let plan: MonitoringPlan;
  let resources: RecordedResource[];

  before(async function () {
    this.timeout(60_000);
    const recording = recordProgram({ dir: sampleDirectory, stack });
    ({ plan } = await planForStack(stack, sampleDirectory));
    ({ resources } = await recording);
  });

  const changed = (index: number, inputs: Record<string, unknown>): RecordedResource[] =>
    resources.with(index, { ...resources[index]!, inputs: { ...resources[index]!.inputs, ...inputs } });
  const indexOf = (type: string): number => resources.findIndex((resource) => resource.type === type);

  it("agrees for the shipped program", () => {
    assert.deepEqual(differencesFromPlan(plan, severities, resources), []);
  });

  it("names an alarm and the fields in which it differs", () => {
    const at = indexOf(alarmType);
    const name = String(resources[at]!.inputs["name"]);
    assert.deepEqual(
      differencesFromPlan(plan, severities, changed(at, { threshold: 12, treatMissingData: "missing" })),
      [`alarm ${name}: differs in threshold, treatMissingData`],
    );
  });

  it("names what the program leaves out", () => {
    const at = indexOf(alarmType);
    const name = String(resources[at]!.inputs["name"]);
    assert.deepEqual(differencesFromPlan(plan, severities, resources.toSpliced(at, 1)), [
      `alarm ${name}: in the plan, and the program does not create it`,
    ]);
  });

  it("names what the program adds", () => {
    const at = indexOf("aws:cloudwatch/dashboard:Dashboard");
    const added = { ...resources[at]!, inputs: { ...resources[at]!.inputs, dashboardName: "mine" } };
    assert.deepEqual(differencesFromPlan(plan, severities, [...resources, added]), [
      "dashboard mine: the program creates it, and it is not in the plan",
    ]);
  });

  it("notices another rule, another dashboard and another feed", () => {
    const composite = changed(indexOf("aws:cloudwatch/compositeAlarm:CompositeAlarm"), { alarmRule: "TRUE" });
    const dashboard = changed(indexOf("aws:cloudwatch/dashboard:Dashboard"), { dashboardBody: "{}" });
    const feed = changed(indexOf("aws:lambda/function:Function"), {
      code: { archive: { "feed.json": { text: JSON.stringify({ ...plan.feed, refreshMinutes: 1 }) } } },
    });
    for (const [other, what] of [
      [composite, /^composite alarm .*: differs in alarmRule$/],
      [dashboard, /^dashboard .*: differs in dashboardBody$/],
      [feed, /feed\.json is not the plan's feed/],
    ] as const) {
      const differences = differencesFromPlan(plan, severities, other);
      assert.equal(differences.length, 1);
      assert.match(differences[0]!, what);
    }
  });
});
