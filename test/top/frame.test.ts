import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import stringWidth from "string-width";
import { topDocument } from "../../cli/top/document.ts";
import { frame, wholeFrame } from "../../cli/top/frame.ts";
import { shownRows } from "../../cli/top/rows.ts";
import { bar, spark } from "../../cli/top/spark.ts";
import type { TopState } from "../../cli/top/state.ts";
import { update } from "../../cli/top/update.ts";
import { percent } from "../../cli/usage/numbers.ts";
import { matchesGolden } from "../golden.ts";
import { anyEvent, anyState } from "./any-state.ts";
import { now, plain, quota, sampleState, settled, target } from "./sample-state.ts";

const golden = (name: string) => new URL(`golden/${name}`, import.meta.url);
const opened = (state: TopState): TopState => update(state, { kind: "key", key: "enter" });

describe("top's frame", () => {
  for (const columns of [60, 80, 200]) {
    it(`reads well at ${columns} columns: the list, a target, the keys`, () => {
      const state = sampleState();
      const help = update(state, { kind: "text", text: "?" });
      const parts = [frame(state, columns, 14), frame(opened(state), columns, 44), frame(help, columns, 40)];
      matchesGolden(`${parts.map((lines) => lines.join("\n")).join("\n\f\n")}\n`, golden(`${columns}.txt`));
    });
  }

  it("reads without Unicode and without colours, by marks and words alone", () => {
    const state = sampleState({ colours: false, unicode: false });
    const lines = [...frame(state, 100, 14), ...frame(opened(state), 100, 44)];
    for (const text of lines) assert.match(text, /^[ -~]*$/);
    const [, , , , first] = lines;
    assert.match(first ?? "", /^> X Claude Opus 5 cross-region .*>=112%/);
  });

  it("says in colours what it says without", () => {
    const at = (colours: boolean, state: TopState) =>
      frame({ ...state, look: { colours, unicode: true } }, 120, 44).join("\n");
    for (const state of [sampleState(), opened(sampleState())]) {
      const coloured = at(true, state);
      assert.ok(coloured.includes("\u001b[31m"), "red: it is over its quota");
      const shown = stripVTControlCharacters(coloured).replace(/ +$/gm, "");
      assert.equal(shown, at(false, state));
    }
  });

  it("no line is wider than the columns and no more of them than rows, whatever is in the account and whatever is pressed", () => {
    fc.assert(
      fc.property(
        anyState,
        fc.array(anyEvent, { maxLength: 12 }),
        fc.integer({ min: 40, max: 220 }),
        fc.integer({ min: 3, max: 60 }),
        (first, events, columns, rows) => {
          const lines = frame(events.reduce(update, first), columns, rows);
          assert.ok(lines.length <= rows);
          for (const text of lines) {
            const shown = stripVTControlCharacters(text);
            assert.ok(stringWidth(shown) <= columns, JSON.stringify(text));
            assert.doesNotMatch(shown, /\p{Cc}/u);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("shows the chosen row, however many there are and wherever it stands", () => {
    const state = sampleState();
    const many = Array.from({ length: 70 }, (_, index) => target({ name: `model ${index}`, modelId: `m${index}` }));
    const places = state.places.map((one, index) =>
      one.reading && index === 0 ? { ...one, reading: { ...one.reading, targets: many } } : one,
    );
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const moves = events.filter((event) => event.kind === "key" && !/enter|escape/.test(event.key));
        const moved = moves.reduce(update, { ...state, places });
        assert.equal(frame(moved, 100, 20).filter((text) => text.startsWith("› ")).length, 1);
      }),
      { numRuns: 40 },
    );
  });

  it("has the least headroom first: what is throttled, then the fullest; what nobody can tell last", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const rows = shownRows({ ...state, order: "headroom" });
        const keys = rows.map(({ target: { throttles }, now: percentNow }) => [
          (throttles?.recent ?? 0) > 0 ? 1 : 0,
          percentNow ?? -1,
        ]);
        for (const [index, [throttled, full]] of keys.entries()) {
          const [before, fuller] = keys[index - 1] ?? [1, Number.POSITIVE_INFINITY];
          assert.ok(throttled! < before! || (throttled === before && full! <= fuller!));
        }
      }),
    );
  });

  it("says how old figures are once they are older than CloudWatch is late", () => {
    const at = (later: number) => frame(update(sampleState(), { kind: "time", now: now + later }), 120, 9)[0] ?? "";
    assert.doesNotMatch(at(60), /ago/);
    assert.match(at(600), /now 14:04, 13 min ago/);
  });

  it("draws the hour of a quota per minute also where a daily one is fuller", () => {
    const daily = quota([], {
      kind: "tpd",
      percents: null,
      peak: null,
      now: { percent: 95, at: settled, complete: true },
    });
    const state = sampleState();
    const places = state.places.slice(0, 1).map((one) => ({
      ...one,
      reading: one.reading && { ...one.reading, targets: [target({ quotas: [...target().quotas, daily] })] },
    }));
    assert.match(frame({ ...state, places }, 80, 5)[2] ?? "", /tpd +95% {2}▃▃▃/);
  });

  it("as one text has every row and every remark in whole", () => {
    const text = wholeFrame(sampleState(), 80).join("\n");
    for (const part of [
      "Nova Pro",
      "allow it (headroom iam-policy top prints the policy)",
      "default quotas: access denied",
    ])
      assert.ok(text.includes(part), part);
  });

  it("agrees with the document, row by row", () => {
    const state = sampleState();
    const document = topDocument(state) as {
      places: {
        region: string;
        profile: string;
        targets: { name: string; scope: string; now: number | null; peak: number | null }[];
      }[];
    };
    const lines = wholeFrame(state, 200);
    let rows = 0;
    for (const { region, profile, targets } of document.places) {
      for (const one of targets) {
        const row = lines.find((text) => [one.name, region, profile].every((part) => text.includes(part))) ?? "";
        const cells = row.trim().split(/ {2,}/);
        assert.ok(cells.includes(one.peak === null ? "-" : percent(one.peak)), row);
        assert.ok(
          cells.some((cell) => cell.replace("≥", "") === (one.now === null ? "?" : percent(one.now))),
          row,
        );
        rows += 1;
      }
    }
    assert.equal(rows, 5);
  });
});

/** Hundredths of a percent: doubles as fast-check draws them are mostly tiny. */
const anyPercent = fc.integer({ min: 0, max: 30_000 }).map((hundredths) => hundredths / 100);

describe("top's one scale", () => {
  it("a fuller minute never has a lower bar, full height is the whole quota, and more is marked", () => {
    const ramp = " ▁▂▃▄▅▆▇█!";
    fc.assert(
      fc.property(anyPercent, anyPercent, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(ramp.indexOf(bar(low, plain)) <= ramp.indexOf(bar(high, plain)));
        assert.equal(bar(a, plain) === "█", a === 100);
        assert.equal(bar(a, plain) === "!", a > 100);
      }),
      {
        examples: [
          [100, 0],
          [99.99, 100],
          [100.01, 0],
        ],
      },
    );
  });

  it("keeps the highest minute of what shares a column, and tells idle from not yet told", () => {
    const minutes = Array.from({ length: 60 }, (_, index) => (index === 31 ? 120 : index > 50 ? null : 10));
    const text = spark(minutes, 58, 20, { warning: 70, critical: 90 }, plain)
      .map((piece) => piece.text)
      .join("");
    assert.equal(text, "▁▁▁▁▁▁▁▁▁▁!▁▁▁▁▁▁  ·");
  });

  it("a quota that is over says so also where its own minute is not whole yet", () => {
    const late = quota([], { now: { percent: 130, at: settled + 120, complete: false } });
    const state = sampleState();
    const places = state.places.slice(0, 1).map((one) => ({
      ...one,
      reading: one.reading && { ...one.reading, targets: [target({ quotas: [late] })] },
    }));
    assert.match(frame({ ...state, places }, 200, 5)[2] ?? "", /≥130% {2}14:06/);
  });
});
