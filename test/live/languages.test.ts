import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { inventory } from "../../local/aws/inventory.ts";
import { stackOperations, succeeded } from "../../local/bring-up.ts";
import { languagesAreReady } from "../../local/engine/language-tools.ts";
import type { Outcome } from "../../local/engine/project.ts";
import { type LocalAws, startLocalAws } from "../../local/local-aws.ts";
import { root } from "../package/packed.ts";
import { describeLive } from "./describe-live.ts";
import { installedPlugin } from "./plugin-folder.ts";

const page = await readFile(join(root, "docs/languages.md"), "utf8");

/** A program of the page, as it is written there. */
function programIn(language: "python" | "yaml"): string {
  const [, code] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  assert(code, `docs/languages.md has no program in ${language}`);
  return code;
}

let installed: Promise<string> | undefined;
const pluginFolder = (): Promise<string> => {
  installed ??= installedPlugin();
  return installed;
};

interface Running {
  local: LocalAws;
  operations: ReturnType<typeof stackOperations>;
  /** writes a file of the program */
  write: (name: string, text: string) => Promise<void>;
  close: () => Promise<void>;
}

/** A project in another language, on the real engine and an emulator of its own. */
async function open(files: Readonly<Record<string, string>>): Promise<Running> {
  const source = await mkdtemp(join(await realpath(tmpdir()), "headroom-language-"));
  await mkdir(source, { recursive: true });
  const all = { "Pulumi.dev.yaml": "config:\n  aws:region: us-east-1\n", ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(source, name), text);
  const local = await startLocalAws({ source });
  const write = (name: string, text: string) => writeFile(join(local.folder, "project", name), text);
  const operations = stackOperations(local.project, "dev");
  const close = async () => {
    await local.close();
    await rm(source, { recursive: true, force: true });
  };
  return { local, operations, write, close };
}

const errorsOf = ({ diagnostics, stdout }: Outcome): string =>
  `${diagnostics.map(({ message }) => message).join("\n")}\n${stdout}`;

/** Brings a program up, looks at what is there, sees that nothing changes a second time, and destroys it. */
async function liveThrough({ local, operations }: Running, topics: readonly string[]): Promise<void> {
  const { summary } = succeeded(await operations.preview());
  assert((summary["create"] ?? 0) > 40, JSON.stringify(summary));
  succeeded(await operations.up());

  const made = await inventory(local.clients("us-east-1"));
  for (const kind of ["alarm", "dashboard", "function", "schedule", "role", "topic"])
    assert(
      made.some((one) => one.startsWith(`${kind} `)),
      `no ${kind} among\n${made.join("\n")}`,
    );
  const { MetricAlarms = [], CompositeAlarms = [] } = await local
    .clients("us-east-1")
    .cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }));
  const told = [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmActions = [] }) => AlarmActions);
  assert(told.length > 5, "alarms tell nobody");
  for (const topic of topics)
    assert(
      told.some((arn) => arn.endsWith(`:${topic}`)),
      `nothing is told to ${topic}`,
    );
  const sixty = MetricAlarms.filter(({ Threshold, AlarmName }) => Threshold === 60 && AlarmName?.includes("at 60%"));
  assert(sixty.length > 0, "the program's threshold is nowhere");

  const { stdout } = succeeded(await local.project.pulumi(["stack", "output", "--json", "--stack", "dev"]));
  const outputs = JSON.parse(stdout) as { topics: Record<string, string>; alarms: Record<string, string> };
  assert.match(outputs.topics["critical"] ?? "", /^arn:aws:sns:us-east-1:\d+:/);
  assert.equal(Object.keys(outputs.alarms).length, MetricAlarms.length + CompositeAlarms.length);

  const again = succeeded(await operations.up());
  assert.deepEqual(
    again.steps.map(({ op, urn }) => `${op} ${urn}`),
    [],
  );
  succeeded(await operations.destroy());
  assert.deepEqual(
    (await inventory(local.clients("us-east-1"))).filter((one) => !one.startsWith("key ")),
    [],
  );
}

const wrong = { model: "us.amazon.nova-lit-v1:0" };

describeLive("live: BedrockQuotaMonitor in other languages", (suite) => {
  suite.timeout(600_000);
  let running: Running | undefined;
  before(function () {
    if (languagesAreReady()) return;
    console.log('    Skipped, without what runs Python and YAML: run "npm run engine" (needs Go and Python).');
    this.skip();
  });
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  it("in Python: the program of docs/languages.md, with a topic of its own", async () => {
    running = await open({ "Pulumi.yaml": "name: quotas\nruntime: python\n", "requirements.txt": "" });
    await running.write("__main__.py", programIn("python"));
    succeeded(await running.local.project.pulumi(["package", "add", await pluginFolder()]));
    succeeded(await running.operations.init());
    await liveThrough(running, ["on-call"]);
  });

  it("in Python, through a provider of the program's own", async () => {
    running = await open({ "Pulumi.yaml": "name: quotas\nruntime: python\n" });
    await running.write(
      "__main__.py",
      `import pulumi
import pulumi_aws as aws
import pulumi_bedrock_headroom as headroom
west = aws.Provider("west", region="us-west-2")
headroom.BedrockQuotaMonitor(
    "bedrock",
    region="us-west-2",
    models=[{"model": "us.amazon.nova-lite-v1:0"}],
    opts=pulumi.ResourceOptions(providers={"aws": west}, protect=True),
)
`,
    );
    succeeded(await running.local.project.pulumi(["package", "add", await pluginFolder()]));
    succeeded(await running.operations.init());
    succeeded(await running.operations.up());
    const alarmsIn = async (region: string, { local }: Running) =>
      (await inventory(local.clients(region))).filter((one) => one.startsWith("alarm "));
    assert.deepEqual(await alarmsIn("us-east-1", running), []);
    assert((await alarmsIn("us-west-2", running)).length > 5);
    const { stdout } = succeeded(await running.local.project.pulumi(["stack", "export", "--stack", "dev"]));
    const { resources } = (JSON.parse(stdout) as { deployment: { resources: Exported[] } }).deployment;
    const ofAws = resources.filter(({ type }) => type.startsWith("aws:"));
    assert(ofAws.length > 30);
    const others = ofAws.filter(({ provider, protect }) => !provider?.includes("::west::") || !protect);
    assert.deepEqual(
      others.map(({ urn }) => urn),
      [],
    );
  });

  it("in YAML: the program of docs/languages.md", async () => {
    const program = programIn("yaml");
    assert(program.includes("../bedrock-headroom/plugin"));
    running = await open({
      "Pulumi.yaml": program.replace("../bedrock-headroom/plugin", JSON.stringify(await pluginFolder())),
    });
    succeeded(await running.operations.init());
    await liveThrough(running, []);
  });

  it("in YAML, with values that only Pulumi knows", async () => {
    const other = `  other:
    type: bedrock-headroom:BedrockQuotaMonitor
    properties:
      models: [{ model: us.amazon.nova-lite-v1:0 }]
      alerts: { topics: ["\${monitor.topicArns.critical}"] }
      tags: { publisher: "\${monitor.publisherFunctionName}" }
outputs:
`;
    const program = programIn("yaml").replace("../bedrock-headroom/plugin", JSON.stringify(await pluginFolder()));
    running = await open({ "Pulumi.yaml": program.replace("outputs:\n", other) });
    succeeded(await running.operations.init());
    succeeded(await running.operations.preview());
    succeeded(await running.operations.up());
    const { MetricAlarms = [] } = await running.local
      .clients("us-east-1")
      .cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm"] }));
    const ofOther = MetricAlarms.filter(({ AlarmName }) => AlarmName?.includes("/dev-other-"));
    const told = ofOther.flatMap(({ AlarmActions = [] }) => AlarmActions);
    assert(
      told.some((arn) => /:bedrock-headroom-dev-monitor-[0-9a-f]+-critical$/.test(arn)),
      told.join("\n"),
    );
  });

  it("tells what is wrong with the arguments as a message, in both", async () => {
    const folder = await pluginFolder();
    running = await open({ "Pulumi.yaml": "name: quotas\nruntime: python\n" });
    succeeded(await running.local.project.pulumi(["package", "add", folder]));
    succeeded(await running.operations.init());
    await running.write(
      "__main__.py",
      `import pulumi_bedrock_headroom as headroom
headroom.BedrockQuotaMonitor("bedrock", models=[{"model": "${wrong.model}"}], thresholds={"warning": 700})
`,
    );
    assertReadable(await running.operations.preview());
    await running.close();

    running = await open({
      "Pulumi.yaml": `name: quotas
runtime: yaml
packages: { bedrock-headroom: ${JSON.stringify(folder)} }
resources:
  bedrock:
    type: bedrock-headroom:BedrockQuotaMonitor
    properties:
      models: [{ model: "${wrong.model}" }]
      thresholds: { warning: 700 }
`,
    });
    succeeded(await running.operations.init());
    assertReadable(await running.operations.preview());
  });
});

interface Exported {
  type: string;
  urn: string;
  provider?: string;
  protect?: boolean;
}

/** Both mistakes in one message, what to do about them, and no stack trace of ours. */
function assertReadable(outcome: Outcome): void {
  const text = errorsOf(outcome);
  assert.notEqual(outcome.code, 0);
  assert.match(text, /nova-lit-v1:0/);
  assert.match(text, /did you mean/i);
  assert.match(text, /thresholds\.warning/);
  assert.doesNotMatch(text, /at new BedrockQuotaMonitor|node:internal|\.ts:\d+/, text);
}
