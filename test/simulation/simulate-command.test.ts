import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { document, type Options, prepare } from "../../cli/commands/simulate.ts";
import { buildProgram } from "../../cli/program.ts";
import { simulateStack } from "../../cli/simulate-stack.ts";
import { describe as report } from "../../cli/simulate-text.ts";
import { plan } from "../../monitoring/plan.ts";
import { usualMaxTokens } from "../../monitoring/simulation/reservation-series.ts";
import { UserError } from "../../stacks/user-error.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const id = "anthropic.claude-sonnet-4-6";
const own = settings([target(id, "cross-region", { latencyAnomaly: 2 }), target(id, "global")]);
const stack = plan(own);
const codeOf = (metricModel: string) =>
  stack.feed.quotas.find(({ metric, modelId }) => metric === "TokenQuota" && modelId === metricModel)!.code;
const code = codeOf(`us.${id}`);

const options = (rest: Partial<Options>): Options => ({
  stack: "us-east-1",
  traffic: "steady:71%",
  target: [],
  quota: [],
  quotaChange: [],
  lag: 0,
  maxTokens: usualMaxTokens,
  seed: "",
  ...rest,
});

/** What the command does after it has read the stack, with its own words for what it fired. */
function run(rest: Partial<Options>) {
  const asked = options(rest);
  const { input, warnings } = prepare(stack, own, asked);
  const results = simulateStack(input);
  return { text: report(input, asked, results), json: document(input, asked, results), warnings, results };
}
const idOf = (name: string): string =>
  [...stack.alarms, ...stack.compositeAlarms].find(({ AlarmName }) => AlarmName === name)?.id ?? name;
const fired = (rest: Partial<Options>): string[] =>
  run(rest).json.alarms.flatMap((alarm) =>
    alarm.outcome === "simulated" && alarm.transitions.some(({ to }) => to === "ALARM") ? [idOf(alarm.alarm)] : [],
  );
const refuses = (rest: Partial<Options>, message: RegExp) =>
  assert.throws(
    () => prepare(stack, own, options(rest)),
    (error) => error instanceof UserError && message.test(error.message),
  );

describe("headroom simulate", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "simulate-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, "traffic.csv");
    writeFileSync(path, text);
    return path;
  };

  it("gives the traffic to every target, or to those of --target only", () => {
    assert.deepEqual(
      fired({}).filter((alarm) => alarm.includes("/tpm/")),
      [`${id}/cross-region/tpm/warning`, `${id}/global/tpm/warning`],
    );
    assert.deepEqual(
      fired({ target: [`${id}/global`] }).filter((alarm) => alarm.includes("/tpm/")),
      [`${id}/global/tpm/warning`],
    );
    assert.equal(fired({ target: [id] }).filter((alarm) => alarm.includes("/tpm/")).length, 2);
  });

  it("takes percentages of the quota that --quota gives, and lets --quota-change change it later", () => {
    const usual = run({ target: [`${id}/cross-region`] });
    const given = run({ target: [`${id}/cross-region`], quota: [{ code, value: 1_000 }] });
    assert.equal(given.json.quotas[code], 1_000);
    assert.notEqual(usual.json.quotas[code], 1_000);
    assert.deepEqual(given.json.alarms, usual.json.alarms);
    const halved = run({
      traffic: "steady:40%",
      quota: [{ code, value: 1_000 }],
      quotaChange: [{ code, value: 500, minute: 10 }],
    });
    const alarm = halved.json.alarms.find((one) => idOf(one.alarm).endsWith("cross-region/tpm/warning"));
    assert.ok(alarm?.outcome === "simulated");
    assert.deepEqual(
      alarm.transitions.map(({ minute, to, time }) => [minute, to, time]),
      [
        [1, "OK", "2026-01-05T00:01Z"],
        [12, "ALARM", "2026-01-05T00:12Z"],
      ],
    );
  });

  it("replays a file from its first minute, for as long as it is, against the default quotas", () => {
    const rows = (value: number) =>
      [0, 1, 2].map((i) => `2026-03-01T10:0${i}Z,EstimatedTPMQuotaUsage,us.${id},${value}`);
    const quota = run({}).json.quotas[code]!;
    const path = file(
      ["minute,metric,modelId,value", ...rows(quota * 0.95), "2026-03-01T10:01Z,Invocations,unknown,3"].join("\n"),
    );
    const { json, warnings, text } = run({ traffic: path });
    assert.equal(json.start, "2026-03-01T10:00Z");
    assert.equal(json.minutes, 3);
    assert.deepEqual(warnings, [
      "no target of the stack counts the traffic of unknown; put its model or profile into the stack's config",
    ]);
    assert.match(text, /2026-03-01T10:01Z +- +critical: .* cross-region at 90% of tokens\/min/);
  });

  it("says of which alarms it can't tell, and why", () => {
    const { text, json } = run({ traffic: "idle" });
    assert.match(text, /No alarm fires\./);
    assert.match(
      text,
      /it can't be told:\n {2}Cannot tell: the threshold is an anomaly detection band.*\n {4}warning: .* slower than usual/,
    );
    assert.equal(json.alarms.filter(({ outcome }) => outcome === "cannot tell").length, 1);
  });

  it("can't tell an alarm on a quota whose value nobody knows, rather than call it silent", () => {
    const unknown = settings([
      {
        ...target(id, "global"),
        model: {
          ...target(id, "global").model,
          scopes: {
            global: {
              ids: [`global.${id}`],
              quotas: [{ kind: "tpm", code: "L-0000000A", name: "named in the config", multiplier: 1 }],
            },
          },
        },
      },
    ]);
    const about = plan(unknown);
    const { input } = prepare(about, unknown, options({}));
    const results = simulateStack(input).filter(({ alarm }) => alarm.includes("tokens/min"));
    assert.equal(results.length, 2);
    for (const result of results) {
      assert.ok(result.outcome === "cannot tell");
      assert.match(result.reason, /no value of quota L-0000000A is known; give one with --quota/);
    }
    const given = prepare(about, unknown, options({ quota: [{ code: "L-0000000A", value: 100 }] }));
    assert.ok(simulateStack(given.input).every(({ outcome }) => outcome === "simulated"));
  });

  it("refuses what does not fit the stack, with what would", () => {
    refuses({ traffic: "steady:71" }, /neither a file that can be read nor a profile; profiles are\n {2}idle/);
    refuses({ target: [`${id}/globl`] }, new RegExp(`no target ${id}/globl; did you mean ${id}/global\\?`));
    refuses({ quota: [{ code: "L-FFFFFFFF", value: 1 }] }, /no quota L-FFFFFFFF/);
    refuses({ quotaChange: [{ code, value: 1, minute: 180 }] }, /the simulation ends after 180; make --minutes longer/);
    refuses({ minutes: 44_641 }, /--minutes 44641: at most 44640 \(31 days\)/);
    refuses(
      { traffic: file(`minute,metric,modelId,value\n44640,Invocations,us.${id},1`) },
      /traffic\.csv has 44641 minutes: at most 44640 \(31 days\); cut it, or set --minutes/,
    );
    refuses({ traffic: file("minute,metric\n0,x"), target: [id] }, /--target goes with a traffic profile/);
    refuses({ traffic: file("minute,metric\n0,x") }, /traffic\.csv: the heading lacks modelId, value/);
  });

  for (const [option, value, message] of [
    ["--minutes", "0", /whole number from 1/],
    ["--lag", "1.5", /whole number from 0/],
    ["--quota", "L-1=5", /code and a value/],
    ["--quota-change", "L-D4FBCF4E=5", /a value and a minute/],
  ] as const) {
    it(`refuses ${option} ${value}`, async () => {
      const program = await buildProgram(["simulate"]);
      const command = program.commands.find((each) => each.name() === "simulate")!;
      let told = "";
      command.configureOutput({ writeErr: (text) => (told += text) }).exitOverride();
      const run = program.parseAsync([
        "node",
        "headroom",
        "simulate",
        "--stack",
        "x",
        "--traffic",
        "idle",
        option,
        value,
      ]);
      await assert.rejects(run);
      assert.match(told, message);
    });
  }

  it("works on a stack of a project", async () => {
    const directory = process.cwd();
    process.chdir(sampleDirectory);
    const lines: string[] = [];
    const { log, error } = console;
    console.log = (line: string) => lines.push(line);
    console.error = () => undefined;
    try {
      await (await buildProgram(["simulate"])).parseAsync([
        "node",
        "headroom",
        "simulate",
        "--stack",
        "us-east-1",
        "--traffic",
        "idle",
        "--json",
      ]);
    } finally {
      process.chdir(directory);
      console.log = log;
      console.error = error;
    }
    const result = JSON.parse(lines.join("\n")) as ReturnType<typeof document>;
    assert.equal(result.schemaVersion, 1);
    assert.ok(result.alarms.length > 10);
    assert.ok(
      result.alarms.every(
        (alarm) => alarm.outcome === "cannot tell" || !alarm.transitions.some(({ to }) => to === "ALARM"),
      ),
    );
  });
});
