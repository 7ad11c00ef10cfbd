import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPlan } from "../../cli/read-plan.ts";
import type { PlanDiff } from "../../monitoring/plan-diff.ts";
import { UserError } from "../../stacks/user-error.ts";
import { projectDirectory, sampleDirectory } from "../fixtures/sample-stacks.ts";
import * as plans from "./plans.ts";

const { before } = plans;

const main = join(projectDirectory, "cli/main.ts");

describe("headroom diff", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  const folder = mkdtempSync(join(tmpdir(), "headroom-diff-"));
  const file = (name: string, content: string | object | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(
      path,
      typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
    return path;
  };
  const run = (args: string[], input?: string, env: NodeJS.ProcessEnv = {}, cwd = sampleDirectory) =>
    spawnSync(process.execPath, [main, "diff", ...args], {
      cwd,
      encoding: "utf8",
      input: input ?? "",
      env: { ...process.env, ...env },
    });
  const old = file("before.json", before);
  const now = file("after.json", plans.after);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("compares two files, on the terminal, in Markdown and in JSON", () => {
    assert.match(run([old, now]).stdout, /^us-east-1: .+ is watched no more.*\n[^]*^Alarms \+\d+ −\d+ ~\d+, \$/m);
    assert.match(run([old, now, "--markdown"]).stdout, /^### `us-east-1`: .+ is watched no more/);
    const diff = JSON.parse(run([old, now, "--json"]).stdout) as PlanDiff;
    assert.deepEqual([diff.schemaVersion, diff.same, diff.targets.added.length], [1, false, 1]);
  });

  it("writes no colours where nobody sees them", () => {
    assert.ok(!run([old, now]).stdout.includes("\x1b"));
    assert.ok(run([old, now], undefined, { FORCE_COLOR: "1" }).stdout.includes("\x1b"));
    assert.ok(!run([old, now], undefined, { NO_COLOR: "1", FORCE_COLOR: undefined }).stdout.includes("\x1b"));
  });

  it("takes a stack's plan as it is now, and a plan from standard input", () => {
    const shown = spawnSync(process.execPath, [main, "plan", "--stack", "us-west-2", "--json"], {
      cwd: sampleDirectory,
      encoding: "utf8",
      maxBuffer: 16e6,
    });
    const { status, stdout } = run(["-", "us-west-2", "--exit-code"], shown.stdout);
    assert.match(stdout, /^us-west-2: nothing changes/);
    assert.equal(status, 0);
  });

  it("exits with 2 where the plans differ, if asked, with 0 where they don't, and with 1 for what is wrong", () => {
    assert.equal(run([old, now]).status, 0);
    assert.equal(run([old, now, "--exit-code"]).status, 2);
    assert.equal(run([old, old, "--exit-code"]).status, 0);
    assert.equal(run([old, "/dev/null", "--exit-code"]).status, 2);
    assert.equal(run(["none.json", now, "--exit-code"]).status, 1);
  });

  it("tells of a stack file whose addresses are emptied or replaced", () => {
    const project = join(folder, "project");
    mkdirSync(project);
    copyFileSync(join(projectDirectory, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
    const stack = (email: string) =>
      writeFileSync(
        join(project, "Pulumi.mine.yaml"),
        `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-opus-5]\n  bedrock-headroom:alerts: { email: ${email} }\n`,
      );
    stack("[ops@example.com]");
    const shown = spawnSync(process.execPath, [main, "plan", "--stack", "mine", "--json"], {
      cwd: project,
      encoding: "utf8",
      maxBuffer: 16e6,
    });
    stack("[]");
    const emptied = run(["-", "mine", "--exit-code", "--markdown"], shown.stdout, {}, project);
    assert.match(emptied.stdout, /^### `mine`: warning and critical are told to nobody\n/, emptied.stderr);
    assert.equal(emptied.status, 2);
    stack("[other@example.com]");
    const replaced = run(["-", "mine", "--json"], shown.stdout, {}, project);
    const { alerts } = JSON.parse(replaced.stdout) as PlanDiff;
    assert.deepEqual(
      alerts.severities.map(({ severity, added, removed }) => [severity, added, removed]),
      ["warning", "critical"].map((severity) => [
        severity,
        [{ by: "email", to: "other@example.com" }],
        [{ by: "email", to: "ops@example.com" }],
      ]),
    );
  });

  it("reads a plan from before plans said who is told, and says that it can't tell", () => {
    const older = structuredClone(before);
    delete older.alerts;
    const { status, stdout } = run([file("untold.json", older), old, "--exit-code"]);
    assert.match(stdout, /^us-east-1: it can't be told who was told before: that plan is of an older headroom\n/);
    assert.equal(status, 2);
  });

  it("takes a missing side for a stack that is new or gone, if told so", () => {
    assert.match(run(["/dev/null", now]).stdout, /everything is new/);
    assert.match(run([old, join(folder, "none.json"), "--allow-missing"]).stdout, /nothing is left of it/);
    assert.match(run([file("empty.json", ""), now, "--allow-missing"]).stdout, /everything is new/);
    assert.match(run(["/dev/null", "/dev/null"]).stderr, /neither side has a plan/);
  });

  it("reads what PowerShell writes", () => {
    const utf16 = Buffer.from(`\ufeff${JSON.stringify(before)}`, "utf16le");
    assert.match(run([file("utf16.json", utf16), old]).stdout, /nothing changes/);
  });

  it("reads a plan from before alarms had an identity", async () => {
    const older = structuredClone(before) as { alarms: object[]; compositeAlarms: object[] };
    for (const alarm of [...older.alarms, ...older.compositeAlarms] as { id?: string; AlarmName: string }[]) {
      alarm.AlarmName = `bedrock-headroom/us-east-1/${alarm.id}`;
      delete alarm.id;
    }
    const read = await readPlan(file("older.json", older));
    assert.deepEqual(
      [read?.alarms, read?.compositeAlarms].flatMap((alarms) => alarms?.map(({ id }) => id)),
      [before.alarms, before.compositeAlarms].flatMap((alarms) => alarms.map(({ id }) => id)),
    );
  });

  it("lets fields through that it does not know", () => {
    const newer = { ...before, newField: { a: 1 }, feed: { ...before.feed, more: true } };
    const { status, stdout } = run([old, file("newer.json", newer)]);
    assert.equal(status, 0);
    assert.match(stdout, /The plans also differ in: feed, newField\./);
  });

  const cut = structuredClone(before) as unknown as { alarms: { AlarmName?: string }[] };
  delete cut.alarms[1]?.AlarmName;
  const unreadable: [what: string, file: () => string, message: RegExp][] = [
    ["no JSON", () => file("text.json", "hello"), /text\.json is not JSON .*headroom plan --stack/],
    ["another document", () => file("other.json", [1]), /other\.json is no MonitoringPlan .*headroom plan/],
    ["another version", () => file("v2.json", { ...before, schemaVersion: 2 }), /schemaVersion 2, .* reads 1/],
    ["a field missing", () => file("cut.json", cut), /cut\.json is no MonitoringPlan .*alarms\[1\]\.AlarmName/],
    [
      "a body that is no dashboard",
      () => file("body.json", { ...before, dashboards: [{ name: "a", body: "{}" }] }),
      /dashboards\[0\]\.body: is no dashboard/,
    ],
    ["a folder", () => folder, /can't be read/],
  ];
  for (const [what, path, message] of unreadable) {
    it(`says what is wrong with a plan's file: ${what}`, () =>
      assert.rejects(readPlan(path()), (error) => error instanceof UserError && message.test(error.message)));
  }

  const bad: [what: string, args: () => string[], message: RegExp][] = [
    [
      "no such file",
      () => ["none.json", now],
      /there is no file none\.json, and no stack of that name \(stacks here: us-/,
    ],
    ["an empty file", () => [file("empty.json", "\n"), now], /is empty: did the command that wrote it fail\?/],
    ["both from standard input", () => ["-", "-"], /only one side/],
    ["two formats", () => [old, now, "--json", "--markdown"], /choose one/],
  ];
  for (const [what, args, message] of bad) {
    it(`says in one line what is wrong: ${what}`, () => {
      const { status, stdout, stderr } = run(args());
      assert.match(stderr, message);
      assert.deepEqual([status, stdout, stderr.trim().split("\n").length], [1, "", 1]);
    });
  }
});
