import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseProblems } from "../../scripts/package/release-problems.ts";

const root = join(import.meta.dirname, "../..");
const changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-11-30)\n\n- New.\n\n## 1.1.0\n\n- Old.\n";
const release = { tag: "v1.2.0", version: "1.2.0", changelog };

describe("a release", () => {
  it("is made where the tag, package.json and the changelog name one version", () => {
    assert.deepEqual(releaseProblems(release), []);
    assert.deepEqual(releaseProblems({ ...release, changelog: changelog.replace(" (2026-11-30)", "") }), []);
  });

  it("is refused where one of them differs", () => {
    const cases: [Partial<typeof release>, RegExp[]][] = [
      [{ tag: "v1.3.0" }, [/the tag is v1\.3\.0, and package\.json says 1\.2\.0/]],
      [{ tag: "1.2.0" }, [/"1\.2\.0" is no tag of a release/]],
      [{ tag: "v1.2.0-rc.1" }, [/is no tag of a release/]],
      [{ tag: "v1.1.0", version: "1.1.0" }, [/newest version is 1\.2\.0, and package\.json says 1\.1\.0/]],
      [{ version: "1.2.1" }, [/the tag is v1\.2\.0/, /newest version is 1\.2\.0, and package\.json says 1\.2\.1/]],
    ];
    for (const [change, expected] of cases) {
      const problems = releaseProblems({ ...release, ...change });
      assert.equal(problems.length, expected.length, problems.join("\n"));
      for (const [index, text] of expected.entries()) assert.match(problems[index] ?? "", text);
    }
  });

  it("is refused where the changelog lacks it, or has more than it", () => {
    const told = (text: string) => releaseProblems({ ...release, changelog: text }).join("\n");
    assert.match(told(changelog.replace("- New.\n", "")), /says nothing under 1\.2\.0/);
    assert.match(told(changelog.replace("## Unreleased\n", "## Unreleased\n\n- Newer.\n")), /lines under Unreleased/);
    assert.match(told("# Changelog\n"), /does not begin with ## Unreleased\nCHANGELOG\.md's newest version is none/);
  });

  it("is refused by the command, which the workflow runs before anything is published", () => {
    const ran = spawnSync(process.execPath, ["scripts/check-release.ts", "v999.0.0"], { cwd: root, encoding: "utf8" });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /^release: the tag is v999\.0\.0, and package\.json says/);
    const steps = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");
    assert.match(steps, /check-release\.ts "\$GITHUB_REF_NAME"[\s\S]*npm publish \.\/out\/package --provenance/);
  });
});
