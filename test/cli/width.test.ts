import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { fittedTable } from "../../cli/fitted-table.ts";
import { fitLines } from "../../cli/wrapped.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { after as now, before as old } from "../pipelines/plans.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";

/** What may be wider: a link, which must be whole to be followed, and a command that is there to be copied. */
const isWhole = (line: string): boolean => /^ *(https:\S+|\$ .*)$/.test(line);
const words = (text: string): string => text.replaceAll(/\s+/g, "");

describe("what commands print, by the width of the terminal", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-width-"));
  const file = (name: string, plan: object): string => {
    writeFileSync(join(folder, name), JSON.stringify(plan));
    return join(folder, name);
  };
  after(() => rmSync(folder, { recursive: true }));

  const commands = {
    plan: ["plan", "--stack", "us-east-1"],
    simulate: ["simulate", "--stack", "us-east-1", "--minutes", "60", "--traffic", "runaway:20%..150%"],
    diff: ["diff", file("before.json", old), file("after.json", now)],
    "registry list": ["registry", "list", "claude"],
    "registry list --unmatched": ["registry", "list", "--unmatched"],
    "registry show": ["registry", "show", "amazon.nova-pro-v1:0"],
    "registry explain": ["registry", "explain", "Cross-region model inference tokens per minute for Claude Opus 5"],
    "--help": ["--help"],
    "usage --help": ["usage", "--help"],
    "simulate --help": ["simulate", "--help"],
  };
  for (const [name, args] of Object.entries(commands)) {
    it(`headroom ${name} has no line wider than 60, 80 and 200 columns, and none broken without a terminal`, async () => {
      const run = async (env: NodeJS.ProcessEnv) => {
        const { code, stdout, stderr } = await runHeadroom(args, { cwd: sampleDirectory, env });
        assert.equal(code, 0, stderr);
        assert.ok(stdout.length > 100);
        assert.ok(!stdout.includes("\u001b"), "NO_COLOR was set");
        return stdout;
      };
      await Promise.all(
        [60, 80, 200].map(async (width) => {
          const lines = (await run({ COLUMNS: String(width) })).split("\n");
          assert.deepEqual(
            lines.filter((line) => line.length > width && !isWhole(line)),
            [],
            `${width} columns`,
          );
        }),
      );
    });
  }
});

describe("a table in a width", () => {
  it("keeps every cell, whatever it does to fit", () => {
    const cell = fc.stringMatching(/^[a-z0-9-]{0,24}$/);
    const rows = fc.integer({ min: 1, max: 5 }).chain((columns) =>
      fc.record({
        head: fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: columns, maxLength: columns }),
        rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
      }),
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 140 }), (content, width) => {
        const text = fittedTable({ ...content, align: content.head.map(() => "left"), names: 0 }, width);
        for (const line of text.split("\n")) assert.ok(line.length <= width, line);
        for (const row of content.rows)
          for (const one of row) assert.ok(words(text).includes(one), `${one} in\n${text}`);
      }),
    );
  });

  it("has lines that lose nothing but where they break", () => {
    const line = fc
      .tuple(fc.nat(6), fc.stringMatching(/^[a-z][a-z ]{0,160}$/))
      .map(([indent, text]) => " ".repeat(indent) + text);
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 30, max: 120 }), (lines, width) => {
        const fitted = fitLines(lines.join("\n"), width);
        assert.equal(words(fitted), words(lines.join("\n")));
        for (const one of fitted.split("\n")) assert.ok(one.length <= width);
      }),
    );
  });
});
