import assert from "node:assert/strict";
import fc from "fast-check";
import { PlannedMonitor } from "../../components/planned-monitor.ts";
import { publisherMetrics, quotaDimensions, stackDimensions } from "../../monitoring/feed.ts";
import { plan } from "../../monitoring/plan.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { ConfigError, readSettings } from "../../stacks/config.ts";
import { registeredBy } from "./recorder.ts";

const region = "us-east-1";
const accountId = "123456789012";
const slack = { workspaceId: "T0123456789", channelId: "C0123456789" };

/** Undefined for a stack's name that is refused, as it can't be part of what AWS names. */
async function settingsOf(stack: string, values: Record<string, unknown>): Promise<MonitoringSettings | undefined> {
  try {
    return (await readSettings({ stack, region, values })).settings;
  } catch (error) {
    assert.ok(error instanceof ConfigError, error as Error);
    for (const { path } of error.problems) assert.equal(path, "stack name");
    return undefined;
  }
}

/** Inputs that are a resource's name in its Region or account, or its schedule's in its group. */
const nameInputs = ["name", "alarmName", "dashboardName", "configurationName"];

/** Everything that a stack is known by: what it creates, by type and name, and the metrics that it publishes. */
async function namesOf(settings: MonitoringSettings): Promise<string[]> {
  const create = () =>
    new PlannedMonitor("same", { settings, accountId, publisherBundle: "/p.mjs", notifierBundle: "/n.mjs" });
  const named = (await registeredBy(create, region)).flatMap(({ type, inputs }) => {
    const name = nameInputs.map((input) => inputs[input]).find((value) => typeof value === "string");
    if (name === undefined) return [];
    // A metric alarm and a composite one can't have the same name either.
    return [`${type.endsWith("Alarm") ? "alarm" : type} ${name}`];
  });
  return [...named, ...metricsOf(plan(settings, accountId).feed)];
}

const metricsOf = ({ namespace, stack, quotas }: Feed): string[] =>
  [
    ...quotas.map(({ metric, modelId }) => ({ metric, dimensions: quotaDimensions(stack, modelId) })),
    ...Object.values(publisherMetrics).map((metric) => ({ metric, dimensions: stackDimensions(stack) })),
  ].map(({ metric, dimensions }) => `metric ${namespace} ${metric} ${JSON.stringify(dimensions)}`);

// Words that stand in names that are made of a stack's, so that they come about by accident as they would in life.
const word = fc.constantFrom(...["a", "b", "critical", "notifier", "2", "quota-publisher", region, `${region}-2`]);
const joint = fc.constantFrom("-", "_", "-", ".");
const stackName = fc
  .array(fc.tuple(word, joint), { minLength: 1, maxLength: 2 })
  .map((parts) => parts.map(([one, between], index) => (index === 0 ? one : `${between}${one}`)).join(""));
/** Two names, of which one often begins or ends the other. */
const twoNames = fc
  .oneof(
    fc.tuple(stackName, word, joint).map(([name, more, between]) => [name, `${name}${between}${more}`] as const),
    fc.tuple(stackName, word, joint).map(([name, more, between]) => [name, `${more}${between}${name}`] as const),
    fc.tuple(stackName, stackName),
  )
  .filter(([one, other]) => one !== other);

const severity = fc.constantFrom("warning", "critical", "b-critical", "a-critical", "notifier");
const config = fc.record({
  models: fc.subarray(["deepseek.v3.2", "us.anthropic.claude-opus-4-8"], { minLength: 1 }),
  thresholds: fc
    .uniqueArray(severity, { minLength: 1, maxLength: 3 })
    .map((names) => Object.fromEntries(names.map((name, index) => [name, 60 + 10 * index])))
    // A known word must be graver than a milder one.
    .filter((given) => (given["warning"] ?? 0) <= (given["critical"] ?? 100)),
  alerts: fc.record({ notify: fc.constantFrom("each", "model", "stack"), slack: fc.constant(slack) }),
});
type Config = typeof config extends fc.Arbitrary<infer Values> ? Values : never;

/** Where what one stack adds to its name is what the other's name ends in. */
const closest = [
  [["a", "a-b"], configWith("warning", "b-critical"), configWith("warning", "critical")],
  [["a", "a-critical"], configWith("warning", "critical"), configWith("warning", "critical")],
  [["a", `a-${region}`], configWith("warning"), configWith("critical")],
  [[region, `${region}-2`], configWith("warning"), configWith("critical")],
] as const satisfies [readonly [string, string], Config, Config][];

function configWith(...severities: string[]): Config {
  const thresholds = Object.fromEntries(severities.map((name, index) => [name, 60 + 10 * index]));
  return { models: ["deepseek.v3.2"], thresholds, alerts: { notify: "model", slack } };
}

describe("two stacks of one account and Region", function () {
  this.timeout(60_000);

  it("have no name of anything in common, nor a metric", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(twoNames, config, config, async ([one, other], left, right) => {
        const [first, second] = [await settingsOf(one, left), await settingsOf(other, right)];
        if (!first || !second) return;
        const names = [...(await namesOf(first)), ...(await namesOf(second))];
        compared++;
        assert.deepEqual(
          names.filter((name, index) => names.indexOf(name) !== index),
          [],
        );
      }),
      { numRuns: 30, examples: closest },
    );
    assert.ok(compared > 10, String(compared));
  });

  it("have no page of their dashboards in common", async () => {
    const dashboardsOf = async (stack: string, models: string[]) =>
      plan((await settingsOf(stack, { models }))!).dashboards.map(({ name }) => name);
    for (const stack of ["x", region]) {
      const pages = await dashboardsOf(stack, ["*"]);
      assert.ok(pages.length > 1);
      for (const other of [`${stack}-2`, `${stack}-${region}`, `${stack}-${region}-2`, `${region}-2`, `2-${stack}`]) {
        const [name] = await dashboardsOf(other, ["deepseek.v3.2"]);
        assert.ok(name !== undefined && !pages.includes(name), `${stack} and ${other}: ${name}`);
      }
    }
  });
});
