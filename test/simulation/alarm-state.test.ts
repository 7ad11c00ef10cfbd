import assert from "node:assert/strict";
import {
  type AlarmState,
  evaluationRange,
  nextState,
  point,
  type StateRule,
} from "../../monitoring/simulation/alarm-state.ts";

/** `0 - X`: within the threshold, missing, breaching; the newest on the right, as AWS writes it. */
const read = (points: string): number[] =>
  [...points.replaceAll(" ", "")].map(
    (mark) => ({ "0": point.notBreaching, "-": point.missing, X: point.breaching })[mark] as number,
  );

const states: readonly AlarmState[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];
const retain = "Retain current state";

/** Checks one row from every state that the alarm may be in. */
function becomes(
  rule: Omit<StateRule, "TreatMissingData">,
  points: string,
  expected: Record<StateRule["TreatMissingData"], string>,
) {
  for (const [treatment, state] of Object.entries(expected)) {
    for (const current of states) {
      const full = { ...rule, TreatMissingData: treatment as StateRule["TreatMissingData"] };
      assert.equal(
        nextState(full, read(points), current),
        state === retain ? current : state,
        `${treatment} from ${current}`,
      );
    }
  }
}

const all = (state: string) => ({ missing: state, ignore: state, breaching: state, notBreaching: state });

// AmazonCloudWatch/latest/monitoring/alarms-and-missing-data, first table.
describe("alarm state, 3 out of 3: every row of AWS's first table", () => {
  const rule = { DatapointsToAlarm: 3, EvaluationPeriods: 3 };
  const rows: [string, Parameters<typeof becomes>[2]][] = [
    ["0 - X - X", all("OK")],
    ["0 - - - -", all("OK")],
    ["- - - - -", { missing: "INSUFFICIENT_DATA", ignore: retain, breaching: "ALARM", notBreaching: "OK" }],
    ["0 X X - X", all("ALARM")],
    ["- - X - -", { missing: "ALARM", ignore: retain, breaching: "ALARM", notBreaching: "OK" }],
  ];
  for (const [points, expected] of rows) it(points, () => becomes(rule, points, expected));
});

// The same page, second table.
describe("alarm state, 2 out of 3: every row of AWS's second table", () => {
  const rule = { DatapointsToAlarm: 2, EvaluationPeriods: 3 };
  const rows: [string, Parameters<typeof becomes>[2]][] = [
    ["0 - X - X", all("ALARM")],
    ["0 0 X 0 X", all("ALARM")],
    ["0 - X - -", { missing: "OK", ignore: "OK", breaching: "ALARM", notBreaching: "OK" }],
    ["- - - - 0", { missing: "OK", ignore: "OK", breaching: "ALARM", notBreaching: "OK" }],
    ["- - - X -", { missing: "ALARM", ignore: retain, breaching: "ALARM", notBreaching: "OK" }],
  ];
  for (const [points, expected] of rows) it(points, () => becomes(rule, points, expected));
});

describe("alarm state beyond the tables", () => {
  const three = { DatapointsToAlarm: 3, EvaluationPeriods: 3 };

  it("does not go to ALARM at once for a young lone breach (the page's text on premature alarms)", () => {
    for (const points of ["- - - - X", "- - - X -"]) {
      for (const treatment of ["missing", "ignore", "notBreaching"] as const) {
        assert.equal(
          nextState({ ...three, TreatMissingData: treatment }, read(points), "OK"),
          "OK",
          `${points} ${treatment}`,
        );
      }
    }
  });

  it("goes back to OK when the datapoint after a young breach is within the threshold", () => {
    becomes(three, "- - - X 0", { missing: "OK", ignore: "OK", breaching: "OK", notBreaching: "OK" });
    becomes(three, "- - X - 0", { missing: "OK", ignore: "OK", breaching: "OK", notBreaching: "OK" });
  });

  it("passes over old datapoints when enough new ones exist", () => {
    becomes(three, "X X 0 X X", all("OK"));
    becomes({ DatapointsToAlarm: 2, EvaluationPeriods: 3 }, "X X 0 0 X", all("OK"));
  });

  it("needs no filling when the real datapoints alone are enough to fire", () => {
    becomes({ DatapointsToAlarm: 2, EvaluationPeriods: 3 }, "- - - X X", all("ALARM"));
  });

  it("does not clear before a lone breach has left the range, 1 out of 1", () => {
    const one = { DatapointsToAlarm: 1, EvaluationPeriods: 1 };
    becomes(one, "- - X", all("ALARM"));
    becomes(one, "X - -", all("ALARM"));
    becomes(one, "X - 0", all("OK"));
  });

  it("looks at two datapoints more than the evaluation periods: AWS's one example", () => {
    assert.equal(evaluationRange(3, 2), 5);
  });
});
