import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "../../monitoring/metric-math/evaluate.ts";
import { evaluateQueries } from "../../monitoring/metric-math/evaluate-queries.ts";
import { parse } from "../../monitoring/metric-math/parse.ts";
import type { Frame, TimeSeries } from "../../monitoring/metric-math/values.ts";
import { type alarm, bedrock, formula, stat } from "./alarms.ts";
import { frameOf, monday, type Points, plain, points, refuses, series } from "./metric-math-of.ts";

describe("metric math: what it refuses", () => {
  it("says that an anomaly band can't be told, rather than give a number", () => {
    refuses("ANOMALY_DETECTION_BAND(m1, 2)", /Cannot tell what ANOMALY_DETECTION_BAND gives/);
  });

  it("names an unknown function, an unknown id, a function in lower case", () => {
    refuses("STDDEV(m1)", /STDDEV is not supported/);
    refuses("m1 + m9", /no metric or expression with the id "m9"/);
    refuses("sum(m1)", /"sum" is no function: .* uppercase/);
    refuses("toString(m1)", /"toString" is no function/);
    refuses("SERVICE_QUOTA(m1)", /Cannot tell what SERVICE_QUOTA gives/);
  });

  for (const text of [
    "m1 +",
    "",
    "m1 m2",
    "m1; m2",
    "m1,",
    "(m1, m2)",
    "FILL(m1 0)",
    "[m1, ]",
    "[, m1]",
    "m1.m2",
    "m1[0]",
    "!m1",
    "+m1",
    "m1 % 2",
    "m1 === 2",
    "m1 ? 1 : 2",
    "m1 and m2",
    "1 = m1",
  ]) {
    it(`does not read "${text}"`, () => refuses(text, /is not metric math/));
  }

  it("refuses a text or a number where a series belongs", () => {
    refuses('m1 + "a"', /a text is an argument of METRICS only/);
    refuses("SUM([1, m1])", /An array holds time series/);
    refuses("ABS(1)", /ABS takes a time series/);
    refuses("FILL(1, m1)", /FILL takes a time series/);
    refuses("METRICS(m1)", /METRICS takes a text/);
    refuses("TIME_SERIES(m1)", /TIME_SERIES takes a number/);
  });
});

describe("metric math: the queries of one request", () => {
  const frame = frameOf(2);
  const evaluateAll = (queries: ReturnType<typeof alarm>["Metrics"], id: string) =>
    plain(evaluateQueries(queries, id, frame, () => series([1, 2])).values);

  it("builds expressions upon expressions, in whatever order they come", () => {
    const queries = [formula("c", "b * 10"), formula("b", "a + 1"), stat("a", bedrock("Invocations", "x"), "Sum")];
    assert.deepEqual(evaluateAll(queries, "c"), [20, 30]);
    assert.deepEqual(evaluateAll(queries, "a"), [1, 2]);
  });

  it("refuses a circle, an id used twice, a missing id, a number and an array as the result", () => {
    const a = stat("a", bedrock("Invocations", "x"), "Sum");
    assert.throws(() => evaluateAll([formula("b", "c"), formula("c", "b")], "b"), /built upon itself/);
    assert.throws(() => evaluateAll([a, formula("a", "1")], "a"), /used twice/);
    assert.throws(() => evaluateAll([a], "z"), /no query with the id "z"/);
    assert.throws(() => evaluateAll([a, formula("b", "SUM(a)")], "b"), /gives a number/);
    assert.throws(() => evaluateAll([a, formula("b", "[a, a]")], "b"), /an alarm watches one/);
  });
});

describe("metric math: properties", () => {
  const value = fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null });
  const table = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 }))
    .chain(([width, length]) =>
      fc.array(fc.array(value, { minLength: length, maxLength: length }), { minLength: width, maxLength: width }),
    );

  it("gives the same sum whatever the order of the series", () => {
    fc.assert(
      fc.property(
        table.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => {
          const sum = (all: readonly Points[]) => {
            const metrics = Object.fromEntries(all.map((row, index) => [`m${index}`, row]));
            return [points("SUM(METRICS())", metrics), points(Object.keys(metrics).join(" + "), metrics)];
          };
          assert.deepEqual(sum(rows), sum(shuffled));
          assert.deepEqual(sum(rows)[0], sum(rows)[1]);
        },
      ),
    );
  });

  it("gives each evaluation of a wide frame what it would have alone", () => {
    const texts = [
      "FILL(m1, REPEAT)",
      "FILL(m1, LINEAR) - m2",
      "RUNNING_SUM(m1)",
      "m1 / MAX(m2)",
      "RATE(m2)",
      "IF(m1 > m2, m1, FILL(m2, AVG(m1)))",
      "MINUTE(m1) * TIME_SERIES(SUM(m1))",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 4, maxLength: 12 }),
        fc.constantFrom(...texts),
        (rows, text) => {
          const width = 3;
          const evaluations = rows.length - width + 1;
          const wide: Frame = { ...frameOf(width), evaluations };
          const windowed = (column: 0 | 1): TimeSeries => ({
            kind: "series",
            values: Float64Array.from(
              { length: width * evaluations },
              (_none, i) => rows[Math.floor(i / evaluations) + (i % evaluations)]![column] ?? Number.NaN,
            ),
          });
          const together = evaluate(parse(text), wide, {
            metrics: new Map([
              ["m1", windowed(0)],
              ["m2", windowed(1)],
            ]),
            expression: () => undefined,
          });
          assert.equal(together.kind, "series");
          for (let e = 0; e < evaluations; e++) {
            const alone = points(
              text,
              { m1: rows.slice(e, e + width).map((row) => row[0]), m2: rows.slice(e, e + width).map((row) => row[1]) },
              frameOf(width, monday + e * 60),
            );
            const here = plain((together as TimeSeries).values.filter((_value, i) => i % evaluations === e));
            assert.deepEqual(here, alone);
          }
        },
      ),
    );
  });
});
