import assert from "node:assert/strict";
import fc from "fast-check";
import type { DashboardBody, MetricRow, MetricWidget } from "../../monitoring/dashboard/widget.ts";
import { fleetPlan } from "../../monitoring/fleet/fleet-plan.ts";
import { placeUses } from "../../monitoring/fleet/place-figures.ts";
import { type FleetSettings, type PlaceSettings, placeLabel } from "../../monitoring/fleet/settings.ts";
import { limits } from "../../monitoring/limits.ts";
import { sampleFleet } from "./fleet-settings.ts";

const optionsOf = (row: MetricRow) => row.at(-1) as Exclude<MetricRow[number], string>;

/** The labels of all rows. Asserts that AWS's limits are kept. */
function labelsInside(bodies: readonly DashboardBody[]): Set<string> {
  const labels = new Set<string>();
  for (const { widgets } of bodies) {
    assert(widgets.length <= limits.widgetsPerDashboard);
    const charts = widgets.flatMap((widget) => (widget.type === "metric" ? [widget.properties.metrics] : []));
    for (const rows of charts) assert(rows.length <= limits.metricsPerWidget, `${rows.length} rows`);
    const rows = charts.flat();
    assert(rows.length <= limits.metricsPerDashboard, `${rows.length} metrics`);
    for (const row of rows) labels.add(optionsOf(row).label ?? "");
  }
  return labels;
}

describe("a fleet's dashboards", () => {
  let sample: FleetSettings;
  before(async () => {
    sample = await sampleFleet();
  });
  const bodiesOf = (fleet: FleetSettings): DashboardBody[] =>
    fleetPlan(fleet).dashboards.map(({ body }) => JSON.parse(body) as DashboardBody);
  const chartsOf = (fleet: FleetSettings): MetricWidget[] =>
    bodiesOf(fleet).flatMap(({ widgets }) => widgets.filter((widget) => widget.type === "metric"));

  /** Places of every size: targets repeated under other names, since the registry has too few for AWS's limits. */
  const place = (region: number, targets: number, account: number): PlaceSettings => {
    const { settings } = sample.places[region % 2]!;
    const all = Array.from({ length: targets }, (_, index) => {
      const target = settings.targets[index % settings.targets.length]!;
      const scope = target.model.scopes[target.scope]!;
      const scopes = {
        ...target.model.scopes,
        [target.scope]: { ...scope, ids: scope.ids.map((id) => `${id}.${index}`) },
      };
      return { ...target, model: { ...target.model, name: `${target.model.name} ${index}`, scopes } };
    });
    return {
      settings: { ...settings, stack: `s${account}-${region}`, targets: all },
      accountId: String(account).padStart(12, "0"),
    };
  };

  it("keep every limit and leave nothing out, whatever the fleet's size", () => {
    const places = fc.array(fc.tuple(fc.nat(1), fc.integer({ min: 1, max: 130 }), fc.nat(999)), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(places, (given) => {
        const all = given.map(([region, targets, account], index) => place(region, targets, account + index * 1000));
        const fleet = { ...sample, places: all };
        const labels = labelsInside(bodiesOf(fleet));
        for (const one of all) {
          assert(
            [...labels].some((label) => label.startsWith(placeLabel(one))),
            placeLabel(one),
          );
          for (const { label } of placeUses(one)) assert(labels.has(label), label);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("have one Region in a widget, and no metric of another account without its account", () => {
    const quotas = chartsOf(sample).flatMap(({ properties: { region, metrics } }) =>
      metrics
        .filter((row) => row[0] === "Bedrock/Quotas")
        .map((row) => [row[row.indexOf("Stack") + 1], region, optionsOf(row).accountId].join(" ")),
    );
    assert.deepEqual([...new Set(quotas)].sort(), [
      "eu-west-1 eu-west-1 ",
      "payments-us-east-1 us-east-1 111122223333",
      "us-east-1 us-east-1 ",
    ]);
  });

  it("and its digest refuse a fleet that the digest's function can't hold, and say what to do", () => {
    const places = Array.from({ length: 900 }, (_, index) => place(0, 10, index));
    assert.throws(() => fleetPlan({ ...sample, places }), /fleet\.digest: .* make several fleets of fewer places/);
    const { digest: _, ...quiet } = { ...sample, places };
    assert(fleetPlan(quiet).dashboards.length > 1);
  }).timeout(60_000);

  it("never take a metric of one account for the same one of another", () => {
    const [chart] = chartsOf(sample);
    const series = chart!.properties.metrics.filter(
      (row) => row.includes("amazon.nova-pro-v1:0") && row.includes("Invocations"),
    );
    assert.deepEqual(
      series.map((row) => optionsOf(row).accountId),
      [undefined, "111122223333"],
    );
  });
});
