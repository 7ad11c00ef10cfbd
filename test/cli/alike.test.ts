import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, type Option } from "commander";
import { documentsJson } from "../../cli/documents-json.ts";
import { eachOf } from "../../cli/each-of.ts";
import { stoppable } from "../../cli/stoppable.ts";
import { localZone } from "../../cli/usage/time-range.ts";
import { UserError } from "../../stacks/user-error.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";

const commands = ["usage", "top", "diagnose", "backtest", "forecast", "increase", "doctor", "advise"] as const;

async function optionsOf(name: string): Promise<Map<string, Option>> {
  const command = new Command();
  const { register } = (await import(`../../cli/commands/${name}.ts`)) as { register: (command: Command) => void };
  register(command);
  return new Map(command.options.map((option) => [option.long ?? "", option]));
}

describe("commands that mean the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-alike-"));
  after(() => rmSync(folder, { recursive: true }));

  it("show times in the same zone, and spend the same unasked", async () => {
    for (const name of commands) {
      const options = await optionsOf(name);
      const zone = options.get("--timezone");
      if (zone) assert.equal(zone.defaultValue, localZone(), name);
      const most = options.get("--max-cost");
      if (most) assert.equal(most.defaultValue, 1, name);
      if (name !== "top") assert.match(options.get("--json")?.description ?? "", /- for standard output/, name);
    }
  });

  it("end with 3 for a stack that is none: 1 would be a finding", async () => {
    for (const name of ["backtest", "doctor"]) {
      const { code, stderr } = await runHeadroom([name, "--stack", "nope"], { cwd: folder, env: { HOME: folder } });
      assert.equal(code, 3, name);
      assert.match(stderr, /nope/);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});

describe("several Regions", () => {
  const read = (failing: Record<string, unknown>) => (one: string) =>
    one in failing ? Promise.reject(failing[one]) : Promise.resolve({ one });
  const named = (one: string) => one;

  it("are each told, and one that can't be read by its exit code", async () => {
    const { documents, failures } = await eachOf(["a", "b"], named, read({ b: new UserError("denied", 3) }));
    assert.deepEqual([documents, failures], [[{ one: "a" }], [3]]);
    assert.equal(documentsJson(documents), '{\n "one": "a"\n}\n');
    assert.deepEqual(JSON.parse(documentsJson([...documents, { one: "b" }])), [{ one: "a" }, { one: "b" }]);
  });

  it("end at once where reading was stopped, or what is wrong is ours", async () => {
    for (const error of [new UserError("stopped", 130), new TypeError("ours")])
      await assert.rejects(eachOf(["a", "b"], named, read({ a: error })), error);
    await assert.rejects(eachOf(["a"], named, read({ a: new UserError("denied", 3) })), /denied/);
    const none = { a: new UserError("denied", 3), b: new UserError("denied", 3) };
    await assert.rejects(eachOf(["a", "b"], named, read(none)), /none of them could be read/);
  });

  it("are stopped by Ctrl-C with 130, and only then", async () => {
    const listeners = process.listenerCount("SIGINT");
    const ended: string[] = [];
    const progress = () => ({ end: (text: string) => void ended.push(text) });
    const stopped = stoppable(progress, "failed", (signal) => {
      queueMicrotask(() => process.emit("SIGINT"));
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    });
    await assert.rejects(stopped, (error) => error instanceof UserError && error.exitCode === 130);
    await assert.rejects(
      stoppable(progress, "failed", () => Promise.reject(new UserError("denied", 3))),
      /denied/,
    );
    assert.deepEqual(ended, ["Stopped", "failed"]);
    assert.equal(process.listenerCount("SIGINT"), listeners);
  });
});
