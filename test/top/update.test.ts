import assert from "node:assert/strict";
import fc from "fast-check";
import { frame } from "../../cli/top/frame.ts";
import { shownRows } from "../../cli/top/rows.ts";
import type { TopState } from "../../cli/top/state.ts";
import { type TopEvent, update } from "../../cli/top/update.ts";
import { anyEvent, anyState } from "./any-state.ts";
import { reading, sampleState, target } from "./sample-state.ts";

const key = (name: Extract<TopEvent, { kind: "key" }>["key"]): TopEvent => ({ kind: "key", key: name });
const text = (typed: string): TopEvent => ({ kind: "text", text: typed });
const having = (...events: TopEvent[]): TopState => events.reduce(update, sampleState());
const names = (state: TopState): string[] => shownRows(state).map(({ target: { name } }) => name);
const screen = (state: TopState): string => frame(state, 120, 50).join("\n");

describe("top's keys", () => {
  it("choose a row, open it and come back to it", () => {
    const second = shownRows(sampleState())[1]!;
    const opened = having(key("down"), key("enter"));
    assert.equal(opened.opened, second.key);
    assert.match(screen(opened), /The last hour of tpm/);
    const back = update(opened, key("escape"));
    assert.equal(back.opened, undefined);
    assert.equal(back.chosen, second.key);
  });

  it("the choice stays with its row when another round puts the rows in another order", () => {
    const chosen = having(key("down"));
    const [first] = shownRows(chosen);
    const calm = update(chosen, {
      kind: "reading",
      place: 0,
      reading: reading([target({ name: first!.target.name })]),
    });
    assert.equal(calm.chosen, chosen.chosen);
    assert.notDeepEqual(names(calm), names(chosen));
  });

  it("s and S go through the orders", () => {
    assert.deepEqual(names(having(text("sss"))), [
      "Claude Haiku 4.5",
      "Claude Opus 5",
      "Claude Sonnet 5",
      "GPT-OSS 120B",
      "Nova Pro",
    ]);
    assert.equal(having(text("s"), text("S")).order, "headroom");
    assert.equal(names(having(text("ss")))[0], "Claude Opus 5");
  });

  it("/ shows rows that have every word, typed or pasted, and Esc shows all again", () => {
    assert.deepEqual(names(having(text("/"), text("prod"), key("enter"))), [
      "Claude Sonnet 5",
      "GPT-OSS 120B",
      "Claude Haiku 4.5",
    ]);
    assert.deepEqual(names(having(text("/eu gpt\r"))), ["GPT-OSS 120B"]);
    assert.deepEqual(names(having(text("/SEARCH"))), ["Claude Opus 5"], "who draws is found, too");
    assert.deepEqual(names(having(text("/searchx"), key("backspace"))), ["Claude Opus 5"]);
    assert.equal(names(having(text("/gpt\r"), key("escape"))).length, 5);
    assert.match(screen(having(text("/nothing here"))), /nothing has "nothing here" in it/);
  });

  it("letters are commands only where nothing is typed", () => {
    const typing = having(text("/qp"));
    assert.deepEqual([typing.ended, typing.paused, typing.filter], [false, false, "qp"]);
    assert.equal(having(text("q")).ended, true);
    assert.equal(having(text("/"), key("interrupt")).ended, true);
    assert.equal(having(text("p")).paused, true);
    assert.equal(having(text("pp")).paused, false);
  });

  it("a long page scrolls to its end and no further: the way back begins at once", () => {
    const down = Array.from({ length: 400 }, () => key("down"));
    const opened = having(key("enter"), ...down);
    const ends = frame(opened, 80, 12);
    assert.match(ends.join("\n"), /us\.anthropic\.claude-opus-5 +2\.4%/);
    const up = Array.from({ length: 12 }, () => key("up")).reduce(update, opened);
    assert.notDeepEqual(frame(up, 80, 12), ends);
  });

  it("a place that failed keeps its rows, says why and since when, and is well again after the next reading", () => {
    const failed = having({ kind: "failure", place: 0, why: "no answer from AWS in time" });
    assert.match(screen(failed), /us-east-1 dev: as of 14:07; no answer from AWS in time/);
    assert.equal(names(failed).length, 5);
    const well = update(failed, { kind: "reading", place: 0, reading: reading([target()]) });
    assert.doesNotMatch(screen(well), /no answer/);
  });

  it("nothing that may happen throws, ends it unasked, or changes the state it was given", () => {
    fc.assert(
      fc.property(anyState, fc.array(anyEvent, { maxLength: 25 }), (first, events) => {
        const before = JSON.stringify(first);
        const last = events.reduce(update, first);
        assert.equal(JSON.stringify(first), before);
        assert.equal(last.ended, false);
        assert.ok(last.scrolled >= 0);
      }),
      { numRuns: 100 },
    );
  });
});
