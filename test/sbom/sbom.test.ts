import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Lock, lockedPackages } from "../../scripts/locked-packages.ts";
import { withoutDevelopment } from "../../scripts/sbom/without-development.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

interface Component {
  "bom-ref": string;
  purl: string;
  version: string;
  licenses: unknown[];
  properties: { name: string }[];
}

describe("the list of what the project is made of", function () {
  this.timeout(60_000);
  const write = (...args: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "sbom-"));
    try {
      const out = join(folder, "sbom.json");
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(projectDirectory, "scripts/sbom.ts"), "--out", out, ...args],
        { encoding: "utf8" },
      );
      assert.equal(status, 0, stdout + stderr);
      return JSON.parse(readFileSync(out, "utf8"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const lock = JSON.parse(readFileSync(join(projectDirectory, "package-lock.json"), "utf8")) as Lock;
  const ids = (isWanted: (dev: boolean) => boolean) => [
    ...new Set(lockedPackages(lock).flatMap(({ id, locked }) => (isWanted(locked.dev === true) ? [id] : []))),
  ];
  const refs = (components: Component[]) =>
    components.map((component) => component["bom-ref"]).filter((ref) => !ref.startsWith("@bedrock-headroom/"));

  it("is CycloneDX and names every package that users get, with licence, and none that developers alone need", () => {
    const { bomFormat, specVersion, metadata, components, dependencies } = write();
    assert.deepEqual([bomFormat, metadata.component.name], ["CycloneDX", "bedrock-headroom"]);
    assert.match(specVersion, /^1\.\d$/);
    assert.deepEqual(refs(components).sort(), ids((dev) => !dev).sort());
    for (const { purl, version, licenses, properties } of components as Component[]) {
      assert.match(purl, /^pkg:npm\//);
      assert(version && licenses?.length > 0, purl);
      assert(
        properties.every(({ name }) => !name.endsWith(":development")),
        purl,
      );
    }
    const known = new Set([metadata.component["bom-ref"], ...components.map((one: Component) => one["bom-ref"])]);
    for (const { ref, dependsOn = [] } of dependencies)
      for (const one of [ref, ...dependsOn]) assert(known.has(one), `${ref} → ${one}`);
  });

  it("names all that is installed, where it is asked to", () => {
    assert.deepEqual(refs(write("--with-development").components).sort(), ids(() => true).sort());
  });

  it("keeps a package that is installed twice, once for developers", () => {
    const twice = {
      packages: {
        "node_modules/a": { version: "1.0.0", dev: true },
        "node_modules/b/node_modules/a": { version: "1.0.0" },
      },
    };
    const component = { "bom-ref": "a@1.0.0", properties: [{ name: "cdx:npm:package:development", value: "true" }] };
    const sbom = {
      metadata: { component: { name: "p", "bom-ref": "p@1" } },
      components: [component],
      dependencies: [],
    };
    assert.deepEqual(withoutDevelopment(sbom, twice).components, [{ "bom-ref": "a@1.0.0", properties: [] }]);
  });
});
