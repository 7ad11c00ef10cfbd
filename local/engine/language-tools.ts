import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pythonEnvironment, pythonOf } from "../python-environment.ts";
import { keptEngines, realFolder, takeEngine } from "./kept-engine.ts";
import { runGo } from "./run-go.ts";

// What programs in other languages than TypeScript need besides the Pulumi CLI: docs/languages.md is run with it.

const moduleFolder = import.meta.dirname;
const cache = join(moduleFolder, "../../.cache/engine/languages");
const yamlFolder = join(moduleFolder, "yaml");
const yamlModule = "github.com/pulumi/pulumi-yaml";
const sdkModule = "github.com/pulumi/pulumi/sdk/v3";

const pinned = (module: string, folder: string): string =>
  new RegExp(`${module} v([\\d.]+)`).exec(readFileSync(join(folder, "go.mod"), "utf8"))?.[1] ?? "";
const pulumiVersion = pinned(sdkModule, moduleFolder);
const yamlVersion = pinned(yamlModule, yamlFolder);

/** The generator is this project's own program around Pulumi's: another text is another generator. */
const codegenHash = createHash("sha256")
  .update(readFileSync(join(moduleFolder, "codegen/main.go")))
  .digest("hex")
  .slice(0, 8);

const sdk = pythonEnvironment(join(cache, "python"), join(moduleFolder, "python-sdk.txt"));
const script = "pulumi-language-python-exec";

/** Where the tools are once they are built. */
export const builtTools = {
  /** a folder for the PATH, with pulumi-language-yaml in it */
  yaml: join(cache, `yaml-${yamlVersion}`),
  /** local/engine/codegen */
  codegen: join(cache, `codegen-${pulumiVersion}-${codegenHash}`),
  /** a Python with Pulumi's SDK */
  python: pythonOf(sdk.folder),
  /** Pulumi's own script that runs a program */
  pythonExec: join(cache, `${script}-${pulumiVersion}`),
} as const;

const yamlHost = join(builtTools.yaml, "pulumi-language-yaml");

/** Whether programs in Python and YAML can be run here. */
export const languagesAreReady = (): boolean =>
  [yamlHost, builtTools.codegen, builtTools.python, builtTools.pythonExec].every((path) => existsSync(path));

/**
 * Builds the tools into .cache/engine, from Go modules and PyPI. Two minutes on two cores where the CLI has just been
 * built, of which most is the host for YAML.
 * @throws UserError that says what Go or pip said
 */
export async function buildLanguages(tell: (progress: string) => void, kept: string = keptEngines): Promise<void> {
  await realFolder(cache);
  await build(moduleFolder, "./codegen", builtTools.codegen, "the generator of SDKs", { tell, kept });
  await build(yamlFolder, `${yamlModule}/cmd/pulumi-language-yaml`, yamlHost, "Pulumi's host for YAML", { tell, kept });
  if (!existsSync(builtTools.pythonExec)) {
    const lines = await runGo(moduleFolder, ["mod", "download", "-json", sdkModule], "Pulumi's SDK", () => {});
    const { Dir: folder } = JSON.parse(lines.join("")) as { Dir: string };
    await copyFile(join(folder, "python/cmd", script), builtTools.pythonExec);
  }
  if (!existsSync(builtTools.python)) await sdk.install(tell, "Pulumi's SDK for Python");
}

async function build(
  folder: string,
  what: string,
  to: string,
  called: string,
  { tell, kept }: { tell: (progress: string) => void; kept: string },
): Promise<void> {
  if (existsSync(to)) return;
  const keptCopy = join(kept, to.slice(cache.length + 1).replaceAll("/", "-"));
  if (await takeEngine(keptCopy, to, starts)) return;
  tell(`building ${called}`);
  await realFolder(dirname(to));
  const temporary = `${to}.${process.pid}`;
  try {
    const flags = ["-mod=readonly", "-trimpath", "-ldflags", "-s -w"];
    await runGo(folder, ["build", ...flags, "-o", temporary, what], called, () => {});
    await rename(temporary, to);
    await takeEngine(to, keptCopy, starts);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Both programs say how they are called, and end, when they are given no arguments that they know. */
const starts = (path: string): boolean =>
  /usage|flag|engine/i.test(spawnSync(path, ["-help"], { encoding: "utf8" }).stderr ?? "");
