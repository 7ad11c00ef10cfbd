import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Running, run } from "../usage/pretend-account.ts";
import { busyAccount } from "./busy-account.ts";
import { hasTerminal, openTerminal, type RealTerminal, until } from "./real-terminal.ts";
import { environmentOf } from "./terminal-environment.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

describe("top in a real terminal", function () {
  this.timeout(180_000);
  let running: Running;
  let folder: string;
  let terminal: RealTerminal | undefined;

  before(async function () {
    if (!hasTerminal()) this.skip();
    const account = busyAccount(Date.now() / 1000, 60);
    delete account.options.now;
    running = await run(account);
  });
  after(() => running?.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-top-"));
  });
  afterEach(async () => {
    await terminal?.close();
    terminal = undefined;
    running.server.mend();
    rmSync(folder, { recursive: true });
  });

  /** Runs top and waits until it shows the account. What stty tells before and after goes into files. */
  async function top(
    args: string,
    columns = 100,
    environment: NodeJS.ProcessEnv = {},
    shows = /Claude Sonnet 5/,
  ): Promise<RealTerminal> {
    running.server.forget();
    writeFileSync(
      join(folder, "crash.mjs"),
      `process.on("SIGUSR2", () => setImmediate(() => { throw new Error("made up"); }));`,
    );
    const node = `${process.execPath} --import ${folder}/crash.mjs ${main} top ${args}`;
    terminal = await openTerminal(
      folder,
      `stty -g > before; sh -c 'echo $$ > pid; exec ${node}'; echo "ended with $?" > end; stty -g > after; mv end ended`,
      {
        columns,
        rows: 24,
        env: environmentOf(folder, running, environment),
      },
    );
    await until(terminal.screen, (text) => shows.test(text));
    return terminal;
  }
  const file = (name: string): string => readFileSync(join(folder, name), "utf8").trim();
  const kill = (signal: NodeJS.Signals) => process.kill(Number(file("pid")), signal);

  const ways: Record<string, { by(own: RealTerminal): unknown; ended: string; shows?: RegExp }> = {
    q: { by: (own) => own.press("q"), ended: "0" },
    "Ctrl-C": { by: (own) => own.press("C-c"), ended: "0" },
    SIGINT: { by: () => kill("SIGINT"), ended: "130" },
    SIGTERM: { by: () => kill("SIGTERM"), ended: "143" },
    SIGHUP: { by: () => kill("SIGHUP"), ended: "129" },
    "an error of its own": { by: () => kill("SIGUSR2"), ended: "1", shows: /Error: made up/ },
  };
  for (const [name, { by, ended, shows }] of Object.entries(ways)) {
    it(`leaves the terminal as it was after ${name}`, async () => {
      const own = await top("");
      assert.deepEqual(await own.modes(), { alternateScreen: true, cursor: false });
      await by(own);
      await until(
        () => existsSync(join(folder, "ended")),
        (there) => there,
      );
      assert.equal(file("ended"), `ended with ${ended}`);
      assert.deepEqual(await own.modes(), { alternateScreen: false, cursor: true });
      assert.equal(file("after"), file("before"), "raw mode and the like");
      if (shows) assert.match(await own.screen(), shows);
      assert.doesNotMatch(await own.screen(), /Claude Sonnet 5/);
    });
  }

  it("ends at once while AWS leaves it without an answer", async () => {
    running.server.fail("GetMetricData", "stall");
    const own = await top("", 100, {}, /reading…/);
    await until(
      () => running.server.count("GetMetricData"),
      (count) => count > 0,
    );
    const before = Date.now();
    await own.press("q");
    await until(
      () => existsSync(join(folder, "ended")),
      (there) => there,
    );
    assert.ok(Date.now() - before < 4_000, `${Date.now() - before} ms`);
  });

  it("ends when its terminal is gone", async () => {
    const own = await top("", 100);
    const pid = Number(file("pid"));
    await own.close();
    await until(
      () => isThere(pid),
      (there) => !there,
    );
  });

  for (const columns of [60, 80, 200]) {
    it(`stands at ${columns} columns as at any other, in colours or without, and takes another size`, async () => {
      const own = await top("", columns, columns === 80 ? { NO_COLOR: "1" } : {});
      const lines = (await own.screen()).split("\n");
      assert.match(lines[0] ?? "", /^headroom top {2}us-east-1 {2}now \d\d:\d\d/);
      assert.match(lines[2] ?? "", /^› . Claude Opus 5/);
      assert.match(lines[23] ?? "", /^Enter open .* q quit$/);
      await own.press("Enter");
      await until(own.screen, (text) => text.includes("L-99296DCD"));
      await own.press("Escape");
      await own.resize(70, 12);
      await until(own.screen, (text) =>
        /^headroom top [^\n]*\n[^\n]*\n› . Claude Opus 5[^\n]*\n {2}. Claude Sonnet 5[^\n]*\n{8}Enter open/.test(text),
      );
      await own.press("/", "s", "o", "n", "n", "e", "t", "Enter");
      await until(own.screen, (text) => !text.includes("Claude Opus 5"));
    });
  }
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
