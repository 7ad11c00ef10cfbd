import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

describe("the documentation", () => {
  for (const page of pages) {
    it(`links from ${page} to files that exist`, () => {
      const text = readFileSync(join(root, page), "utf8");
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
      for (const link of links.filter((target) => !/^(https?:|#)/.test(target))) {
        assert.ok(existsSync(join(root, dirname(page), link.replace(/#.*/, ""))), `${link} exists`);
      }
    });
  }

  it("has an index that leads to every page", () => {
    const index = readFileSync(join(root, "docs/README.md"), "utf8");
    for (const page of pages.filter((one) => one.startsWith("docs") && one !== join("docs", "README.md")))
      assert.ok(index.includes(`](${page.slice("docs/".length).replaceAll("\\", "/")})`), page);
  });

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    for (const page of pages) {
      for (const [, script = ""] of readFileSync(join(root, page), "utf8").matchAll(
        /npm run (?:--silent )?([a-z][\w-]*(?::[\w-]+)*)/g,
      )) {
        assert.ok(script in scripts, `${page}: npm run ${script}`);
      }
    }
  });
});
