import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export const root = join(import.meta.dirname, "../..");

/** The folder of npm's link to a package manager or tool of the development dependencies. */
const bin = join(root, "node_modules/.bin");

const execute = promisify(execFile);

/**
 * Runs a tool of the development dependencies, or one of the machine, in a folder.
 * @throws with what it printed, when it fails
 */
export async function runTool(tool: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|npm_)/i.test(name)));
  const path = `${bin}${delimiter}${process.env["PATH"]}`;
  return execute(tool, args, { cwd, env: { ...own, PATH: path, ...env }, shell: process.platform === "win32" });
}

export interface Packed {
  /** the folder that is published */
  folder: string;
  tarball: string;
  /** for programs; gone when the process ends */
  workplace: string;
}

let packed: Promise<Packed> | undefined;

/** The package, built from these sources and packed by npm: once in a process. */
export function packedOnce(): Promise<Packed> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<Packed> {
  const workplace = mkdtempSync(join(tmpdir(), "headroom-package-"));
  process.once("exit", () => rmSync(workplace, { recursive: true, force: true }));
  const folder = join(workplace, "package");
  await runTool("node", [join(root, "scripts/run.js"), join(root, "scripts/build-package.ts"), folder], root);
  const { stdout } = await runTool("npm", ["pack", folder, "--json", "--pack-destination", workplace], workplace);
  const [{ filename }] = Object.values(JSON.parse(stdout)) as [{ filename: string }];
  return { folder, tarball: join(workplace, filename), workplace };
}

const pulumi = ["@pulumi/pulumi", "@pulumi/aws"];
const withAwsx = [...pulumi, "@pulumi/awsx"];

/** How each package manager installs without a network, and how it takes a package from a folder where it stands. */
const managers = {
  npm: { install: ["install", "--offline", "--no-audit", "--no-fund"], link: "file:" },
  pnpm: { install: ["install", "--offline"], link: "link:" },
  yarn: { install: ["install", "--offline", "--no-lockfile", "--non-interactive"], link: undefined },
  bun: { install: ["install"], link: undefined },
} as const;

export type Manager = keyof typeof managers;

/**
 * A project of someone's own with the package installed from its tarball, beside Pulumi's SDK and its AWS provider: the
 * repository's copies, which every project shares. Yarn and Bun would fetch what a linked folder depends on once more,
 * so Pulumi is put beside the package after they are done.
 * @param files its files by name; package.json's own keys as an object
 * @returns the project's folder
 */
export async function project(
  manager: Manager,
  manifest: Record<string, unknown>,
  files: Readonly<Record<string, string>>,
  { awsx = false } = {},
): Promise<string> {
  const { tarball, workplace } = await packedOnce();
  const dir = mkdtempSync(join(workplace, `${manager}-`));
  const { install, link } = managers[manager];
  const packages = awsx ? withAwsx : pulumi;
  const linked = link ? packages.map((name) => [name, `${link}${join(root, "node_modules", name)}`]) : [];
  const dependencies = { ...Object.fromEntries(linked), "bedrock-headroom": `file:${tarball}` };
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "mine", private: true, dependencies, ...manifest }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  // Yarn keeps what it unpacks by name and version: an older build of the same version would take this one's place.
  await runTool(manager, install, dir, { YARN_CACHE_FOLDER: join(workplace, "yarn") });
  if (!link) linkPulumi(dir);
  return dir;
}

function linkPulumi(dir: string): void {
  mkdirSync(join(dir, "node_modules/@pulumi"), { recursive: true });
  for (const name of pulumi) symlinkSync(join(root, "node_modules", name), join(dir, "node_modules", name), "junction");
}
