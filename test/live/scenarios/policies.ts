import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { configure, stackOperations, succeeded } from "../../../local/bring-up.ts";
import { type LocalAws, startLocalAws } from "../../../local/local-aws.ts";
import { policies } from "../../../policy/policies.ts";
import { sampleDirectory, sampleNames } from "../../fixtures/sample-stacks.ts";

const pack = resolve(import.meta.dirname, "../../../policy");
const program = resolve(import.meta.dirname, "../../fixtures/another-teams-program.ts");
const passed = /✅ bedrock-headroom@v[\d.]+ \(local: /;

/** The policy pack in the real engine, which loads it, asks it of every resource and stops where one is broken. */
export function policyScenarios(): void {
  describe("the policy pack in the engine", () => {
    let local: LocalAws;
    before(async () => {
      local = await startLocalAws({ source: sampleDirectory });
    });
    after(() => local?.close());
    const withPack = (command: "preview" | "up", stack: string, more: readonly string[] = []) =>
      local.project.pulumi([
        ...[command, "--stack", stack, "--policy-pack", pack, ...more],
        ...(command === "up" ? ["--yes", "--skip-preview"] : []),
      ]);

    it("lets the samples be previewed, where much is not known yet", async () => {
      for (const stack of sampleNames) {
        succeeded(await stackOperations(local.project, stack).init());
        assert.match(succeeded(await withPack("preview", stack)).stdout, passed);
      }
    });

    it("lets one be brought up, where everything is known", async () => {
      assert.match(succeeded(await withPack("up", sampleNames[0])).stdout, passed);
    });

    it("stops a stack that lacks what the pack's config asks for, and says what", async () => {
      const [stack] = sampleNames;
      const config = join(local.folder, "policy-config.json");
      await writeFile(config, JSON.stringify({ "resources-are-tagged": { required: ["owner"] } }));
      const { code, stdout } = await withPack("preview", stack, ["--policy-pack-config", config]);
      assert.notEqual(code, 0);
      assert.match(stdout, /❌ bedrock-headroom@v/);
      assert.match(stdout, /\[mandatory\] +resources-are-tagged +\(aws:sns\/topic:Topic: /);
      assert.match(stdout, /lacks the tag owner/);

      await configure(local.project, stack, { tags: { owner: "platform" } });
      succeeded(await withPack("preview", stack, ["--policy-pack-config", config]));
    });
  });

  describe("the policy pack in another team's program", () => {
    let local: LocalAws;
    let source: string;
    before(async () => {
      source = await mkdtemp(join(tmpdir(), "another team "));
      await writeFile(
        join(source, "Pulumi.yaml"),
        `name: orders\nmain: ${JSON.stringify(program)}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
      );
      await writeFile(join(source, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
      local = await startLocalAws({ source });
      succeeded(await stackOperations(local.project, "dev").init());
    });
    after(async () => {
      await local?.close();
      await rm(source, { recursive: true, force: true });
    });
    const preview = (more: readonly string[] = []) =>
      local.project.pulumi(["preview", "--stack", "dev", "--policy-pack", pack, ...more]);

    it("says nothing, unless its config says that all resources are looked at", async () => {
      assert.match(succeeded(await preview()).stdout, passed);
      const config = join(local.folder, "all.json");
      const all = Object.fromEntries(policies.map(({ name }) => [name, { scope: "all" }]));
      await writeFile(config, JSON.stringify(all));
      const { code, stdout } = await preview(["--policy-pack-config", config]);
      assert.notEqual(code, 0);
      assert.match(stdout, /\[mandatory\] +topics-have-own-key +\(aws:sns\/topic:Topic: orders\)/);
      assert.match(stdout, /\[mandatory\] +no-secret-outputs +\(pulumi:pulumi:Stack: orders-dev\)/);
      assert.match(stdout, /output webhook holds a Slack webhook's URL in plain sight/);
    });
  });
}
