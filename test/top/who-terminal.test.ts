import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accountOf, type Request, session } from "../callers/truth.ts";
import { type Running, run, usOpus } from "../usage/pretend-account.ts";
import { hasTerminal, openTerminal, type RealTerminal, until } from "./real-terminal.ts";
import { environmentOf } from "./terminal-environment.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

describe("top --by in a real terminal", function () {
  this.timeout(120_000);
  let running: Running;
  let folder: string;
  let terminal: RealTerminal | undefined;

  before(async function () {
    if (!hasTerminal()) this.skip();
    const end = Math.floor(Date.now() / 60_000) * 60;
    const start = end - 7_200;
    const requests = Array.from({ length: 180 }, (_, index): Request => {
      const arn = session("search", `i-${index}`);
      return { at: start + 60 * index, id: usOpus, arn, input: 900, output: 10 };
    });
    const { account } = accountOf(requests, { start, end: end + 3_600 });
    delete account.options.now;
    running = await run(account);
  });
  after(() => running?.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-top-who-"));
    running.server.forget();
  });
  afterEach(async () => {
    await terminal?.close();
    terminal = undefined;
    rmSync(folder, { recursive: true });
  });

  async function top(columns: number): Promise<RealTerminal> {
    terminal = await openTerminal(
      folder,
      `stty -g > before; ${process.execPath} ${main} top --by caller; echo "ended with $?" > end; stty -g > after; mv end ended`,
      {
        columns,
        rows: 50,
        env: environmentOf(folder, running, {}, ["CI"]),
      },
    );
    await until(terminal.screen, (text) => text.includes("Read them then?"));
    return terminal;
  }
  const file = (name: string): string => readFileSync(join(folder, name), "utf8").trim();
  const queries = () => running.server.count("StartQuery");
  const ended = () =>
    until(
      () => existsSync(join(folder, "ended")),
      (there) => there,
    );

  for (const columns of [80, 140]) {
    it(`asks once, reads when a target is opened and by b, at ${columns} columns, and leaves the terminal as it was`, async () => {
      const own = await top(columns);
      assert.match(await own.screen(), /us-east-1: \/bedrock\/calls, about/);
      await own.press("y");
      await until(own.screen, (text) => /› . Claude Opus 5/.test(text));
      assert.equal(queries(), 0);
      await own.press("Enter");
      await until(own.screen, (text) => /^search \(role\) +100% +100%/m.test(text));
      assert.equal(queries(), 1);
      await own.press("b");
      await until(queries, (count) => count === 2);
      await until(own.screen, (text) => /^headroom top .* logs .*<\$0\.0001, /.test(text));
      await own.press("q");
      await ended();
      assert.equal(file("ended"), "ended with 0");
      assert.equal(file("after"), file("before"));
      assert.deepEqual(await own.modes(), { alternateScreen: false, cursor: true });
    });
  }

  it("ends where a person says no, before anything is read", async () => {
    const own = await top(100);
    await own.press("n");
    await ended();
    assert.equal(file("ended"), "ended with 3");
    assert.match(await own.screen(), /stopped before the logs were read/);
    assert.equal(queries(), 0);
  });
});
