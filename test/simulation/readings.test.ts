import assert from "node:assert/strict";
import {
  counted,
  hold,
  type Idle,
  metricOf,
  named,
  rate,
  utilisationOf,
} from "../../monitoring/expression/expression.ts";
import { queriesOf } from "../../monitoring/expression/queries.ts";
import { evaluateQueries } from "../../monitoring/metric-math/evaluate-queries.ts";
import type { Frame } from "../../monitoring/metric-math/values.ts";
import { readings } from "../../monitoring/simulation/reading.ts";
import { minute } from "../../words/units.ts";
import { formula, metric, stat } from "./alarms.ts";

const missing = Number.NaN;

/** The figure of a minute under one reading; NaN: no datapoint. */
function figure(
  queries: ReturnType<typeof queriesOf>,
  id: string,
  values: Record<string, number>,
  frame: Frame,
): number {
  const read = ({ Metric: { MetricName } }: { Metric: { MetricName: string } }) => ({
    kind: "series" as const,
    values: Float64Array.of(values[MetricName]!),
  });
  return evaluateQueries(queries, id, frame, read).values[0]!;
}
const frames: Frame[] = readings.map(({ missingCompared }) => ({
  firstEnd: Date.UTC(2026, 0, 5) / 1000,
  step: minute,
  evaluations: 1,
  points: 1,
  period: minute,
  missingCompared,
}));

describe("the utilisation of a minute, under every reading of CloudWatch", () => {
  const usage = named("usage", "used", rate("per-minute", counted({ namespace: "N", name: "Usage", dimensions: {} })));
  const quota = metricOf("per-minute", { namespace: "N", name: "Quota", dimensions: {}, stat: "Minimum" });
  const cases: Record<Idle, [usage: number, quota: number, percent: number][]> = {
    nothing: [
      [missing, missing, missing],
      [missing, 0, missing],
      [missing, 200, missing],
      [0, missing, missing],
      [0, 0, 0],
      [0, 200, 0],
      [50, missing, missing],
      [50, 0, 5_000],
      [50, 200, 25],
    ],
    zero: [
      [missing, missing, missing],
      [missing, 0, 0],
      [missing, 200, 0],
      [0, missing, missing],
      [0, 0, 0],
      [0, 200, 0],
      [50, missing, missing],
      [50, 0, 5_000],
      [50, 200, 25],
    ],
  };
  for (const idle of ["nothing", "zero"] as const) {
    for (const held of [named("quota", "quota", hold(quota)), named("quota", "quota", quota), quota]) {
      it(`with ${idle} for an idle period, quota ${held.node.kind === "named" ? held.node.of.kind : "inline"}`, () => {
        const share = named("utilisation", "%", utilisationOf(usage, held, idle));
        const queries = queriesOf([share], ["utilisation"], { period: minute });
        for (const frame of frames) {
          for (const [used, of, expected] of cases[idle]) {
            const found = figure(queries, "utilisation", { Usage: used, Quota: of }, frame);
            assert.deepEqual(found, expected, `${used} of ${of}, missing compared: ${frame.missingCompared}`);
          }
        }
      });
    }
  }

  it("would depend on the reading with >= 0, which is why nothing is compared with a number", () => {
    const queries = [
      stat("m1", metric("N", "Usage"), "Sum"),
      stat("m2", metric("N", "Quota"), "Minimum"),
      formula("utilisation", "IF(m1 >= 0 AND m2 >= 0, 100 * m1 / (m2 + (m2 == 0)))", true),
    ];
    const found = frames.map((frame) => figure(queries, "utilisation", { Usage: 50, Quota: missing }, frame));
    assert.deepEqual(found, [missing, missing, 5_000, 5_000]);
    const late = frames.map((frame) => figure(queries, "utilisation", { Usage: missing, Quota: 200 }, frame));
    assert.deepEqual(late, [missing, missing, 0, 0]);
  });
});

describe("a missing value against a number", () => {
  it("gives nothing in one reading and the answer for 0 in the other, for comparisons and AND, OR alone", () => {
    const of = (text: string) =>
      frames.map((frame) =>
        figure([stat("m1", metric("N", "Usage"), "Sum"), formula("e", text, true)], "e", { Usage: missing }, frame),
      );
    assert.deepEqual(of("m1 >= 0"), [missing, missing, 1, 1]);
    assert.deepEqual(of("m1 > 0"), [missing, missing, 0, 0]);
    assert.deepEqual(of("5 != m1"), [missing, missing, 1, 1]);
    assert.deepEqual(of("m1 OR 1"), [missing, missing, 1, 1]);
    assert.deepEqual(of("m1 + 5"), [missing, missing, missing, missing]);
    assert.deepEqual(of("m1 > m1"), [missing, missing, missing, missing]);
  });
});
