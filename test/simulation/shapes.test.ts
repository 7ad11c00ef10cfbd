import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { messagesOf, mostInAnHour } from "../../monitoring/simulation/messages.ts";
import { readings } from "../../monitoring/simulation/reading.ts";
import { shapeMinutes, shapes } from "../../monitoring/simulation/shapes.ts";
import type { SimulatedState } from "../../monitoring/simulation/simulate.ts";
import { type Driven, defaultOutcomesOf, delays, onMantle, onRuntime, outcomesOf, shapeTable } from "./shape-table.ts";

/** Everything that a target's alarms promise: docs/decisions/alarms.md. */
const tellWithin = 5;
const mostMessages = 6;

const haiku = onRuntime.modelId;
const novaPro = "amazon.nova-pro-v1:0";
const everyScope: readonly Driven[] = [
  { modelId: novaPro, scope: "on-demand", kind: "tpm" },
  { modelId: novaPro, scope: "on-demand", kind: "rpm" },
  onRuntime,
  { modelId: haiku, scope: "cross-region", kind: "rpm" },
  { modelId: haiku, scope: "global", kind: "tpm" },
  { modelId: haiku, scope: "global", kind: "rpm" },
  onMantle,
  { ...onMantle, kind: "output-tpm" },
];

const reaches = new Set(
  shapes.filter(({ share }) =>
    Array.from({ length: shapeMinutes }, (_none, minute) => share(minute)).some((one) => one >= 100),
  ),
);
/** The two that differ in their alarms are tried at every delay, the others at the ends. */
const delaysOf = (driven: Driven) => (driven === onRuntime || driven === onMantle ? delays : [0, 4]);

describe("under every shape of traffic, at metric delays of 0 to 4 minutes", function () {
  this.timeout(120_000);

  for (const driven of everyScope) {
    it(`${driven.scope} ${driven.kind}: a quota that is reached is told within ${tellWithin} minutes, with at most ${mostMessages} messages an hour`, () => {
      const outcome = defaultOutcomesOf(driven);
      for (const shape of shapes) {
        for (const delay of delaysOf(driven)) {
          const { toldAfter, mostInAnHour: most } = outcome(shape, delay);
          assert.equal(toldAfter !== undefined, reaches.has(shape), shape.name);
          assert.ok((toldAfter ?? 0) <= tellWithin, `${shape.name}, ${delay} late: told ${toldAfter} minutes after`);
          assert.ok(most <= mostMessages, `${shape.name}, ${delay} late: ${most} messages in an hour`);
        }
      }
    });
  }

  for (const driven of [onRuntime, onMantle]) {
    it(`${driven.scope}: the first messages are the same under every reading of CloudWatch`, () => {
      const outcome = outcomesOf(driven);
      for (const shape of shapes) {
        for (const delay of [0, 4]) {
          const usual = defaultOutcomesOf(driven)(shape, delay);
          const others = readings.slice(1).map((reading) => outcome(shape, delay, reading));
          for (const [index, other] of others.entries()) {
            const where = `${shape.name}, ${delay} late, ${JSON.stringify(readings[index + 1])}`;
            assert.deepEqual(other.first, usual.first, where);
            assert.equal(other.toldAfter, usual.toldAfter, where);
            assert.ok(other.mostInAnHour <= mostMessages, `${where}: ${other.mostInAnHour} messages in an hour`);
          }
        }
      }
    });
  }

  it("a single minute over a quota is told whatever evaluation the config asks for", () => {
    const window = (datapointsToAlarm: number, evaluationPeriods: number) => ({ datapointsToAlarm, evaluationPeriods });
    for (const driven of [onRuntime, onMantle]) {
      for (const critical of [window(5, 60), window(2, 3), window(1, 1)]) {
        const outcome = outcomesOf(driven, { warning: window(2, 60), critical });
        for (const shape of reaches) assert.ok(outcome(shape, 4).toldAfter! <= tellWithin, shape.name);
      }
    }
  });

  it("2 of 3, as it was, cries all the time: what the table is for", () => {
    const window = { datapointsToAlarm: 2, evaluationPeriods: 3 };
    const outcome = outcomesOf(onRuntime, { warning: window, critical: window });
    const most = Math.max(...shapes.map((shape) => outcome(shape, 0).mostInAnHour));
    assert.ok(most > 20, `${most} messages in an hour`);
  });

  it("comes to the table in docs/decisions/alarms.md; npm run bench -- shapes prints it", () => {
    const page = readFileSync(new URL("../../docs/decisions/alarms.md", import.meta.url), "utf8");
    assert.ok(page.includes(`\n${shapeTable()}\n`), "the page's table is another one: put in what the command prints");
  });
});

describe("the messages of an alarm", () => {
  const path = (...states: SimulatedState[]) =>
    messagesOf({
      alarm: "a",
      outcome: "simulated",
      transitions: states.slice(1).map((to, index) => ({
        ...{ minute: index + 1, epoch: 0, reason: "" },
        ...{ from: states[index]!, to },
      })),
      finalState: "OK",
      values: new Float64Array(),
    }).map(({ minute, says }) => `${minute} ${says}`);

  it("are one for each ALARM, and one OK after it, INSUFFICIENT_DATA between them or not", () => {
    assert.deepEqual(path("OK", "ALARM", "OK"), ["1 ALARM", "2 OK"]);
    assert.deepEqual(path("OK", "ALARM", "INSUFFICIENT_DATA", "OK"), ["1 ALARM", "3 OK"]);
    assert.deepEqual(path("ALARM", "OK"), ["1 OK"]);
  });

  it("are none for a new alarm that finds all well", () => {
    assert.deepEqual(path("INSUFFICIENT_DATA", "OK"), []);
    assert.deepEqual(path("OK", "INSUFFICIENT_DATA", "OK"), []);
  });

  it("are counted over any 60 minutes, the 61st not among them", () => {
    const at = (...minutes: number[]) => minutes.map((minute) => ({ alarm: "a", minute, says: "ALARM" as const }));
    assert.equal(mostInAnHour(at()), 0);
    assert.equal(mostInAnHour(at(1, 60)), 2);
    assert.equal(mostInAnHour(at(1, 61)), 1);
    assert.equal(mostInAnHour(at(120, 1, 70, 119)), 3);
  });
});
