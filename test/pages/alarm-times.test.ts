import assert from "node:assert/strict";
import fc from "fast-check";
import type { AlarmSimulation, SimulatedState } from "../../monitoring/simulation/simulate.ts";
import { stateAt, stretchesOf, timesOf } from "../../pages/preview/alarm-times.ts";

const minutes = 60;

/** A simulation that changes to each state in the minute given. */
function simulated(changes: readonly (readonly [minute: number, to: SimulatedState])[]): AlarmSimulation {
  let from: SimulatedState = "OK";
  const transitions = changes.map(([minute, to]) => {
    const transition = { minute, epoch: minute * 60, from, to, reason: "" };
    from = to;
    return transition;
  });
  return { alarm: "a", outcome: "simulated", transitions, finalState: from, values: new Float64Array() };
}

describe("an alarm's times", () => {
  it("are its first firing, its first clearing, how often, and how long", () => {
    const twice = simulated([
      [12, "ALARM"],
      [20, "OK"],
      [50, "ALARM"],
    ]);
    assert.deepEqual(timesOf(twice, minutes, "OK"), { fires: 12, clears: 20, times: 2, minutesOn: 18 });
  });

  it("have no clearing where it stays on", () => {
    assert.deepEqual(timesOf(simulated([[2, "ALARM"]]), minutes, "OK"), { fires: 2, times: 1, minutesOn: 58 });
  });

  it("are empty for an alarm that stays quiet", () => {
    assert.deepEqual(timesOf(simulated([]), minutes, "OK"), { times: 0, minutesOn: 0 });
  });

  it("can't be told of an alarm that was not simulated, nor of one that is unsure and never seen to fire", () => {
    assert.equal(timesOf({ alarm: "a", outcome: "cannot tell", reason: "band" }, minutes, "OK"), undefined);
    assert.equal(timesOf(simulated([[1, "CANNOT_TELL"]]), minutes, "OK"), undefined);
    const unsureThenOn = simulated([
      [1, "CANNOT_TELL"],
      [9, "ALARM"],
    ]);
    assert.equal(timesOf(unsureThenOn, minutes, "OK")?.fires, 9);
  });

  it("come from stretches that cover every minute once, in the state the alarm has there", () => {
    const state = fc.constantFrom<SimulatedState>("OK", "ALARM", "INSUFFICIENT_DATA", "CANNOT_TELL");
    const changes = fc
      .uniqueArray(fc.integer({ min: 1, max: minutes }), { maxLength: 12 })
      .chain((at) => fc.tuple(...at.sort((a, b) => a - b).map((minute) => fc.tuple(fc.constant(minute), state))));
    fc.assert(
      fc.property(changes, (list) => {
        const simulation = simulated(list);
        const stretches = stretchesOf(simulation, minutes, "OK");
        let covered = 0;
        for (const { from, to, state } of stretches) {
          assert.equal(from, covered);
          assert.ok(to > from);
          assert.equal(stateAt(simulation, from, "OK"), state);
          assert.equal(stateAt(simulation, to - 1, "OK"), state);
          covered = to;
        }
        assert.equal(covered, minutes);
      }),
    );
  });
});
