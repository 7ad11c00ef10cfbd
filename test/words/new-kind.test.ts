import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { settings, target } from "../monitoring/example-settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** All that "requests per day" takes: the row in the table of kinds, and where AWS names such quotas. */
const changes = {
  "words/limit-kinds.ts": [
    "  concurrency: {",
    '  rpd: { counts: "requests", unit: "per-day", feed: "DailyRequestQuota", endpoint: "runtime", expected: false },\n',
  ],
  "registry/quota-name.ts": ["  concurrency: [", '  rpd: ["on-demand", "cross-region", "global"],\n'],
} as const;

describe("a new kind of limit, requests per day", () => {
  let copy: string;
  before(() => {
    copy = mkdtempSync(join(tmpdir(), "new-kind-"));
    for (const room of ["words", "monitoring", "registry", "stacks"]) {
      cpSync(join(root, room), join(copy, room), { recursive: true });
    }
    writeFileSync(join(copy, "package.json"), '{"type":"module"}');
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const [file, [place, row]] of Object.entries(changes)) {
      const text = readFileSync(join(copy, file), "utf8");
      assert.equal(text.split(place).length, 2, `${file} has one place for a row`);
      writeFileSync(join(copy, file), text.replace(place, row + place));
    }
  });
  after(() => rmSync(copy, { recursive: true }));

  const from = (file: string) => import(pathToFileURL(join(copy, file)).href);

  /** A target with one quota of 1,000 requests a day. */
  function withDailyRequests() {
    const asked = settings([target("anthropic.claude-opus-5", "cross-region")]);
    const one = asked.targets[0]!;
    const scope = one.model.scopes[one.scope]!;
    const quota = { kind: "rpd", code: "L-00000001", name: "Requests per day", defaultValue: 1_000, multiplier: 1 };
    const model = { ...one.model, scopes: { [one.scope]: { ...scope, quotas: [quota] } } };
    return { ...asked, targets: [{ ...one, model }] };
  }

  it("is read from the names of Service Quotas", async () => {
    const { readQuotaName } = await from("registry/quota-name.ts");
    const name = readQuotaName("Cross-region model inference requests per day for Anthropic Claude Opus 6");
    assert.equal(name.kind, "rpd");
    assert.deepEqual(name.scopes, ["cross-region"]);
  });

  it("has a label, and a place in a stack's config", async () => {
    const { kindLabels } = await from("words/limit-kinds.ts");
    const { modelsItem } = await from("stacks/model-shapes.ts");
    assert.equal(kindLabels.rpd, "requests per day");
    assert.ok(modelsItem.safeParse({ model: "any.model", quotas: { rpd: "L-00000001" } }).success);
  });

  it("is published, and its alarms compare a day's requests with it", async () => {
    const { plan } = await from("monitoring/plan.ts");
    const { alarms, feed, dashboards } = plan(withDailyRequests());
    assert.deepEqual(
      feed.quotas.map(({ metric, code }: { metric: string; code: string }) => [metric, code]),
      [["DailyRequestQuota", "L-00000001"]],
    );
    const own = alarms.filter(({ id }: { id: string }) => id.includes("/rpd/"));
    assert.equal(own.length, 2);
    for (const { Metrics, EvaluationPeriods, AlarmDescription } of own) {
      const read = Metrics.filter((query: object) => "MetricStat" in query).map(
        ({
          MetricStat: { Metric, Period, Stat },
        }: {
          MetricStat: { Metric: { MetricName: string }; Period: number; Stat: string };
        }) => `${Metric.MetricName} ${Stat} ${Period}`,
      );
      assert.deepEqual(new Set(read), new Set(["Invocations Sum 86400", "DailyRequestQuota p5 86400"]));
      assert.equal(EvaluationPeriods, 1);
      assert.match(AlarmDescription, /% or more of the requests per day quota is used.*over the last 24 hours/);
      assert.match(AlarmDescription, /who spends the day's requests/);
    }
    assert.match(dashboards[0].body, /"title":"Requests per day \(UTC days\)"/);
  });

  it("is told of in the usage report by days, beside the requests of each minute", async () => {
    const { figureOfKind, figureCounted } = await from("monitoring/report/figure-of-kind.ts");
    assert.equal(figureOfKind("rpd"), undefined);
    assert.equal(figureCounted("rpd"), "rpm");
    const { targetUsage, wantedFor } = await from("monitoring/report/target-usage.ts");
    const { seriesStore } = await from("monitoring/report/series-store.ts");
    const start = Date.UTC(2026, 8, 1) / 1000;
    const now = start + 7_200;
    const [asked] = withDailyRequests().targets;
    const frame = {
      region: "us-east-1",
      stretches: [{ start, end: now, period: 60 }],
      now,
      thresholdsOf: () => ({ warning: 70, critical: 90, from: "default" }),
      quotas: new Map([["L-00000001", { applied: 1_000, default: 1_000, origin: "applied", adjustable: true }]]),
    };
    const store = seriesStore();
    const hourly = wantedFor(asked, frame).filter(
      ({ metric, span }: { metric: { name: string }; span: { period: number } }) =>
        metric.name === "Invocations" && span.period === 3_600,
    );
    store.put(hourly[0].span, hourly[0].metric, Float64Array.from([100, 700]));
    const { quotas } = targetUsage(asked, frame, store, new Map());
    assert.equal(quotas[0].daily.today, 800);
    assert.equal(quotas[0].utilisation.peak, 80);
  });
});

describe("the kinds of limit", () => {
  it("have labels and feed names of their own", async () => {
    const { kindLabels, limitKinds, measurableKinds, feedMetricOf } = await import("../../words/limit-kinds.ts");
    assert.equal(new Set(limitKinds.map((kind) => kindLabels[kind])).size, limitKinds.length);
    assert.equal(new Set(measurableKinds.map(feedMetricOf)).size, measurableKinds.length);
  });
});
