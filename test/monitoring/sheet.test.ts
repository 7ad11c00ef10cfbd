import assert from "node:assert/strict";
import {
  counted,
  fill,
  highest,
  hold,
  metricOf,
  named,
  rate,
  scale,
  sum,
  utilisationOf,
} from "../../monitoring/expression/expression.ts";
import { sheetOf } from "../../monitoring/expression/sheet.ts";
import { day, minute, seconds } from "../../words/units.ts";

const metric = (name: string) => ({ namespace: "N", name, dimensions: { ModelId: "a" } });
const a = counted(metric("A"));
const b = counted(metric("B"));
const quota = metricOf("per-minute", { ...metric("Quota"), stat: "Maximum" });

const textOf = (expression: Parameters<typeof sheetOf>[0][number], options = { period: minute }) =>
  sheetOf([named("x", "x", expression)], options).formulas.at(-1)?.text;

describe("writing expressions as metric math", () => {
  it("gives a metric that occurs twice one id", () => {
    const sheet = sheetOf([named("x", "x", sum(a, b, a))], { period: minute });
    assert.equal(sheet.formulas[0]?.text, "m1 + m2 + m1");
    assert.deepEqual(
      sheet.metrics.map(({ id, metric: { name } }) => [id, name]),
      [
        ["m1", "A"],
        ["m2", "B"],
      ],
    );
  });

  it("tells two statistics of one metric apart", () => {
    const p90 = metricOf("milliseconds", { ...metric("Latency"), stat: "p90" });
    const p50 = metricOf("milliseconds", { ...metric("Latency"), stat: "p50" });
    assert.equal(sheetOf([named("x", "x", highest(p90, p50))], { period: minute }).metrics.length, 2);
  });

  it("brackets a sum that is multiplied, and nothing else", () => {
    assert.equal(textOf(scale(5, sum(a, b))), "5 * (m1 + m2)");
    assert.equal(textOf(sum(a, scale(5, b))), "m1 + 5 * m2");
    assert.equal(textOf(sum(a, sum(b, a))), "m1 + m2 + m1");
  });

  it("writes a rate by its period: nothing at the rate's own period, a factor at another", () => {
    assert.equal(textOf(rate("per-minute", sum(a, b))), "m1 + m2");
    assert.equal(textOf(rate("per-minute", sum(a, b)), { period: seconds(300) }), "0.2 * (m1 + m2)");
    assert.equal(textOf(rate("per-day", a), { period: day }), "m1");
  });

  it("divides by PERIOD where the reader may change the period", () => {
    const sheet = sheetOf([named("x", "x", rate("per-minute", sum(a, b)))], { period: minute, periodMayChange: true });
    assert.equal(sheet.formulas[0]?.text, "(m1 + m2) * 60 / PERIOD(m1)");
  });

  it("writes named parts once and refers to them", () => {
    const usage = named("usage", "used", rate("per-minute", sum(a, b)));
    const held = named("quota", "quota", hold(quota));
    const sheet = sheetOf([named("utilisation", "%", utilisationOf(usage, held)), usage], { period: minute });
    assert.deepEqual(
      sheet.formulas.map(({ id, text }) => `${id} = ${text}`),
      [
        "usage = m1 + m2",
        "quota = FILL(m3, REPEAT)",
        "utilisation = IF(IF(usage, 1, 1) * IF(quota, quota, 1), 100 * usage / IF(quota, quota, 1))",
      ],
    );
  });

  it("prefixes every id when several sheets share a request", () => {
    const sheet = sheetOf([named("x", "x", fill(0, a))], { period: minute, idPrefix: "t3_" });
    assert.deepEqual(sheet.formulas, [{ id: "t3_x", label: "x", text: "FILL(t3_m1, 0)" }]);
  });

  it("never writes a number with an exponent", () => {
    assert.equal(textOf(scale(0.0000001, a)), "0.0000001 * m1");
  });
});
