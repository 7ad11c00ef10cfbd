import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { bundlePublisher } from "../../functions/quota-publisher/bundle.ts";
import { type Packed, packedOnce, project, root, runTool } from "./packed.ts";

const isBuiltIn = (name: string): boolean => builtinModules.includes(name);

/** Asked for where somebody has it, and never loaded otherwise. */
const optional = new Set(["react-devtools-core", "@aws-sdk/signature-v4-crt", "@aws-sdk/signature-v4a"]);

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe("the package", function () {
  this.timeout(180_000);
  let packed: Packed;
  let manifest: Record<string, Record<string, unknown>>;
  before(async () => {
    packed = await packedOnce();
    manifest = JSON.parse(readFileSync(join(packed.folder, "package.json"), "utf8"));
  });

  it("is what publint finds in order", async () => {
    const { messages } = await publint({ pkgDir: packed.folder, strict: true });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, manifest)),
      [],
    );
  });

  it("has types that are right wherever it is imported from, `moduleResolution: node` included", async () => {
    const { stdout } = await runTool("attw", [packed.tarball, "--format", "json"], packed.workplace);
    const { problems, analysis } = JSON.parse(stdout) as { problems: object; analysis: { entrypoints: object } };
    assert.deepEqual(problems, {});
    for (const entry of [".", "./config", "./program", "./registry", "./client", "./client/redis"])
      assert.ok(entry in analysis.entrypoints, entry);
  });

  it("has declarations in which a strict compiler finds nothing, in both kinds of module", async () => {
    const names = Object.keys(manifest["exports"] ?? {}).filter((path) => path !== "./package.json");
    const imports = names.map((path, index) => `export * as e${index} from "bedrock-headroom${path.slice(1)}";\n`);
    const wrong = 'import { regions } from "bedrock-headroom/registry";\nexport const none: number = regions;\n';
    const dir = await project(
      "npm",
      {},
      {
        "module.mts": imports.join(""),
        "common.cts": imports.join(""),
        "wrong.mts": wrong,
        "tsconfig.json": JSON.stringify({
          compilerOptions: {
            ...{ module: "nodenext", target: "es2022", types: ["node"], noEmit: true },
            ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
          },
        }),
      },
    );
    for (const scope of ["@aws-sdk", "@smithy", "@opentelemetry", "@types"])
      symlinkSync(join(root, "node_modules", scope), join(dir, "node_modules", scope), "junction");
    const { stdout } = await runTool("tsc", ["-p", dir], dir).catch((error: { stdout: string }) => error);
    const told = stdout
      .split("\n")
      .filter((line) => /error TS/.test(line) && !/node_modules.(?!bedrock-headroom)/.test(line));
    assert.deepEqual(told, [
      "wrong.mts(2,14): error TS2322: Type 'readonly string[]' is not assignable to type 'number'.",
    ]);
  });

  it("is small, and has no tests, no sources and nothing of this machine in it", () => {
    assert.ok(statSync(packed.tarball).size < 3_000_000, `${statSync(packed.tarball).size} bytes`);
    const listed = execFileSync("tar", ["-tzf", packed.tarball], { encoding: "utf8" }).trim().split("\n");
    for (const path of [
      "bin/headroom.js",
      "THIRD-PARTY-NOTICES.md",
      "LICENSE",
      "README.md",
      "functions/notifier/index.mjs",
    ])
      assert.ok(listed.includes(`package/${path}`), path);
    for (const path of listed) assert.doesNotMatch(path, /test\/|\.test\.|(?<!\.d)\.ts$|\.map$|node_modules/);
    for (const file of files(packed.folder)) assert.ok(!readFileSync(file, "utf8").includes(root), file);
  });

  it("asks for no package by itself: what is not in it is the program's own", () => {
    assert.equal(manifest["dependencies"], undefined);
    const peers = new Set(Object.keys(manifest["peerDependencies"] ?? {}));
    for (const file of files(packed.folder).filter((path) =>
      /\/(?:esm|cjs|bin)\/[^/]*\.js$/.test(path.replaceAll("\\", "/")),
    ))
      for (const [, name = ""] of readFileSync(file, "utf8").matchAll(
        /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*[`"']((?:@[\w-]+\/)?[a-z][\w-]*)(?:\/[\w./-]*)?[`"']/g,
      ))
        assert.ok(peers.has(name) || isBuiltIn(name) || optional.has(name), `${file}: ${name}`);
  });

  it("names each package that it contains, with its licence", () => {
    const notices = readFileSync(join(packed.folder, "THIRD-PARTY-NOTICES.md"), "utf8");
    for (const name of [
      "commander",
      "ink",
      "react",
      "zod",
      "yaml",
      "uplot",
      "@aws-sdk/client-cloudwatch",
      "@grpc/grpc-js",
    ])
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|Apache-2\\.0|ISC)\\)$`, "m"));
  });

  it("brings the functions along as the repository bundles them, byte by byte", async () => {
    const bundle = await bundlePublisher(join(packed.workplace, "publisher"));
    const ready = readFileSync(join(packed.folder, "functions/quota-publisher/index.mjs"));
    assert.ok(ready.equals(readFileSync(bundle)));
  });

  it("names no command of this repository's own npm scripts", () => {
    const code = files(join(packed.folder, "esm")).filter((file) => file.endsWith(".js"));
    for (const file of code) {
      // gRPC's own package.json is in it, for its version.
      const text = readFileSync(file, "utf8").replaceAll(/scripts:\{[^{}]*\}/g, "");
      assert.doesNotMatch(text, /npm run (?:--silent )?(?:headroom|up|diff|local|engine)\b|npm start/, file);
    }
  });
});
