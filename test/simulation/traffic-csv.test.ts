import assert from "node:assert/strict";
import { identityKey } from "../../monitoring/simulation/series.ts";
import { readTrafficCsv } from "../../monitoring/simulation/traffic-csv.ts";
import { bedrock, metric } from "./alarms.ts";

const start = Date.UTC(2026, 0, 5) / 1000;

describe("recorded traffic", () => {
  it("counts minutes from 0, adds up the rows of a minute and leaves minutes without a row empty", () => {
    const recorded = readTrafficCsv(
      [
        "minute,metric,modelId,value",
        "0,EstimatedTPMQuotaUsage,m,100",
        "2,EstimatedTPMQuotaUsage,m,50",
        "2,EstimatedTPMQuotaUsage,m,7",
      ].join("\n"),
    );
    assert.equal(recorded.start, undefined);
    assert.equal(recorded.minutes, 3);
    assert.deepEqual(recorded.ids, ["m"]);
    const statistics = recorded.seriesAt(start).get(identityKey(bedrock("EstimatedTPMQuotaUsage", "m")));
    const values = Object.fromEntries(
      Object.entries(statistics ?? {}).map(([stat, series]) => [stat, [...series!.values]]),
    );
    assert.deepEqual(values, {
      Sum: [100, Number.NaN, 57],
      SampleCount: [1, Number.NaN, 2],
      Average: [100, Number.NaN, 28.5],
      Minimum: [100, Number.NaN, 7],
      Maximum: [100, Number.NaN, 50],
    });
    assert.equal(statistics?.Sum?.start, start);
  });

  it("takes ISO times of any zone, columns in any order, further columns and mantle's metrics", () => {
    const recorded = readTrafficCsv(
      [
        "value,modelId,metric,minute,who",
        "5,m,Invocations,2026-01-05T00:01:30Z,a",
        "6,m,TotalInputTokens,2026-01-05T02:03+02:00,b",
      ].join("\r\n"),
    );
    assert.equal(recorded.start, start + 60);
    assert.equal(recorded.minutes, 3);
    const store = recorded.seriesAt(recorded.start!);
    assert.deepEqual(
      [...store.get(identityKey(bedrock("Invocations", "m")))!.Sum!.values],
      [5, Number.NaN, Number.NaN],
    );
    const mantle = store.get(identityKey(metric("AWS/BedrockMantle", "TotalInputTokens", { Model: "m" })));
    assert.deepEqual([...mantle!.Sum!.values], [Number.NaN, Number.NaN, 6]);
  });

  const head = "minute,metric,modelId,value\n";
  for (const [what, text, message] of [
    ["a file without rows", head, /no rows under the heading/],
    ["a heading without a column", "minute,metric,value\n0,Invocations,1", /lacks modelId/],
    ["a negative value", `${head}0,Invocations,m,-1`, /line 2: "-1" is no value/],
    ["an empty value", `${head}0,Invocations,m,`, /line 2: "" is no value/],
    ["a time without its zone", `${head}2026-01-05T00:00,Invocations,m,1`, /line 2: "2026-01-05T00:00" is no ISO 8601/],
    ["a time that does not exist", `${head}2026-13-05T00:00Z,Invocations,m,1`, /line 2: .* is no ISO 8601/],
    [
      "both kinds of minutes",
      `${head}0,Invocations,m,1\n2026-01-05T00:00Z,Invocations,m,1`,
      /line 3: .* counts minutes from 0/,
    ],
    ["a row without a model", `${head}0,Invocations,,1`, /line 2: metric and modelId/],
    ["a row with too few fields", `${head}0,Invocations`, /it is not CSV/],
    ["more than a year", `${head}0,Invocations,m,1\n999999999,Invocations,m,1`, /spans 1000000000 minutes/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => readTrafficCsv(text), message));
  }
});
