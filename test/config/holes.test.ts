import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { metricAlarmArgs } from "../../components/alarm-args.ts";
import { LimitError } from "../../monitoring/limit-checks.ts";
import { plan } from "../../monitoring/plan.ts";
import { ConfigError, type StackConfig } from "../../stacks/config.ts";
import { collectProblems, show } from "../../stacks/config-error.ts";
import { readPulumiConfig } from "../../stacks/read-pulumi-config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { read } from "./fixture-registry.ts";

const head = "config:\n  aws:region: ap-northeast-1\n";
const withModels = (more: string): string => `${head}  bedrock-headroom:models: [amazon.nova-micro-v1:0]\n${more}`;
const settingsOf = async (config: StackConfig) => (await read({}, config)).settings;

async function refusal(text: string): Promise<ConfigError> {
  const error = await Promise.resolve()
    .then(() => settingsOf(readStackFile("tokyo", text)))
    .then(
      (settings) => assert.fail(`accepted: ${JSON.stringify(settings).slice(0, 200)}`),
      (thrown: unknown) => thrown,
    );
  assert.ok(error instanceof ConfigError, error as Error);
  return error;
}

/** The same values as a running program gets them. */
async function inPulumi(config: Record<string, string>, secret: string[] = []): Promise<ConfigError | StackConfig> {
  const nothing = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(nothing, "bedrock-headroom", "tokyo", false);
  pulumi.runtime.setAllConfig({ "aws:region": "ap-northeast-1", ...config }, secret);
  try {
    return readPulumiConfig();
  } catch (error) {
    assert.ok(error instanceof ConfigError, error as Error);
    return error;
  } finally {
    pulumi.runtime.setAllConfig({});
  }
}

/** Each is one mistake: where it is told, and a word of what is said. */
const oneMistake: readonly [title: string, text: string, path: string, says: RegExp][] = [
  [
    "a severity that every object has",
    withModels("  bedrock-headroom:thresholds: { constructor: 70, critical: 90 }\n"),
    "thresholds.constructor",
    /not constructor/,
  ],
  [
    "a tag that sets an object's prototype, in JSON text",
    withModels(`  bedrock-headroom:tags: '{"__proto__": "x"}'\n`),
    "tags.__proto__",
    /tag key/,
  ],
  ...Object.getOwnPropertyNames(Object.prototype).map((word): (typeof oneMistake)[number] => [
    `a tag named ${word}, which Pulumi can't pass on`,
    withModels(`  bedrock-headroom:tags: { ${word}: x }\n`),
    `tags.${word}`,
    /tag key/,
  ]),
  ["a key of the config", withModels("  bedrock-headroom:__proto__: { a: b }\n"), "__proto__", /not a key/],
  [
    "20,000 brackets",
    `${head}  bedrock-headroom:models: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
    "line 3",
    /deep/,
  ],
  ["20,000 brackets that stay open", `${head}  bedrock-headroom:models: ${"{a: ".repeat(20_000)}\n`, "line 3", /deep/],
  ["100 brackets", `${head}  bedrock-headroom:models: ${"[".repeat(100)}${"]".repeat(100)}\n`, "models", /30 levels/],
  ["a key and its old spelling", withModels("  bedrock-headroom:config:models: all\n"), "models", /one key/],
  ["a key with and without the project", withModels("  models: all\n"), "models", /one key/],
  [
    "a misspelt project",
    withModels("  bedrock-headrom:thresholds: { warning: 60 }\n"),
    "bedrock-headrom:thresholds",
    /begin with bedrock-headroom:/,
  ],
  ["half of the project's name", withModels("  headroom:tags: { a: b }\n"), "headroom:tags", /not read/],
  [
    "an encrypted Region",
    "config:\n  aws:region: { secure: v1:AAAA }\n  bedrock-headroom:models: all\n",
    "aws:region",
    /encrypted/,
  ],
  [
    "what was encrypted, beside another key",
    withModels("  bedrock-headroom:dashboard: { secure: v1:AAAA, name: a }\n"),
    "dashboard.secure",
    /not a key/,
  ],
  ["a key twice", withModels("  bedrock-headroom:models: all\n"), "line 4, column 3", /already/],
  [
    "a key twice in JSON text",
    withModels(`  bedrock-headroom:thresholds: '{"a": 1, "a": 99}'\n`),
    "thresholds",
    /twice/,
  ],
  ["an alias of nothing", withModels("  bedrock-headroom:tags: *nope\n"), "tags", /anchor/],
  [
    "aliases of aliases of aliases",
    `a: &a [x, x, x, x, x, x, x, x]\n${[..."bcdefghi"]
      .map((name, index) => `${name}: &${name} [${Array(8).fill(`*${"abcdefgh"[index]}`).join(", ")}]\n`)
      .join("")}${withModels("  bedrock-headroom:tags: *i\n")}`,
    "tags",
    /without end/,
  ],
  ["a config that is a list", "config: [a]\n", "config", /must be a map/],
  ["a file that is a list", "- a\n", "config", /is missing/],
  ["a merge of the config's keys", withModels("  <<: { a: b }\n"), "config", /no key/],
  ["a list as a key", withModels("  ? [a]\n  : b\n"), "config", /no key/],
  ["a second document", `${withModels("")}---\na: b\n`, "line 4, column 1", /second document/],
  ["a set", withModels("  bedrock-headroom:tags: !!set { a }\n"), "tags", /tag/],
  ["a tagged word", withModels("  bedrock-headroom:tags: { !!binary aGVsbG8=: a }\n"), "tags", /tag/],
  ["binary text", withModels("  bedrock-headroom:registry: !!binary aGVsbG8=\n"), "registry", /tag/],
  ["a list as a key of a value", withModels("  bedrock-headroom:tags: { ? [a] : b }\n"), "tags", /no key/],
  ["a tab", withModels("\tbedrock-headroom:tags: a\n"), "line 4, column 1", /Tabs/],
  ...["1e999", ".inf", "-.inf", ".nan", "-0", "70%", "yes", "on", "~"].map((written): (typeof oneMistake)[number] => [
    `a threshold of ${written}`,
    withModels(`  bedrock-headroom:thresholds: { warning: ${written} }\n`),
    "thresholds.warning",
    /percentage/,
  ]),
  // Null would mean off.
  ...["1e999", ".nan"].map((written): (typeof oneMistake)[number] => [
    `a model's threshold of ${written}`,
    `${head}  bedrock-headroom:models: [{ model: amazon.nova-micro-v1:0, thresholds: { warning: ${written} } }]\n`,
    "models[0].thresholds.warning",
    /percentage/,
  ]),
  ...["012", "0b11", "1_0", "2026-11-25", "2026-11-25T10:00:00Z"].map((written): (typeof oneMistake)[number] => [
    `${written}, which Pulumi's reader takes for something else`,
    withModels(`  bedrock-headroom:tags: { team: ${written} }\n`),
    "tags",
    /more than one way/,
  ]),
];

describe("a config with a hole in it", () => {
  for (const [title, text, path, says] of oneMistake) {
    it(`${title}: one clear error`, async () => {
      const { problems, message } = await refusal(text);
      assert.equal(problems.length, 1, message);
      assert.equal(problems[0]?.path, path);
      assert.match(problems[0]?.message ?? "", says);
      assert.ok(message.length < 1000, message);
      assert.doesNotMatch(message, /v1:AAAA/);
    });
  }

  it("deep JSON is refused by the running program too", async () => {
    for (const levels of [100, 20_000]) {
      const error = await inPulumi({ "bedrock-headroom:models": "[".repeat(levels) + "]".repeat(levels) });
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(
        error.problems.map(({ path, message }) => [path, message]),
        [["models", "is nested more than 30 levels deep"]],
      );
    }
  });

  it("a misspelt project and an encrypted Region are told by the running program too", async () => {
    const error = await inPulumi({ "bedrock-headrom:models": "all" }, ["aws:region"]);
    assert.ok(error instanceof ConfigError);
    assert.deepEqual(
      error.problems.map(({ path }) => path),
      ["aws:region", "bedrock-headrom:models"],
    );
    assert.doesNotMatch(error.message, /ap-northeast-1/);
  });

  it("other namespaces are left alone, whatever they hold", async () => {
    const text = withModels("  acme:thresholds: { a: 012 }\n  aws:profile: { secure: v1:AAAA }\n  bedrock:agents: 3\n");
    assert.deepEqual(Object.keys(readStackFile("tokyo", text).values), ["models"]);
    const config = await inPulumi({ "acme:thresholds": "[[", "bedrock:agents": "3" }, ["acme:thresholds"]);
    assert.ok(!(config instanceof ConfigError), String(config));
  });

  it("a byte-order mark, line ends of Windows and texts with brackets change nothing", async () => {
    const text = withModels(`  bedrock-headroom:tags: { a: b } # ${"[".repeat(900)}\n`);
    const expected = await settingsOf(readStackFile("tokyo", text));
    for (const other of [`\ufeff${text}`, text.replaceAll("\n", "\r\n")])
      assert.deepEqual(await settingsOf(readStackFile("tokyo", other)), expected);
  });

  it("topics are looked up among the severities alone", async () => {
    const settings = await settingsOf(readStackFile("tokyo", withModels("")));
    const severities = settings.severities.map((each, index) =>
      index === 0 ? { ...each, name: "constructor" } : each,
    );
    const targets = settings.targets.map((target) => ({ ...target, thresholds: severities }));
    const { alarms } = plan({ ...settings, severities, targets });
    const ours = alarms.filter(({ AlarmActions }) => AlarmActions[0] === "topic:constructor");
    assert.ok(ours.length > 0);
    for (const alarm of ours) {
      assert.deepEqual(alarm.AlarmActions, ["topic:constructor"]);
      assert.throws(() => metricAlarmArgs(alarm, {}, settings.region), /no such topic/);
    }
  });
});

describe("a report", () => {
  const many = 5000;
  const wrong = (write: (index: number) => string): string =>
    Array.from({ length: many }, (_, n) => write(n)).join(", ");

  const files: Readonly<Record<string, string>> = {
    models: `${head}  bedrock-headroom:models: [${wrong((n) => `anthropic.claude-${n}`)}]\n`,
    "keys of models": `${head}  bedrock-headroom:models: [${wrong((n) => `{ modle: x${n} }`)}]\n`,
    tags: withModels(`  bedrock-headroom:tags: { ${wrong((n) => `__${n}: x`)} }\n`),
    addresses: withModels(`  bedrock-headroom:alerts: { email: [${wrong((n) => `x${n}`)}] }\n`),
    keys: withModels(wrong((n) => `  bedrock-headroom:x${n}: 1\n`).replaceAll(", ", "")),
  };
  for (const [what, text] of Object.entries(files)) {
    it(`of 5,000 wrong ${what} tells the first and how many more there are, soon`, async function () {
      // For a busy machine; what counts is the processor time below.
      this.timeout(60_000);
      const before = process.cpuUsage();
      const { message, problems } = await refusal(text);
      const { user, system } = process.cpuUsage(before);
      assert.equal(problems.length, 50);
      assert.match(message, /^(5000|5001|10000) problems/);
      assert.match(message, /and \d+ more/);
      assert.ok(Buffer.byteLength(message) <= 20_000, `${message.length}`);
      // A second or less on a machine of its own; comparing each with each takes eight times as long.
      assert.ok(user + system < 2e6, `${(user + system) / 1e6} s`);
    });
  }

  it("stays within 20 kB where every word of it is long", () => {
    const problems = collectProblems();
    for (let index = 0; index < 60; index += 1)
      problems.add(`a${index}`, "\u{1f600}".repeat(500), "\u00e9".repeat(5000), "\u001b".repeat(5000));
    const { message } = new ConfigError("tokyo", problems.list, problems.untold);
    assert.ok(Buffer.byteLength(message) <= 20_000, `${Buffer.byteLength(message)}`);
    assert.match(message, /^60 problems/);
    assert.ok(message.isWellFormed());
  });

  it("of a plan that AWS would refuse stays short, and of a Region shows the beginning of its name", async () => {
    const { message } = new LimitError(Array.from({ length: 5000 }, (_, index) => `alarm ${index} has too much`));
    assert.match(message, /and 4970 more$/);
    assert.ok(message.length < 20_000);
    const report = await refusal(`config:\n  aws:region: ${"x".repeat(100_000)}\n  bedrock-headroom:models: all\n`);
    assert.match(report.message, /us-east-1/);
    assert.ok(report.message.length < 2000);
  });

  it("says what to write where the slip is plain", async () => {
    const text = withModels("  bedrock-headroom:thresholds: { warning: 70% }\n");
    assert.equal((await refusal(text)).problems[0]?.fix, "write 70, without the %");
    const entry = `${head}  bedrock-headroom:models: [{ model: openai.gpt-6-sol, alarms: yes }]\n`;
    assert.equal((await refusal(entry)).problems[0]?.fix, "write true");
  });

  it("shows of a value what fits in a line, however large or deep it is", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    assert.equal(show(deep), `${"[".repeat(79)}…`);
    assert.equal(show({ a: [1, "b", null, true], "c d": {} }), '{"a":[1,"b",null,true],"c d":{}}');
    assert.equal(show([Number.NaN, Number.POSITIVE_INFINITY]), "[NaN,Infinity]");
    assert.equal(show({ x: { secure: "v1:AAAA" } }), '{"x":{"secure":"[secret]"}}');
    assert.ok(show(`${"a".repeat(77)}\u{1f600}b`).isWellFormed());
  });

  it("knows the places that its problems are under", () => {
    const problems = collectProblems();
    problems.add("models[3].thresholds.warning", 1, "is wrong", "mend it");
    for (const place of ["models", "models[3]", "models[3].thresholds", "models[3].thresholds.warning"])
      assert.ok(problems.under(place), place);
    for (const place of ["model", "models[30]", "models[3].thresh", "thresholds"])
      assert.ok(!problems.under(place), place);
  });
});
