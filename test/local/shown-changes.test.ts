import assert from "node:assert/strict";
import type { CarriedTransition } from "../../local/alarm-evaluator.ts";
import { shownChanges } from "../../local/shown-changes.ts";

const start = Date.UTC(2026, 10, 21) / 1000;
const change = (
  alarm: string,
  minute: number,
  from: CarriedTransition["from"],
  to: CarriedTransition["to"],
): CarriedTransition => ({ alarm, minute, epoch: start + minute * 60, from, to, reason: `why ${alarm}` });

describe("what npm run local shows of the alarms' changes", () => {
  it("says in one line that a minute's new alarms are OK and nobody is told", () => {
    const shown = shownChanges(
      [
        change("a", 1, "INSUFFICIENT_DATA", "OK"),
        change("b", 1, "INSUFFICIENT_DATA", "OK"),
        change("c", 1, "INSUFFICIENT_DATA", "ALARM"),
        change("d", 1, "INSUFFICIENT_DATA", "OK"),
        change("e", 2, "INSUFFICIENT_DATA", "OK"),
      ],
      new Set(),
    );
    assert.deepEqual(
      shown.map(({ time, name, to }) => [time, name, to]),
      [
        ["2026-11-21T00:01:00.000Z", "3 new alarms", "OK"],
        ["2026-11-21T00:01:00.000Z", "c", "ALARM"],
        ["2026-11-21T00:02:00.000Z", "e", "OK"],
      ],
    );
    assert.match(shown[0]?.reason ?? "", /Nobody is told/);
    assert.equal(shown[1]?.reason, "why c");
  });

  it("shows every other change as it is", () => {
    const all = [
      change("a", 3, "OK", "ALARM"),
      change("a", 5, "ALARM", "INSUFFICIENT_DATA"),
      change("a", 6, "ALARM", "OK"),
      change("b", 6, "OK", "INSUFFICIENT_DATA"),
      // The end of an ALARM that had no data for a while: that is told.
      change("b", 7, "INSUFFICIENT_DATA", "OK"),
    ];
    assert.deepEqual(
      shownChanges(all, new Set(["a"])),
      all.map(({ alarm, from, to, reason, epoch }) => ({
        ...{ time: new Date(epoch * 1000).toISOString(), name: alarm, from, to, reason },
      })),
    );
  });
});
