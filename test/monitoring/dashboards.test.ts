import assert from "node:assert/strict";
import { ownTag } from "../../monitoring/alarms/alarm.ts";
import { colours, severityColour } from "../../monitoring/dashboard/chart.ts";
import type { AlarmWidget, DashboardBody, MetricWidget, PlacedWidget } from "../../monitoring/dashboard/widget.ts";
import { limits } from "../../monitoring/limits.ts";
import { sortOf } from "../../monitoring/metric-math/sort.ts";
import { plan } from "../../monitoring/plan.ts";
import type { Scope } from "../../words/words.ts";
import { registry, settings, target } from "./example-settings.ts";

const every = registry.models.flatMap(({ modelId, scopes }) =>
  (Object.keys(scopes) as Scope[]).map((scope) => target(modelId, scope)),
);
const widgetsOf = ({ body }: { body: string }): PlacedWidget[] => (JSON.parse(body) as DashboardBody).widgets;
const isOnNow = (widget: PlacedWidget): widget is PlacedWidget & AlarmWidget =>
  widget.type === "alarm" && widget.properties.states?.join() === "ALARM";
const nameOf = (arn: string): string => arn.slice(arn.indexOf(":alarm:") + ":alarm:".length);

/** WCAG 2.2, "contrast ratio", of two colours written as six digits. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe("the dashboard, for somebody who was woken", () => {
  for (const [what, targets] of [
    ["a few targets", every.slice(0, 5)],
    ["every target of the Region", every],
  ] as const) {
    it(`shows first which alarms are on, all that there are, the worst severity first, with ${what}`, () => {
      const { dashboards, alarms } = plan(settings(targets));
      const [overview, ...others] = dashboards.map(widgetsOf);
      const onNow = overview!.filter(isOnNow);
      assert.deepEqual(overview!.slice(0, onNow.length), onNow, "they stand before everything else");
      assert.equal(onNow[0]!.y, 0);
      assert.ok(onNow.every(({ properties }) => properties.alarms.length <= limits.alarmsPerStatusWidget));
      const shown = onNow.flatMap(({ properties }) => properties.alarms.map(nameOf));
      assert.deepEqual(shown.toSorted(), alarms.map(({ AlarmName }) => AlarmName).toSorted());
      const severityOf = new Map(alarms.map((alarm) => [alarm.AlarmName, ownTag(alarm, "severity")]));
      const order = [...new Set(shown.map((name) => severityOf.get(name)))];
      assert.deepEqual(order, ["critical", "warning"]);
      for (const page of others) {
        assert.ok(isOnNow(page[0]!), "every page begins with its own");
        assert.equal(page[0]!.y, 0);
      }
    });
  }

  it("orders the bars by how full they are when it is looked at, leaving none out", () => {
    const { dashboards } = plan(settings(every.slice(0, 5)));
    const bars = dashboards
      .flatMap(widgetsOf)
      .filter((widget): widget is PlacedWidget & MetricWidget => widget.type === "metric")
      .filter(({ properties }) => properties.view === "bar");
    assert.ok(bars.length > 0);
    for (const { properties } of bars) {
      const rows = properties.metrics.map((row) => row.at(-1)).filter((row) => typeof row === "object");
      const [sorted, ...more] = rows.filter(({ visible }) => visible !== false);
      assert.equal(more.length, 0);
      const targets = rows.filter(({ id }) => /^t\d+$/.test(id ?? "")).map(({ id }) => id);
      assert.ok(targets.length > 0);
      assert.deepEqual(sortOf(sorted?.expression ?? "")?.ids, targets);
    }
  });

  it("draws what is used once: the lines of the thresholds tell the percentage", () => {
    for (const widget of plan(settings(every.slice(0, 5))).dashboards.flatMap(widgetsOf)) {
      if (widget.type !== "metric" || widget.properties.view !== "timeSeries") continue;
      const drawn = widget.properties.metrics
        .map((row) => row.at(-1))
        .filter((row) => typeof row === "object" && row.visible !== false);
      assert.ok(!drawn.some((row) => typeof row === "object" && row.id === "utilisation"), widget.properties.title);
      assert.equal(widget.properties.yAxis?.right, undefined);
    }
  });

  it("has amber for the warning, red for the critical, whatever comes before them", () => {
    assert.deepEqual(
      [0, 1].map((index) => severityColour(index, 2)),
      [colours.caution, colours.trouble],
    );
    assert.deepEqual(
      [2, 3].map((index) => severityColour(index, 4)),
      [colours.caution, colours.trouble],
    );
    assert.equal(severityColour(0, 1), colours.trouble);
  });

  it("has colours that can be told from a white page and from a dark one", () => {
    for (const page of ["#ffffff", "#161a21"]) {
      for (const colour of [...Object.values(colours), severityColour(0, 3)]) {
        assert.ok(contrast(colour, page) >= 3, `${colour} on ${page}: ${contrast(colour, page).toFixed(2)}`);
      }
    }
  });
});
