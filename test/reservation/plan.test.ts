import assert from "node:assert/strict";
import type { DashboardBody, MetricWidget } from "../../monitoring/dashboard/widget.ts";
import { metricCount } from "../../monitoring/dashboard/widget.ts";
import { limits } from "../../monitoring/limits.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { clientNamespace } from "../../monitoring/reservation/metrics.ts";
import type { ReservationSettings, TargetSettings } from "../../monitoring/settings.ts";
import { percent } from "../../words/units.ts";
import { manyTargets, settings, target } from "../monitoring/example-settings.ts";
import { costLines } from "./cost-lines.ts";

const sonnet = "anthropic.claude-sonnet-5";
const thresholds = [{ name: "warning", threshold: percent(80) }];
const logs = { source: "logs", logGroup: "bedrock", thresholds } as const satisfies ReservationSettings;
const client = {
  source: "client",
  applications: ["shop"],
  namespace: clientNamespace,
  thresholds,
} as const satisfies ReservationSettings;
const estimate = { source: "estimate", maxTokens: 8_000, thresholds } as const satisfies ReservationSettings;
const planWith = (reservation?: ReservationSettings, changes: Partial<TargetSettings> = {}) =>
  plan(settings([target(sonnet, "cross-region", { ...(reservation && { reservation }), ...changes })]));
const chartsOf = ({ dashboards }: MonitoringPlan) =>
  dashboards.flatMap(({ body }) =>
    (JSON.parse(body) as DashboardBody).widgets.flatMap((widget) =>
      widget.type === "metric" ? [widget as MetricWidget] : [],
    ),
  );
const titles = (of: MonitoringPlan) => chartsOf(of).map(({ properties }) => properties.title);

describe("the reservation in a plan", () => {
  it("is charts of what is taken, given back and seen, before the target's others, and a bar on the overview", () => {
    const added = titles(planWith(logs)).filter((title) => !titles(planWith()).includes(title));
    assert.deepEqual(added, [
      "Reserved (held + used) of each target's tokens per minute, % of quota, least headroom first",
      "Reservation against tokens per minute",
      "Reserved and not used",
      "Requests whose reservation is seen",
    ]);
    const order = titles(planWith(logs));
    assert.ok(order.indexOf("Reservation against tokens per minute") < order.indexOf("Tokens per minute"));
  });

  it("says that an estimate is one, in titles and in the labels of its lines", () => {
    const chart = chartsOf(planWith(estimate)).find(({ properties }) =>
      properties.title.startsWith("Reservation against"),
    );
    assert.match(chart?.properties.title ?? "", /an upper bound, not measured/);
    assert.match(JSON.stringify(chart), /at most: taken/);
    assert.doesNotMatch(JSON.stringify(chartsOf(planWith(logs))), /at most: /);
  });

  it("draws the threshold of each alarm, in the colour that its severity has in the stack", () => {
    const colours = chartsOf(planWith(logs))
      .filter(({ properties }) => properties.title === "Reservation against tokens per minute")
      .flatMap(({ properties }) => properties.metrics.flat())
      .flatMap((part) => (typeof part === "object" && part.label?.startsWith("warning") ? [part.color] : []));
    assert.deepEqual(colours, ["#c77700"], "amber: the stack's severest is critical");
  });

  it("costs its alarms, sums and the metrics of its filters; those of an application's are the application's", () => {
    assert.deepEqual(costLines(planWith(), planWith(logs)), {
      "alarm metrics": 10,
      "metrics of the reservation from logs, at most": 3,
    });
    assert.deepEqual(Object.keys(costLines(planWith(), planWith(client))), ["alarm metrics"]);
    const many = { applicationProfiles: Array.from({ length: 30 }, (_, index) => `profile${index}`) };
    const summed = costLines(planWith(undefined, many), planWith(logs, many));
    assert.equal(summed["published quota metrics"], 3, "begun, time and requests are added up");
    assert.equal(summed["metrics of the reservation from logs, at most"], 3 * 31);
  });

  it("is told by diff: how it is seen, the filters, the Region's logging", () => {
    const [before, after] = [planWith(estimate), planWith(logs)];
    const { targets, logs: changes } = diffPlans(before, after);
    assert.deepEqual(
      targets.changed[0]?.changes.map(({ field, before: from, after: to }) => [field, from, to]),
      [
        [
          "reservation",
          "estimate, requests without max_tokens as 8000",
          "logs bedrock, requests without max_tokens as 128000",
        ],
      ],
    );
    assert.deepEqual(changes, [
      { field: "metric filters on", before: "none", after: "bedrock" },
      { field: "metric filters", before: "0", after: "12" },
    ]);
    const logging = { logGroup: "bedrock", retentionDays: 30 };
    const on = plan({
      ...settings([target(sonnet, "cross-region", { reservation: logs })]),
      invocationLogging: logging,
    });
    assert.deepEqual(diffPlans(after, on).logs, [
      { field: "model invocation logging of the Region", before: "left as it is", after: "into bedrock, kept 30 days" },
    ]);
    const other = structuredClone(after);
    other.logs!.groups[0]!.filters[0]!.pattern = "{ $.a = 1 }";
    assert.deepEqual(diffPlans(after, other).logs, [
      { field: "metric filters", before: "12", after: "1 of them with other contents" },
    ]);
    assert.equal(diffPlans(after, structuredClone(after)).same, true);
  });

  it("fits AWS's limits for two hundred models, and for a thousand profiles with and without alarms", () => {
    const all = plan(settings(manyTargets(200).map((one) => ({ ...one, reservation: logs }))));
    assert.equal(all.logs?.groups[0]?.filters.length, 12);
    const profiles = Array.from({ length: 1_000 }, (_, index) => `profile${index}`);
    for (const reservation of [logs, client, { ...logs, thresholds: [] }, { ...estimate, thresholds: [] }])
      for (const alarms of [true, false])
        for (const chart of chartsOf(planWith(reservation, { applicationProfiles: profiles, alarms })))
          assert.ok(metricCount(chart) <= limits.metricsPerWidget, `${reservation.source}: ${chart.properties.title}`);
  });
});
