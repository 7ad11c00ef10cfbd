import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { jobs, workflow, workflows } from "./workflows.ts";

const root = new URL("../../", import.meta.url);
/** GitHub's expression, not JavaScript's. */
const perStack = "$" + "{{ matrix.stack }}";
const project = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
};
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, job, step })));

/** Who may write what, and why; anything else only reads the repository. */
const mayWrite: Record<string, string[]> = {
  "preview.yml comment": ["pull-requests"], // its comments
  "preview.yml preview": ["id-token", "pull-requests"], // the role in AWS, Pulumi's comment
  "deploy.yml deploy": ["id-token"], // the role in AWS
  "registry.yml refresh": ["id-token"], // the role in AWS
  "release.yml publish": ["id-token"], // npm, and the signature of the package's origin
  "registry.yml propose": ["contents", "pull-requests"], // its branch, its pull request
};

describe("the workflows", () => {
  it("are there", () => {
    for (const file of ["ci.yml", "preview.yml", "deploy.yml", "registry.yml", "release.yml"])
      assert.ok(workflow(file).jobs);
  });

  it("pin every action to a commit, with its version beside it, the same commit everywhere", () => {
    const pins = new Map<string, string>();
    for (const { file, text } of workflows) {
      for (const line of text.split("\n")) {
        const [, used] = /^\s*(?:- )?uses:\s*(.*)$/.exec(line) ?? [];
        if (used === undefined || used.startsWith("./")) continue;
        const [, action, commit] = /^([\w.-]+(?:\/[\w.-]+)+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$/.exec(used) ?? [];
        assert.ok(action && commit, `${file}: ${used}: write owner/action@<40 hex digits> # vX.Y.Z`);
        assert.equal(pins.get(action) ?? commit, commit, `${file}: ${action} at another commit than elsewhere`);
        pins.set(action, commit);
      }
    }
    assert.ok(pins.size >= 5);
  });

  it("give a job no more than it needs", () => {
    for (const { file, permissions } of workflows)
      assert.deepEqual(permissions, {}, `${file}: permissions: {} at the top`);
    for (const { name, job } of jobs) {
      assert.ok(job.permissions, `${name} states its permissions`);
      const granted = Object.entries(job.permissions).filter(([, access]) => access !== "read");
      for (const [scope, access] of granted) {
        assert.equal(access, "write");
        assert.ok(mayWrite[name]?.includes(scope), `${name} may not write ${scope}`);
      }
    }
  });

  it("put no expression into a script: what others wrote would run there", () => {
    for (const { name, step } of steps)
      assert.ok(!step.run?.includes("${{"), `${name}: pass it through env: ${step.run}`);
  });

  it("end every job some time", () => {
    for (const { name, job } of jobs)
      assert.ok(job.uses || (job["timeout-minutes"] ?? 0) > 0, `${name}: timeout-minutes`);
  });

  it("leave no token in the checkout", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    assert.ok(checkouts.length > 0);
    for (const { name, step } of checkouts) assert.equal(step.with?.["persist-credentials"], false, name);
  });

  it("run nothing of a fork with more than a fork may have", () => {
    for (const { file, on } of workflows) {
      for (const event of ["pull_request_target", "workflow_run", "issue_comment"]) {
        assert.ok(!(event in (on ?? {})), `${file}: ${event} hands forks the repository's token`);
      }
    }
    for (const [id, job] of Object.entries(workflow("preview.yml").jobs)) {
      const secret = job.permissions?.["id-token"] === "write" || JSON.stringify(job).includes("secrets.");
      const own = job.if?.includes("github.event.pull_request.head.repo.full_name == github.repository") ?? false;
      assert.equal(secret, own, `preview.yml ${id}`);
    }
  });

  it("hold the token that writes apart from packages and programs", () => {
    const { steps: commenting = [] } = workflow("preview.yml").jobs["comment"] ?? {};
    const script = commenting.map(({ run }) => run ?? "").join("\n");
    assert.ok(script.includes("scripts/pull-request-comment.ts"));
    assert.ok(!/\bnp[mx]\b/.test(script));
    const imports = readFileSync(new URL("scripts/pull-request-comment.ts", root), "utf8").matchAll(/from "([^"]+)"/g);
    for (const [, from] of imports) assert.match(from ?? "", /^node:|^\.\.\/stacks\/user-error\.ts$/);
  });

  it("deploy each stack alone, with its environment, and never stop midway", () => {
    const { deploy, test } = workflow("deploy.yml").jobs;
    assert.equal(deploy?.environment, perStack);
    assert.deepEqual(deploy?.concurrency, { group: `deploy-${perStack}`, "cancel-in-progress": false });
    assert.ok(
      !("concurrency" in workflow("deploy.yml")),
      "a group of the workflow would cancel what waits for approval",
    );
    assert.deepEqual(deploy?.needs, ["test", "stacks"]);
    assert.equal(test?.uses, "./.github/workflows/ci.yml");
    assert.deepEqual(workflow("deploy.yml").on["push"], { branches: ["main"] });
  });

  it("run in the end what the README says, also where .ci/run is the workflow", () => {
    const read = (path: string) => readFileSync(new URL(path, root), "utf8");
    const last = read(".ci/run").trimEnd().split("\n").at(-1) ?? "";
    assert.match(last, /npm test$/);
    assert.ok(
      read("README.md")
        .split("\n")
        .some((line) => line === `    ${last}`),
    );
  });

  it("name scripts, files and a Pulumi version that exist", () => {
    for (const { name, step } of steps) {
      for (const [, script] of (step.run ?? "").matchAll(/npm run (?:--silent )?([\w:-]+)/g)) {
        assert.ok(project.scripts[script ?? ""], `${name}: npm run ${script}`);
      }
      for (const [path] of (step.run ?? "").matchAll(/\b(?:scripts|cli)\/[\w/-]+\.ts/g)) {
        assert.ok(existsSync(new URL(path, root)), `${name}: ${path}`);
      }
      if (step.uses?.startsWith("pulumi/actions@")) {
        assert.equal(step.with?.["pulumi-version"], project.dependencies["@pulumi/pulumi"], name);
      }
    }
  });
});
