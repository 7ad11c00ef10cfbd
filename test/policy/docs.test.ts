import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../policy/policies.ts";
import { documentedWildcards, withoutResource } from "../../policy/wildcard-exceptions.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

const page = readFileSync(join(projectDirectory, "docs/policies.md"), "utf8");

describe("docs/policies.md", () => {
  it("has a row for each policy, with the keys of its config", () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| .* \| (.*)\|$/gm)].map(([, name, config = ""]) => [
      name,
      [...config.matchAll(/`(\w+)`/g)].map(([, key]) => key),
    ]);
    assert.deepEqual(
      rows,
      policies.map(({ name, config = {} }) => [name, Object.keys(config)]),
    );
  });

  it("names those that Pulumi asks at the end", () => {
    const [, listed = ""] = /resources together \(([^)]+)\)/.exec(page) ?? [];
    assert.deepEqual(
      listed.split(", ").map((name) => name.replaceAll("`", "")),
      policies.filter((policy) => policy.of === "stack").map(({ name }) => name),
    );
  });
});

describe("a wildcard that stays", () => {
  it("has a reason and a page of AWS's documentation", () => {
    for (const { actions, because, source } of [...withoutResource, ...documentedWildcards]) {
      assert(actions.length > 0 && because.length > 10, actions.join());
      assert.match(source, /^[\w-]+(\/[\w.-]+)+(#[\w-]+)?$/);
    }
  });
});
