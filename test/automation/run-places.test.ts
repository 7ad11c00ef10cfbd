import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { progressOn } from "../../examples/automation/progress.ts";
import { type PlaceResult, runPlaces } from "../../examples/automation/run-places.ts";
import { summaryText } from "../../examples/automation/summary.ts";

const places = ["a", "b", "c", "d"].map((stack) => ({ stack, file: stack }));
const statuses = (results: readonly PlaceResult[]) => results.map(({ status }) => status);

describe("examples/automation: a run", () => {
  it("does so many places at a time, and all of them though one fails", async () => {
    let [now, most] = [0, 0];
    const results = await runPlaces({
      places,
      parallel: 2,
      signal: new AbortController().signal,
      operate: async ({ stack }) => {
        most = Math.max(most, ++now);
        await turn();
        now -= 1;
        if (stack === "a") throw new Error("no quota");
        return { create: 3 };
      },
    });
    assert.equal(most, 2);
    assert.deepEqual(statuses(results), ["failed", "done", "done", "done"]);
    assert.equal(results[0]?.error, "no quota");
    assert.deepEqual(results[1]?.changes, { create: 3 });
  });

  it("begins no place once it is broken off, and tells what was under way", async () => {
    const stop = new AbortController();
    const results = await runPlaces({
      places,
      parallel: 1,
      signal: stop.signal,
      operate: async ({ stack }) => {
        if (stack === "a") return { same: 1 };
        stop.abort();
        throw new Error("interrupted");
      },
    });
    assert.deepEqual(statuses(results), ["done", "stopped", "left", "left"]);
  });

  it("shows one line on a terminal, and a line for each event elsewhere", () => {
    const texts: string[] = [];
    const screen = { isTTY: true, columns: 40, write: (text: string) => texts.push(text) };
    const result: PlaceResult = { stack: "a", status: "failed", changes: {}, seconds: 2, error: "x" };
    const show = (on: Parameters<typeof progressOn>[0]) => {
      const progress = progressOn(on, 4);
      progress.begin(places[0]!);
      progress.update(places[0]!, 7);
      progress.end(result);
      progress.close();
      return texts.splice(0).join("");
    };
    const shown = show(screen);
    assert.match(shown, /0 of 4 ended; a 7/);
    assert.match(shown, /1 of 4 ended, 1 failed/);
    assert.equal(shown.match(/\n/g)?.length, 1);
    assert.equal(show({ write: screen.write }), "a: begins\na: failed after 2.0 s (1 of 4 ended)\n");
  });

  it("ends with one table and the reasons of what failed", () => {
    const text = summaryText([
      { stack: "a", status: "done", changes: { create: 40, same: 2 }, seconds: 12.34 },
      { stack: "b", status: "failed", changes: {}, seconds: 1, error: "no model\nof that name" },
      { stack: "c", status: "skipped", changes: {}, seconds: 0 },
    ]);
    assert.match(text, /│ a +│ done +│ 40 create, 2 same │ 12\.3/);
    assert.match(text, /\nb:\n {2}no model\n {2}of that name\n/);
    assert.match(text, /1 done, 1 skipped, 1 failed$/);
  });

  it("asks for the names of what is destroyed, and for a command that there is", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(import.meta.dirname, "../../examples/automation/fleet.ts"), ...args], {
        encoding: "utf8",
      });
    for (const [args, said] of [
      [["destroy"], /nothing is destroyed that is not named/],
      [["deploy"], /there is no command "deploy"/],
      [["up", "--parallel", "0"], /whole number from 1/],
      [["up", "--file", "nowhere.yaml"], /Copy fleet\.example\.yaml/],
    ] as const) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, / at /);
    }
    assert.equal(run("--help").status, 0);
  }).timeout(30_000);
});
