import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildProgram } from "../../cli/program.ts";
import { plan } from "../../monitoring/plan.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const root = join(import.meta.dirname, "../..");
const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".md"),
);
const pages = ["README.md", ...docs.map((name) => join("docs", name))];

/** The commands that a text names as one would type them. */
const named = (text: string): string[] =>
  [...text.matchAll(/(?:`|npm run (?:--silent )?)headroom (?:-- )?([a-z][a-z-]+)/g)].flatMap(([, name = ""]) => name);

describe("the commands that texts name", () => {
  it("exist, in the documentation and in the descriptions of alarms", async () => {
    const program = await buildProgram([]);
    const known = new Set([...program.commands.map((command) => command.name()), "help"]);
    for (const page of pages)
      for (const name of named(readFileSync(join(root, page), "utf8")))
        assert.ok(known.has(name), `${page}: headroom ${name}`);
    const { alarms } = plan(settings([target("anthropic.claude-opus-5", "cross-region")]));
    const inAlarms = alarms.flatMap(({ AlarmDescription }) => named(AlarmDescription));
    for (const name of inAlarms) assert.ok(known.has(name), name);
    for (const name of ["diagnose", "increase", "doctor", "usage"]) assert.ok(inAlarms.includes(name), name);
  });

  it("have a page each that says how they end, where they read an account", () => {
    for (const name of ["diagnose", "backtest", "forecast", "increase", "doctor", "advise"])
      assert.match(readFileSync(join(root, "docs", `${name}.md`), "utf8"), /[Ee]xit codes?/, name);
  });
});
