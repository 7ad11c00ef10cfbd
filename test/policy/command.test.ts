import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

describe("npm run policy", function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "policy "));
    const main = JSON.stringify(join(projectDirectory, "index.ts"));
    const project = `name: bedrock-headroom\nmain: ${main}\nruntime: { name: nodejs, options: { typescript: false } }\n`;
    writeFileSync(join(folder, "Pulumi.yaml"), project);
    const stack = "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [global.anthropic.claude-sonnet-5]\n";
    writeFileSync(join(folder, "Pulumi.small.yaml"), stack);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectDirectory, "scripts/policy.ts"), ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  const config = (text: string) => {
    const file = join(folder, "config.json");
    writeFileSync(file, text);
    return ["--policy-pack-config", file];
  };

  it("says in a line that nothing is broken", () => {
    const { status, stdout, stderr } = run("small");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^small: \d+ resources, 9 policies: nothing is broken\n$/);
  });

  it("says what is broken, where, and what to do; mandatory ends with 2", () => {
    const { status, stdout } = run("small", ...config('{"resources-are-tagged": {"required": ["owner"]}}'));
    assert.equal(status, 2);
    assert.match(
      stdout,
      /^small: \d+ resources, \d+ mandatory and 0 advisory findings\n {2}resources-are-tagged \(mandatory\)\n/,
    );
    assert.match(stdout, /\n {4}Topic bedrock-headroom-alerts-critical: lacks the tag owner\n/);
    assert.match(stdout, /\n {4}→ Add the tags to `tags` of the stack's config, or to aws:defaultTags\.\n$/);
  });

  it("prints the same as JSON; advisory ends with 0", () => {
    const levels = '{"resources-are-tagged": {"required": ["owner"], "enforcementLevel": "advisory"}}';
    const { status, stdout } = run("small", "--json", ...config(levels));
    assert.equal(status, 0);
    const { schemaVersion, stacks } = JSON.parse(stdout);
    assert.equal(schemaVersion, 1);
    const [{ stack, findings }] = stacks;
    assert.equal(stack, "small");
    assert.deepEqual(Object.keys(findings[0]), ["policy", "enforcement", "urn", "message", "remediation"]);
    assert(findings.every((one: { enforcement: string }) => one.enforcement === "advisory"));
  });

  it("tells everything that is wrong with its config, and what it takes", () => {
    const { status, stderr } = run(
      "small",
      ...config(
        '{"dead-letter": "advisory", "logs-expire": "off", "dead-letters": {"scope": "ours", "exemptProtocols": "email", "x": 1}}',
      ),
    );
    assert.equal(status, 1);
    assert.deepEqual(stderr.trimEnd().split("\n").slice(1), [
      "  - there is no policy dead-letter; there are alarms-have-actions, topics-have-own-key, no-wildcard-permissions, metrics-in-own-namespace, logs-expire, dead-letters, no-plain-secrets, no-secret-outputs, resources-are-tagged, and all",
      '  - logs-expire is "off"; it can be advisory, mandatory, disabled',
      "  - dead-letters.scope must be headroom or all",
      "  - dead-letters.exemptProtocols must be a list of texts",
      "  - dead-letters has no x; it has enforcementLevel, scope, exemptProtocols",
    ]);
    for (const text of ["[]", "no JSON"])
      assert.match(run(...config(text)).stderr, /can't be used as a policy pack's config/);
    assert.match(run("--policy-pack-config", join(folder, "none.json")).stderr, /^policy: .*none\.json can't be used/);
  });

  it("says which stacks there are", () => {
    const { status, stderr } = run("smal");
    assert.equal(status, 1);
    assert.match(stderr, /^policy: .*small/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
});
