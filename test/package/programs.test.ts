import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Recording, recordProgram } from "../../preview/recording-engine.ts";
import { recordShipped } from "../engine/record-shipped.ts";
import { codeBlocks } from "./code-blocks.ts";
import { packedOnce, project, root } from "./packed.ts";

const programs = codeBlocks(readFileSync(join(root, "docs/package.md"), "utf8"));
const named = (heading: string): string => {
  const program = programs[heading];
  assert.ok(program, `docs/package.md has a program under "${heading}"`);
  return program;
};

const stackFile = `config:
  aws:region: us-east-1
  bedrock-headroom:models: [anthropic.claude-sonnet-5]
  bedrock-headroom:alerts: { email: [team@example.com] }
`;

/** What `pulumi new typescript` writes, but the names of files. */
const tsconfig = {
  compilerOptions: {
    ...{ strict: true, outDir: "bin", target: "es2020", module: "nodenext", moduleResolution: "nodenext" },
    ...{ sourceMap: true, forceConsistentCasingInFileNames: true },
  },
  files: ["index.ts"],
};

const files = (runtime: string, name: string, text: string) => ({
  "Pulumi.yaml": `name: mine\nruntime: ${runtime}\n`,
  "Pulumi.dev.yaml": stackFile,
  "tsconfig.json": JSON.stringify(tsconfig),
  [name]: text,
});

/** Every file below a folder, with the hash of its bytes. */
const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${hashOf(path)}`)
    .sort();
const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** A file that is uploaded, by its bytes: where it lies is no part of what is deployed. */
const byBytes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(byBytes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, key === "path" ? hashOf(field as string) : byBytes(field)]),
  );
};

/** What a program makes, but for the name of its project. */
const made = ({ resources }: Recording) =>
  resources
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ type, name, inputs, dependsOn }) => ({ type, name, inputs: byBytes(inputs), after: dependsOn.length }))
    .sort((one, other) => (`${one.type} ${one.name}` < `${other.type} ${other.name}` ? -1 : 1));

describe("a program with the package from its tarball", function () {
  this.timeout(180_000);
  let shipped: Recording;
  before(async () => {
    [shipped] = await Promise.all([recordShipped(stackFile), packedOnce()]);
    assert.equal(shipped.exitCode, 0, shipped.stderr);
  });

  /** Runs it, and finds that it is the repository's own program: resources, outputs, bytes of the functions. */
  async function check(dir: string): Promise<void> {
    const installed = join(dir, "node_modules/bedrock-headroom");
    const before = contents(realpathSync(installed));
    const recording = await recordProgram({ dir, stack: "dev" });
    assert.equal(recording.exitCode, 0, `${recording.stderr}\n${JSON.stringify(recording.logs)}`);
    assert.deepEqual(made(recording), made(shipped));
    assert.deepEqual(Object.keys(recording.outputs).sort(), Object.keys(shipped.outputs).sort());
    const paths = recording.resources.flatMap(({ inputs }) =>
      [...JSON.stringify(inputs).matchAll(/"path":"([^"]*)"/g)].map(([, path = ""]) => JSON.parse(`"${path}"`)),
    );
    assert.equal(paths.length, 2);
    for (const path of paths) assert.ok(realpathSync(path).startsWith(realpathSync(installed)), path);
    assert.deepEqual(contents(realpathSync(installed)), before, "nothing is written into the package's folder");
  }

  it("runs as TypeScript through ts-node, installed by npm", async () => {
    const program = named("TypeScript, as `pulumi new typescript` sets it up");
    await check(await project("npm", { main: "index.ts" }, files("nodejs", "index.ts", program)));
  });

  it("runs as TypeScript in ES modules, installed by pnpm", async () => {
    const program = named("TypeScript in ES modules");
    await check(await project("pnpm", { main: "index.ts", type: "module" }, files("nodejs", "index.ts", program)));
  });

  it("runs as plain JavaScript, installed by Yarn", async () => {
    await check(await project("yarn", { main: "index.js" }, files("nodejs", "index.js", named("JavaScript"))));
  });

  it("runs on Bun, installed by Bun", async () => {
    const program = named("TypeScript in ES modules");
    await check(await project("bun", { main: "index.ts", type: "module" }, files("bun", "index.ts", program)));
  });

  it("runs with the old TypeScript that Pulumi brings along, where a project has none", async () => {
    const program = named("TypeScript, as `pulumi new typescript` sets it up");
    const dir = await project("yarn", { main: "index.ts" }, files("nodejs", "index.ts", program));
    writeFileSync(
      join(dir, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { strict: true }, files: ["index.ts"] }),
    );
    unlinkTypeScript(dir);
    await check(dir);
  });

  it("makes the component that the page shows", async () => {
    const program = named("A component in a program");
    const dir = await project("npm", { main: "index.ts" }, files("nodejs", "index.ts", program));
    const { exitCode, stderr, logs, resources, outputs } = await recordProgram({ dir, stack: "dev" });
    assert.equal(exitCode, 0, `${stderr}\n${JSON.stringify(logs)}`);
    const types = new Set(resources.map(({ type }) => type));
    for (const type of ["bedrock-headroom:index:BedrockQuotaMonitor", "aws:cloudwatch/metricAlarm:MetricAlarm"])
      assert.ok(types.has(type), type);
    assert.deepEqual(Object.keys(outputs["topics"] as object).sort(), ["critical", "warning"]);
  });

  it("is told what is wrong with its stack file in plain words", async () => {
    const wrong = {
      ...files("nodejs", "index.js", named("JavaScript")),
      "Pulumi.dev.yaml": "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [antropic.claude-sonnet-5]\n",
    };
    const dir = await project("npm", { main: "index.js" }, wrong);
    const { exitCode, logs } = await recordProgram({ dir, stack: "dev" });
    assert.equal(exitCode, 32);
    assert.match(logs[0]?.message ?? "", /antropic\.claude-sonnet-5/);
    assert.doesNotMatch(logs[0]?.message ?? "", /\n\s+at |npm run/);
  });
});

/** Gives a project a copy of Pulumi's SDK that finds neither TypeScript nor ts-node. */
function unlinkTypeScript(dir: string): void {
  const modules = join(dir, "node_modules");
  for (const name of readdirSync(join(root, "node_modules")))
    if (!["@pulumi", "bedrock-headroom", "typescript", "ts-node"].includes(name) && !name.startsWith("."))
      symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  const [copy, original] = [join(modules, "@pulumi/pulumi"), join(root, "node_modules/@pulumi/pulumi")];
  rmSync(copy);
  mkdirSync(copy);
  cpSync(original, copy, { recursive: true });
}
