import assert from "node:assert/strict";
import { frameOf, monday, points, refuses } from "./metric-math-of.ts";

describe("metric math: arithmetic", () => {
  it("treats a missing value as 0 where the other series has one, and gives nothing where neither has", () => {
    assert.deepEqual(points("m1 + m2", { m1: [1, null, 3, null], m2: [10, 20, null, null] }), [11, 20, 3, null]);
    assert.deepEqual(points("m1 - m2", { m1: [null], m2: [5] }), [-5]);
    assert.deepEqual(points("m1 * m2", { m1: [null], m2: [5] }), [0]);
  });

  it("drops the point of a division by zero, and so of a division by a missing value", () => {
    assert.deepEqual(points("m1 / m2", { m1: [1, 0, 6, null], m2: [0, 0, null, 3] }), [null, null, null, 0]);
  });

  it("gives no point where a series has none and the other operand is a number", () => {
    assert.deepEqual(points("100 * m1 + 1", { m1: [2, null] }), [201, null]);
  });

  it("binds products before sums, powers before products, and reads brackets", () => {
    assert.deepEqual(points("1 + 2 * m1 ^ 2", { m1: [3] }), [19]);
    assert.deepEqual(points("10 - 2 * m1 - 4 / m1", { m1: [4] }), [1]);
    assert.deepEqual(points("(1 + 2) * m1 - -m1", { m1: [3] }), [12]);
    assert.deepEqual(points("m1 - 1 - 1", { m1: [3] }), [1]);
    assert.deepEqual(points("2 ^ 3 ^ m1", { m1: [2] }), [512]);
  });

  it("works through an array of series", () => {
    assert.deepEqual(points("SUM(100 / [m1, m2])", { m1: [4, 5], m2: [2, null] }), [75, 20]);
    assert.deepEqual(points("SUM(-[m1, m2])", { m1: [4], m2: [2] }), [-6]);
    assert.deepEqual(points("MAX(METRICS() * m1)", { m1: [4], m2: [20] }), [80]);
  });

  it("drops results that are not finite numbers", () => {
    assert.deepEqual(points("m1 ^ 0.5", { m1: [-4, 4] }), [null, 2]);
    assert.deepEqual(points("LOG10(m1)", { m1: [0, 100] }), [null, 2]);
    assert.deepEqual(points("LOG(m1)", { m1: [-1, 1] }), [null, 0]);
  });
});

describe("metric math: comparisons and logic", () => {
  // The example of AmazonCloudWatch/latest/monitoring/using-metric-math, "Comparison and logical operators".
  const documented = { metric1: [30, 20, 0, 0], metric2: [20, null, 20, null] };

  it("gives what AWS's table gives", () => {
    assert.deepEqual(points("(metric1 < metric2)", documented), [0, 0, 1, 0]);
    assert.deepEqual(points("(metric1 >= 30)", documented), [1, 0, 0, 0]);
    assert.deepEqual(points("(metric1 > 15 AND metric2 > 15)", documented), [1, 0, 0, 0]);
  });

  it("knows every operator in both spellings", () => {
    const m = { m1: [1, 2, 3] };
    assert.deepEqual(points("m1 == 2", m), [0, 1, 0]);
    assert.deepEqual(points("m1 != 2", m), [1, 0, 1]);
    assert.deepEqual(points("m1 <= 2", m), [1, 1, 0]);
    assert.deepEqual(points("m1 > 1 && m1 < 3", m), [0, 1, 0]);
    assert.deepEqual(points("m1 < 2 || m1 > 2", m), [1, 0, 1]);
    assert.deepEqual(points("m1 < 2 OR m1 > 1 AND m1 > 2", m), [1, 0, 1]);
  });

  it("gives no point when a missing value is compared with a number", () => {
    assert.deepEqual(points("m1 >= 0", { m1: [0, null] }), [1, null]);
  });

  it("refuses to compare arrays", () => refuses("METRICS() > 1", /> takes time series or numbers/));
});

describe("metric math: IF", () => {
  // The tables of using-metric-math, "Using IF expressions".
  const metric1 = [1, 1, 0, 0, null];
  const metric2 = [30, null, 0, 0, 30];
  const metric3 = [0, 0, 20, null, 20];

  it("gives what AWS's three tables give", () => {
    assert.deepEqual(points("IF(metric1, metric2, metric3)", { metric1, metric2, metric3 }), [30, 0, 20, 0, null]);
    assert.deepEqual(points("IF(metric1, 5, metric3)", { metric1, metric3 }), [5, 5, 20, null, null]);
    assert.deepEqual(points("IF(metric1, metric2, 5)", { metric1, metric2 }), [30, 0, 5, 5, null]);
  });

  it("drops FALSE points when there is no third argument", () => {
    assert.deepEqual(points("IF(m1 < 400, m1)", { m1: [100, 500, null] }), [100, null, null]);
  });

  it("takes any value but 0 for TRUE", () => {
    assert.deepEqual(points("IF(m1, 1, 2)", { m1: [-3, 0, 0.5] }), [1, 2, 1]);
  });

  it("gives one of the series as it is when the condition is a number", () => {
    assert.deepEqual(points("IF(1, m1, m2)", { m1: [1, null], m2: [3, 4] }), [1, null]);
    assert.deepEqual(points("IF(MAX(m1) > 1, m1, m2)", { m1: [1, null], m2: [3, 4] }), [3, 4]);
    assert.deepEqual(points("IF(0, m1)", { m1: [1, 2] }), [null, null]);
  });

  it("refuses the forms that AWS does not list", () => {
    refuses("IF(1, 2, m1)", /number as its condition/);
    refuses("IF([m1, m2], m1)", /not an array of time series/);
    refuses("IF(m1)", /IF takes 2 to 3 arguments, not 1/);
  });
});

describe("metric math: FILL", () => {
  it("fills with a number, a series or a number taken of a series", () => {
    assert.deepEqual(points("FILL(m1, 10)", { m1: [null, 2, null] }), [10, 2, 10]);
    assert.deepEqual(points("FILL(m1, m2)", { m1: [null, 2, null], m2: [7, 8, null] }), [7, 2, null]);
    assert.deepEqual(points("FILL(m1, MIN(m1))", { m1: [null, 2, 5] }), [2, 2, 5]);
  });

  it("repeats the value before a gap, and leaves what has none before it", () => {
    assert.deepEqual(points("FILL(m1, REPEAT)", { m1: [null, 2, null, null, 5] }), [null, 2, 2, 2, 5]);
  });

  it("draws a line between both ends of a gap only", () => {
    assert.deepEqual(points("FILL(m1, LINEAR)", { m1: [null, 2, null, null, 8, null] }), [null, 2, 4, 6, 8, null]);
  });

  it("fills every series of an array", () => {
    assert.deepEqual(points("SUM(FILL(METRICS(), 1))", { m1: [null, 2], m2: [3, null] }), [4, 3]);
  });
});

describe("metric math: functions over arrays and over time", () => {
  const m = { m1: [1, null, 4], m2: [3, 5, null] };

  it("takes SUM, MIN, MAX and AVG of an array point by point", () => {
    assert.deepEqual(points("SUM([m1, m2])", m), [4, 5, 4]);
    assert.deepEqual(points("MIN([m1, m2])", m), [1, 5, 4]);
    assert.deepEqual(points("MAX(METRICS())", m), [3, 5, 4]);
    assert.deepEqual(points("AVG(METRICS())", m), [2, 2.5, 2]);
    assert.deepEqual(points("SUM([m1])", { m1: [null] }), [null]);
  });

  it("takes them of one series as a number", () => {
    assert.deepEqual(points("TIME_SERIES(SUM(m1))", m), [5, 5, 5]);
    assert.deepEqual(points("m1 - AVG(m1)", m), [-1.5, null, 1.5]);
    assert.deepEqual(points("m1 + MAX(m2) + MIN(m2)", m), [9, null, 12]);
  });

  it("has no number of a series without datapoints", () => {
    assert.deepEqual(points("TIME_SERIES(SUM(m1))", { m1: [null, null] }), [null, null]);
  });

  it("finds metrics by a part of their id, without expressions, and flattens arrays of arrays", () => {
    const named = { errors4xx: [1], errors5xx: [2], requests: [100] };
    assert.deepEqual(points('SUM(METRICS("errors"))', named), [3]);
    assert.deepEqual(points('SUM([METRICS("4xx"), METRICS("requests")])', named), [101]);
  });

  it("knows FIRST and LAST, CEIL, FLOOR and ABS", () => {
    assert.deepEqual(points("FIRST(METRICS())", m), [1, null, 4]);
    assert.deepEqual(points("LAST([m1, m2])", m), [3, 5, null]);
    assert.deepEqual(points("CEIL(m1)", { m1: [1.2, -1.2] }), [2, -1]);
    assert.deepEqual(points("FLOOR(m1)", { m1: [1.2, -1.2] }), [1, -2]);
    assert.deepEqual(points("ABS(m1)", { m1: [-1, null] }), [1, null]);
  });

  it("runs along time from the last value that exists", () => {
    assert.deepEqual(points("RUNNING_SUM(m1)", { m1: [1, null, 2, 3] }), [1, null, 3, 6]);
    assert.deepEqual(points("DIFF(m1)", { m1: [1, 4, null, 10] }), [null, 3, null, 6]);
    assert.deepEqual(points("RATE(m1)", { m1: [0, 60, null, 300] }), [null, 1, null, 2]);
  });

  it("knows a metric's period, and only a metric's", () => {
    assert.deepEqual(points("m1 / (PERIOD(m1) / 60)", { m1: [600] }, frameOf(1, monday, 300)), [120]);
    refuses("PERIOD(m1 + m2)", /PERIOD takes the id of a metric/);
  });

  it("reads the clock of each point, missing or not, in UTC", () => {
    const frame = frameOf(2, Date.UTC(2026, 1, 1, 23, 59) / 1000); // a Sunday
    const read = (name: string) => points(`${name}(m1)`, { m1: [5, null] }, frame);
    assert.deepEqual(read("MINUTE"), [59, 0]);
    assert.deepEqual(read("HOUR"), [23, 0]);
    assert.deepEqual(read("DAY"), [7, 1]);
    assert.deepEqual(read("DATE"), [1, 2]);
    assert.deepEqual(read("MONTH"), [2, 2]);
    assert.deepEqual(read("YEAR"), [2026, 2026]);
    assert.deepEqual(read("EPOCH"), [1_769_990_340, 1_769_990_400]);
  });
});
