import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

const read = <T>(file: string): T => JSON.parse(readFileSync(join(projectDirectory, file), "utf8")) as T;

interface Rule {
  description?: string;
  matchManagers?: string[];
  matchDepNames?: string[];
  matchPackageNames?: string[];
  groupName?: string;
  allowedVersions?: string;
}
const config = read<{ extends: string[]; lockFileMaintenance: { enabled: boolean }; packageRules: Rule[] }>(
  "renovate.json",
);
const { dependencies, devDependencies } =
  read<Record<"dependencies" | "devDependencies", Record<string, string>>>("package.json");

/** As Renovate reads package.json: an alias has a name of its own, and the package that it stands for. */
const wanted = Object.entries({ ...dependencies, ...devDependencies }).map(([depName, value]) => {
  const [, packageName, version] = /^npm:(.+)@([^@]+)$/.exec(value) ?? [undefined, depName, value];
  return { depName, packageName: packageName ?? "", version: version ?? "" };
});
type Wanted = (typeof wanted)[number];

const meets = (names: string[] | undefined, name: string) =>
  names?.some((pattern) => matchesGlob(name, pattern)) ?? true;
const rulesOf = ({ depName, packageName }: Wanted): Rule[] =>
  config.packageRules.filter(
    ({ matchManagers, matchDepNames, matchPackageNames }) =>
      meets(matchManagers, "npm") && meets(matchDepNames, depName) && meets(matchPackageNames, packageName),
  );
const groupOf = (one: Wanted) => rulesOf(one).flatMap(({ groupName }) => groupName ?? []);

describe("renovate.json", () => {
  it("holds the package called typescript below 7, and lets the one that checks types go up", () => {
    const called = (name: string) => wanted.find(({ depName }) => depName === name)!;
    const typescript = called("typescript");
    assert.deepEqual(
      rulesOf(typescript).map(({ allowedVersions }) => allowedVersions),
      ["<7"],
    );
    assert(Number.parseInt(typescript.version, 10) < 7, typescript.version);
    const native = called("@typescript/native");
    assert.equal(native.packageName, "typescript");
    assert.deepEqual(rulesOf(native), []);
    assert(Number.parseInt(native.version, 10) >= 7, native.version);
  });

  it("puts the AWS SDK and Pulumi into one pull request each", () => {
    for (const one of wanted) {
      const group = /^@(aws-sdk|smithy)\//.test(one.packageName)
        ? ["AWS SDK"]
        : one.packageName.startsWith("@pulumi/")
          ? ["Pulumi"]
          : [];
      assert.deepEqual(groupOf(one), group, one.packageName);
    }
  });

  it("pins actions to digests, keeps the lock file fresh, and says of each rule why", () => {
    assert(config.extends.includes("helpers:pinGitHubActionDigestsToSemver"));
    assert.equal(config.lockFileMaintenance.enabled, true);
    for (const { description } of config.packageRules) assert((description ?? "").length > 20);
  });

  it("finds versions that are exact, as it leaves them", () => {
    for (const { depName, version } of wanted) assert.match(version, /^\d+\.\d+\.\d+$/, depName);
  });
});
