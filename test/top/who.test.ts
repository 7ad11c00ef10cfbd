import assert from "node:assert/strict";
import { topDocument } from "../../cli/top/document.ts";
import { frame, wholeFrame } from "../../cli/top/frame.ts";
import { shownRows } from "../../cli/top/rows.ts";
import type { Look, TopState } from "../../cli/top/state.ts";
import { type TopEvent, update } from "../../cli/top/update.ts";
import type { PlaceWho } from "../../cli/top/who.ts";
import { plain, sampleState, target } from "./sample-state.ts";
import { callerRow, callers, opus, placeWho, whoReading } from "./sample-who.ts";

const enter: TopEvent = { kind: "key", key: "enter" };
const leave: TopEvent = { kind: "key", key: "escape" };
const text = (typed: string): TopEvent => ({ kind: "text", text: typed });

/** The sample's places, the logs of each as told; the first row is Claude Opus 5 in the first place. */
function stateWith(more: Partial<PlaceWho> = {}, look: Look = plain): TopState {
  const state = sampleState(look);
  return { ...state, places: state.places.map((one) => ({ ...one, who: placeWho(more) })) };
}
const having = (first: TopState, ...events: TopEvent[]): TopState => events.reduce(update, first);
const asked = ({ places }: TopState): (number | undefined)[] => places.map(({ who }) => who?.asked);
const screen = (state: TopState, columns = 120): string => frame(state, columns, 80).join("\n");

const rows = [
  callerRow("search-api (role)", { share: 62.5, shareAtPeak: 90, shareWhileThrottled: 71.25, requests: 1234 }),
  callerRow("batch (role)", { share: 25, shareAtPeak: 10, shareWhileThrottled: 28.75 }),
  callerRow("not in the logs", { kind: "unlogged", share: 12.5, shareAtPeak: 0, shareWhileThrottled: 0 }),
];
const found: TopEvent = {
  kind: "who",
  place: 0,
  answer: { reading: whoReading([{ ...opus, callers: callers(rows) }]), metrics: 40 },
};
const failed: TopEvent = { kind: "who", place: 0, answer: { why: "access denied: logs:StartQuery", metrics: 40 } };

describe("when top reads the invocation logs", () => {
  it("a place's are asked for when its first target is opened, and not again by itself", () => {
    assert.deepEqual(asked(stateWith()), [0, 0, 0, 0]);
    const opened = having(stateWith(), enter);
    assert.deepEqual(asked(opened), [1, 0, 0, 0]);
    const again = having(opened, found, leave, enter, { kind: "time", now: opened.now + 9_000 });
    assert.deepEqual(asked(again), [1, 0, 0, 0]);
    const reread = having(again, { kind: "reading", place: 0, reading: again.places[0]!.reading! });
    assert.deepEqual(asked(reread), [1, 0, 0, 0]);
  });

  it("one reading tells of every target of the place, and the next place has its own", () => {
    const state = having(stateWith(), enter, found, leave, text("/nova\r"), enter);
    assert.match(screen(state), /Nova Pro on-demand/);
    assert.deepEqual(asked(state), [1, 0, 0, 0]);
    assert.match(screen(state), /It had no use in that hour\./);
    const other = having(stateWith(), text("/sonnet\r"), enter);
    assert.deepEqual(asked(other), [0, 1, 0, 0]);
  });

  it("b asks again once the reading before has ended, whatever came of it", () => {
    assert.deepEqual(asked(having(stateWith(), enter, text("bb"))), [1, 0, 0, 0]);
    assert.deepEqual(asked(having(stateWith(), enter, found, text("b"))), [2, 0, 0, 0]);
    assert.deepEqual(asked(having(stateWith(), enter, failed, text("b"))), [2, 0, 0, 0]);
  });

  it("nothing is asked for without --by, where no target is open, on mantle, in the help, or where there are no logs", () => {
    assert.deepEqual(asked(having(sampleState(), enter, text("b"))), [undefined, undefined, undefined, undefined]);
    assert.deepEqual(asked(having(stateWith(), text("b"))), [0, 0, 0, 0]);
    const mantle = having(stateWith(), text("/gpt\r"), enter, text("b"));
    assert.deepEqual(asked(mantle), [0, 0, 0, 0]);
    assert.match(screen(mantle), /Calls on bedrock-mantle are in no log\./);
    assert.deepEqual(asked(having(stateWith({ isReadable: false }), enter, text("b"))), [0, 0, 0, 0]);
    assert.deepEqual(asked(having(stateWith(), enter, found, text("?b"))), [1, 0, 0, 0]);
  });

  it("while paused only b does", () => {
    const paused = having(stateWith(), text("p"), enter);
    assert.deepEqual(asked(paused), [0, 0, 0, 0]);
    assert.match(screen(paused), /b reads the logs of the last hour, for about \$0\.01\d?/);
    assert.deepEqual(asked(having(paused, text("b"))), [1, 0, 0, 0]);
  });

  it("a b that is typed into the filter is a letter", () => {
    const typing = having(stateWith(), enter, found, text("/b"));
    assert.deepEqual([typing.filter, asked(typing)[0]], ["b", 1]);
  });
});

describe("who draws, in top's detail", () => {
  it("has the callers' shares in the hour, at the peak and while throttled, and what the logs lack as a row", () => {
    const shown = screen(having(stateWith(), enter, found));
    assert.match(shown, /Who, from the invocation logs, by caller, 13:07 to 14:07/);
    assert.match(shown, /^search-api \(role\) +62\.5% +90% +71\.3% +1,234 /m);
    assert.match(shown, /^not in the logs +12\.5% +0% +0% /m);
    assert.match(
      shown,
      /peak of tpm: 1 min from Nov 21 13:40, most by search-api \(role\): 90%; throttled in 2 periods/,
    );
    assert.match(shown, /2 GB scanned, about \$0\.01; estimated \$0\.01\d?, price not confirmed/);
  });

  it("keeps shares at 60 columns, where the other figures go", () => {
    const shown = screen(having(stateWith(), enter, found), 60);
    assert.match(shown, /^search-api \(role\) +62\.5% +90% +71\.3%/m);
    assert.doesNotMatch(shown, /cache r\/w/);
  });

  it("says that it reads, and a reading that failed is a line beside what an earlier one found", () => {
    const reading = having(stateWith(), enter);
    assert.match(screen(reading), /^Reading the logs of the last hour$/m);
    const both = screen(having(reading, found, text("b"), failed));
    assert.match(both, /^Not read: access denied: logs:StartQuery$/m);
    assert.match(both, /^search-api \(role\) /m);
    assert.doesNotMatch(both, /^Reading/m);
    assert.doesNotMatch(screen(having(reading, failed, text("b"), found)), /Not read/);
  });

  it("says why there are no logs, and offers no key then", () => {
    const none = having(
      stateWith({ isReadable: false, failure: "model invocation logging is off in us-east-1" }),
      enter,
    );
    assert.match(screen(none), /^Not read: model invocation logging is off in us-east-1$/m);
    assert.doesNotMatch(screen(none), /b who|b reads/);
    assert.match(screen(having(stateWith(), enter)), /b who/);
  });

  it("adds up what was scanned beside the cost an hour; after a failure it is at least that", () => {
    const head = (state: TopState): string => frame(state, 120, 9)[0] ?? "";
    assert.match(head(stateWith()), / logs 0 B \$0\.00, \$\d\S* an hour$/);
    const twice = having(stateWith(), enter, found, text("b"), found);
    assert.match(head(twice), / logs 4 GB \$0\.02, \$/);
    assert.match(head(having(twice, text("b"), failed)), / logs ≥4 GB ≥\$0\.02, \$/);
    assert.doesNotMatch(head(sampleState()), /logs/);
    assert.match(
      frame(twice, 70, 9)[0] ?? "",
      / logs \$0\.02, \$\S+\/h$/,
      "without the bytes where there is little room",
    );
  });

  it("is as it was without --by, in every part of the screen", () => {
    const without = sampleState();
    for (const events of [[], [enter], [text("?")]]) {
      assert.doesNotMatch(screen(having(without, ...events)), /invocation logs|b who|logs \d/);
    }
    assert.match(screen(having(stateWith(), text("?"))), /^b: in an opened target/m);
  });

  it("reads in ASCII where there is no Unicode", () => {
    const look = { colours: false, unicode: false };
    const state = having(stateWith({}, look), enter, found, text("b"), failed);
    for (const line of frame(state, 100, 80)) assert.match(line, /^[ -~]*$/);
  });

  it("follows the row when targets move", () => {
    const moved = having(stateWith(), enter, found, {
      kind: "reading",
      place: 0,
      reading: { ...sampleState().places[0]!.reading!, targets: [target({ drawers: [] })] },
    });
    assert.match(screen(moved), /^search-api \(role\) /m);
  });

  it("is under the rows of one text, and in the document as the frame has it", () => {
    const state = having(stateWith(), enter, found, leave);
    assert.match(wholeFrame(state, 120).join("\n"), /\n\nClaude Opus 5 cross-region {2}us-east-1 dev\nWho, from/);
    const document = topDocument(state) as {
      places: { callers?: { by: string; failure: string | null; window: unknown; spent: { bytes: number } } }[];
      cost: { metrics: number };
    };
    assert.deepEqual(document.places[0]?.callers?.window, {
      start: "2026-11-21T13:07:00Z",
      end: "2026-11-21T14:07:00Z",
    });
    assert.equal(document.places[0]?.callers?.spent.bytes, 2e9);
    // One metric a place for the estimate, 40 for the reading.
    const { cost } = topDocument(sampleState()) as { cost: { metrics: number } };
    assert.equal(document.cost.metrics, cost.metrics + state.places.length + 40);
    const opened = (document.places[0] as unknown as { targets: { name: string; callers: unknown }[] }).targets;
    assert.deepEqual(opened.find(({ name }) => name === "Claude Opus 5")?.callers, callers(rows));
    assert.equal(shownRows(state).length, 5);
  });
});
