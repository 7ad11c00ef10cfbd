import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { grafanaDashboard } from "../../cli/export/grafana/dashboard.ts";
import type { CloudWatchQuery, GrafanaDashboard } from "../../cli/export/grafana/types.ts";
import { grid } from "../../monitoring/dashboard/grid.ts";
import type { DashboardBody, MetricRow, MetricRowOptions, MetricWidget } from "../../monitoring/dashboard/widget.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { sampleDirectory, sampleNames } from "../fixtures/sample-stacks.ts";

const root = resolve(import.meta.dirname, "../..");

const optionsOf = (row: MetricRow): MetricRowOptions => row.find((part) => typeof part === "object") ?? {};
const widgetsOf = ({ dashboards }: MonitoringPlan) =>
  dashboards.flatMap(({ body }) => (JSON.parse(body) as DashboardBody).widgets);

function checkPanel({ properties: { metrics, period, region } }: MetricWidget, targets: CloudWatchQuery[]): void {
  const ids = targets.map(({ id }) => id);
  assert.equal(new Set(ids).size, metrics.length);
  for (const [place, row] of metrics.entries()) {
    const { id, refId, expression, hide, label, metricEditorMode, ...target } = targets[place]!;
    const own = optionsOf(row);
    assert.deepEqual([id, expression, hide, label], [own.id, own.expression ?? "", own.visible === false, own.label]);
    assert.match(id, /^[a-z]\w*$/);
    assert.equal(refId, id);
    assert.deepEqual([target.period, target.region], [String(period), region]);
    assert.equal(metricEditorMode, own.expression === undefined ? 0 : 1);
    for (const used of own.expression?.match(/\b[a-z]\w*/g) ?? []) assert.ok(ids.includes(used), used);
    if (own.expression !== undefined) continue;
    const [namespace, name, ...dimensions] = row.filter((part) => typeof part === "string");
    assert.deepEqual(
      [target.namespace, target.metricName, Object.entries(target.dimensions ?? {}).flat(), target.statistic],
      [namespace, name, dimensions, own.stat],
    );
  }
}

describe("a stack's Grafana dashboard", function () {
  this.timeout(120_000);
  const plans: MonitoringPlan[] = [];
  const made: GrafanaDashboard[] = [];
  before(async () => {
    for (const name of sampleNames) {
      const { plan } = await planForStack(name, sampleDirectory);
      plans.push(plan);
      made.push(grafanaDashboard(plan));
    }
  });

  it("is what Grafana's own types say, panels and queries too", () => {
    // In the project, so that its modules are found; tsc reads these files alone.
    mkdirSync(join(root, ".cache"), { recursive: true });
    const folder = mkdtempSync(join(root, ".cache", "grafana-"));
    try {
      const types = JSON.stringify(resolve(root, "cli/export/grafana/types.ts"));
      const check = (name: string, dashboard: unknown) => {
        const file = join(folder, `${name}.ts`);
        writeFileSync(
          file,
          `import type { GrafanaDashboard } from ${types};\nexport default ${JSON.stringify(dashboard)} satisfies GrafanaDashboard;\n`,
        );
        return file;
      };
      const [first] = made;
      const [panel] = first!.panels.filter(({ type }) => type === "timeseries");
      const broken = { ...panel!, targets: [{ ...panel!.targets![0]!, queryMode: "Metric" }] };
      const files = [
        ...made.map((dashboard, at) => check(`made-${at}`, dashboard)),
        check("broken", { ...first, panels: [broken] }),
      ];
      const compilerOptions = {
        ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
        ...{ module: "nodenext", target: "esnext", types: ["node"], allowImportingTsExtensions: true },
      };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      const tsc = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
      const { stdout } = spawnSync(process.execPath, [tsc, "--project", folder, "--pretty", "false"], {
        cwd: root,
        encoding: "utf8",
      });
      const problems = stdout.split("\n").filter((line) => /error TS/.test(line));
      assert.deepEqual(
        problems.filter((line) => !line.includes("broken.ts")),
        [],
      );
      assert.match(problems.join("\n"), /"Metric"/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("asks for what the widgets show, expressions byte for byte, over ids that are there", () => {
    for (const [at, plan] of plans.entries()) {
      const widgets = widgetsOf(plan);
      const { panels } = made[at]!;
      assert.equal(panels.length, widgets.length);
      for (const [index, widget] of widgets.entries())
        if (widget.type === "metric") checkPanel(widget, panels[index]?.targets ?? []);
    }
  });

  it("has the thresholds that the widgets have", () => {
    for (const [at, plan] of plans.entries()) {
      let lines = 0;
      for (const [index, widget] of widgetsOf(plan).entries()) {
        const wanted = widget.type === "metric" ? (widget.properties.annotations?.horizontal ?? []) : [];
        const steps = made[at]?.panels[index]?.fieldConfig?.defaults.thresholds?.steps.slice(1) ?? [];
        assert.deepEqual(
          steps.map(({ value, color }) => [value, color]),
          wanted.map(({ value, color }) => [value, color]),
        );
        lines += wanted.length;
      }
      assert.ok(lines > 0);
    }
  });

  it("has panels on 24 columns, none over another, whatever the lines", () => {
    const line = fc.record({
      height: fc.integer({ min: 1, max: 30 }),
      widgets: fc.array(fc.constant({ type: "text" as const, properties: { markdown: "" } }), {
        minLength: 1,
        maxLength: 24,
      }),
    });
    const page = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => ({
      name: "page",
      body: JSON.stringify({ start: "-PT3H", periodOverride: "inherit", widgets: grid(lines) }),
    }));
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 3 }), (dashboards) => {
        const places = grafanaDashboard({ ...plans[0]!, dashboards }).panels.map(({ gridPos }) => gridPos!);
        const taken = new Set<string>();
        for (const { x, y, w, h } of places) {
          assert.ok(w > 0 && h > 0 && x >= 0 && x + w <= 24);
          for (let column = x; column < x + w; column++)
            for (let row = y; row < y + h; row++) {
              assert.ok(!taken.has(`${column} ${row}`), `two panels at ${column}, ${row}`);
              taken.add(`${column} ${row}`);
            }
        }
      }),
      { numRuns: 50 },
    );
  });
});
