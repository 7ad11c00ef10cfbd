import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readProjectConfig } from "../../preview/project-config.ts";
import { ConfigError, readSettings } from "../../stacks/config.ts";
import { readPulumiConfig } from "../../stacks/read-pulumi-config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { projectDirectory, samples } from "../fixtures/sample-stacks.ts";

const projectText = await readFile(join(projectDirectory, "Pulumi.yaml"), "utf8");

/** Runs with the config that Pulumi hands to a program for these files. */
async function inPulumi<T>(stack: string, text: string, project: string, use: () => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "headroom-config-"));
  try {
    await writeFile(join(dir, "Pulumi.yaml"), project);
    await writeFile(join(dir, `Pulumi.${stack}.yaml`), text);
    const { config } = await readProjectConfig(dir, stack);
    await setConfig(stack, config);
    return await use();
  } finally {
    pulumi.runtime.setAllConfig({});
    await rm(dir, { recursive: true });
  }
}

async function setConfig(stack: string, config: Record<string, string>, secret: string[] = []): Promise<void> {
  const nothing = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(nothing, "bedrock-headroom", stack, false);
  pulumi.runtime.setAllConfig(config, secret);
}

const oddText = `
config:
  aws:region: us-east-1
  pulumi:tags: { a: b }
  aws:defaultTags: { tags: { owner: me, "on": call } }
  bedrock-headroom:models: all
  bedrock-headroom:thresholds:
    warning: 60
    critical: 80.5
  bedrock-headroom:publisher: '{"refreshMinutes": 5}'
  bedrock-headroom:registry: 1.50
  bedrock-headroom:dashboard:
  bedrock-headroom:config:tags: { "on": "yes", off: no, number: 12 }
  evaluation: [1, 2.0, true, null, "text"]
  bedrock-headroom:modles: "{not json"
  bedrock-headroom:alerts: yes
`;

describe("a stack file", () => {
  it("reads the same from the file as in the running program", async () => {
    const bare = "name: bedrock-headroom\nruntime: nodejs\n";
    for (const [stack, text] of [...samples, ["odd", oddText] as const]) {
      const fromPulumi = await inPulumi(stack, text, bare, async () => readPulumiConfig());
      assert.deepEqual(readStackFile(stack, text), fromPulumi);
    }
  });

  it("gives the same settings with the defaults that Pulumi.yaml puts in", async () => {
    for (const [stack, text] of samples) {
      const fromPulumi = await inPulumi(stack, text, projectText, async () => readSettings(readPulumiConfig()));
      assert.deepEqual(await readSettings(readStackFile(stack, text)), fromPulumi);
    }
  });

  it("names the keys of the provider's default tags, however they are written, and none of what are none", () => {
    const keys = (written: string) => readStackFile("x", `config:\n  aws:defaultTags: ${written}\n`).defaultTags;
    assert.deepEqual(keys("{ tags: { owner: me, cost: 1 } }"), ["owner", "cost"]);
    assert.deepEqual(keys(`'{"tags":{"owner":"me"}}'`), ["owner"]);
    for (const none of ["", "{}", "{ tags: }", "{ tags: [a] }", "text", "&a { tags: *a }", "{ keys: { a: b } }"])
      assert.equal(keys(none), undefined, none);
  });

  it("keeps words, takes lists and maps apart, and leaves other namespaces alone", () => {
    const { stack, region, values } = readStackFile("odd", oddText);
    assert.equal(stack, "odd");
    assert.equal(region, "us-east-1");
    assert.deepEqual(values, {
      models: "all",
      thresholds: { warning: 60, critical: 80.5 },
      publisher: { refreshMinutes: 5 },
      registry: "1.50",
      dashboard: "",
      tags: { on: "yes", off: "no", number: 12 },
      evaluation: [1, 2, true, null, "text"],
      modles: "{not json",
      alerts: "yes",
    });
  });

  it("may use anchors and merge keys, as Pulumi's YAML reader takes them", () => {
    const text = "x: &low { warning: 40 }\nconfig:\n  bedrock-headroom:thresholds: { <<: *low, critical: 90 }\n";
    assert.deepEqual(readStackFile("dev", text).values, { thresholds: { warning: 40, critical: 90 } });
    const word = "x: &home us-east-1\nconfig:\n  aws:region: *home\n  bedrock-headroom:registry: *home\n";
    const { region, values } = readStackFile("dev", word);
    assert.deepEqual([region, values], ["us-east-1", { registry: "us-east-1" }]);
  });

  it("is refused where a value is encrypted, also by the running program", async () => {
    const text = "config:\n  aws:region: us-east-1\n  bedrock-headroom:alerts:\n    email: [{ secure: v1:AAAA }]\n";
    const problem = {
      path: "alerts",
      found: '"[secret]"',
      message: "is encrypted; settings are shown in plans and dashboards, so none of them is a secret",
      fix: "set it in plain: pulumi config set alerts <value> --plaintext --stack dev",
    };
    const isProblem = (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(error.problems, [problem]);
      return true;
    };
    assert.throws(() => readStackFile("dev", text), isProblem);
    await setConfig("dev", { "bedrock-headroom:alerts": "{}" }, ["bedrock-headroom:alerts"]);
    assert.throws(() => readPulumiConfig(), isProblem);
    pulumi.runtime.setAllConfig({});
  });

  it("that is no YAML is refused with the place", () => {
    assert.throws(
      () => readStackFile("dev", "config:\n  - a\n b: [\n"),
      (error) =>
        error instanceof ConfigError && error.problems.every(({ path }) => /^line \d+, column \d+$/.test(path)),
    );
  });

  it("that holds itself is refused", () => {
    const text = "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: &all [*all]\n";
    assert.throws(
      () => readStackFile("dev", text),
      (error) => error instanceof ConfigError && error.problems.length === 1,
    );
  });
});

describe("Pulumi.yaml", () => {
  it("declares every key of the config with a description and a default, which Pulumi demands of optional keys", async () => {
    const { configShape } = await import("../../stacks/shapes.ts");
    const { parse } = await import("yaml");
    const { config } = parse(projectText) as { config: Record<string, { description?: string; default?: unknown }> };
    assert.deepEqual(Object.keys(config), Object.keys(configShape.shape));
    for (const [key, { description, default: fallback, ...rest }] of Object.entries(config)) {
      assert.ok(description, key);
      assert.notEqual(fallback ?? null, null, key);
      assert.deepEqual(rest, {}, `${key}: a type would be checked by Pulumi before our own checks`);
    }
  });
});
