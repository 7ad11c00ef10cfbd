import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../stacks/user-error.ts";
import { keptEngines, realFolder, takeEngine } from "./kept-engine.ts";
import { runGo } from "./run-go.ts";

const moduleFolder = import.meta.dirname;
const cache = join(moduleFolder, "../../.cache/engine");
const theCli = "the Pulumi CLI";
const cliModule = "github.com/pulumi/pulumi/pkg/v3";

/** The version of the Pulumi CLI that go.mod pins, e.g. "3.245.0". */
const pinnedVersion: string =
  new RegExp(`${cliModule} v([\\d.]+)`).exec(readFileSync(join(moduleFolder, "go.mod"), "utf8"))?.[1] ?? "";

const executable = process.platform === "win32" ? ".exe" : "";
const engineFile = `pulumi-${pinnedVersion}${executable}`;
const builtEngine = join(cache, engineFile);

/** A Pulumi CLI that can run here. */
export interface Engine {
  /** the program to spawn */
  path: string;
  version: string;
}

/** The `pulumi` on PATH if it is as recent as the pinned one, else the one that `npm run engine` has built. */
export function findEngine(): Engine | undefined {
  const installed = versionOf("pulumi");
  if (installed && compareVersions(installed, pinnedVersion) >= 0) return { path: "pulumi", version: installed };
  return existsSync(builtEngine) ? { path: builtEngine, version: pinnedVersion } : undefined;
}

function versionOf(program: string): string | undefined {
  const { status, stdout } = spawnSync(program, ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return status === 0 ? /\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
}

/** Negative when `left` is the older one; both are "major.minor.patch". */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split(".").map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Builds the Pulumi CLI from its Go module into .cache/engine: its release archives are not needed, and go.sum vouches
 * for every source file. About three minutes on two cores, once for all checkouts of a user.
 * @param tell gets one line of progress now and then
 * @param kept the folder with engines of earlier checkouts, and for later ones
 * @throws UserError that says what to install, or what Go said
 */
export async function buildEngine(tell: (progress: string) => void, kept: string = keptEngines): Promise<Engine> {
  const keptEngine = join(kept, engineFile);
  const isPinned = (path: string) => versionOf(path) === pinnedVersion;
  if (await takeEngine(keptEngine, builtEngine, isPinned)) return { path: builtEngine, version: pinnedVersion };
  const go = spawnSync("go", ["version"], { encoding: "utf8", cwd: moduleFolder });
  if (go.status !== 0)
    throw new UserError(
      `There is no Pulumi CLI ${pinnedVersion} or newer on the PATH, and no Go to build it. Install either: ` +
        "https://www.pulumi.com/docs/install/ or https://go.dev/dl/ (1.26 or newer).",
    );
  await realFolder(cache);
  const temporary = `${builtEngine}.${process.pid}`;
  const total = await countPackages(tell);
  let built = 0;
  try {
    await runGo(
      moduleFolder,
      [
        ...["build", "-v", "-mod=readonly", "-trimpath", "-o", temporary],
        ...["-ldflags", `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${pinnedVersion}`],
        `${cliModule}/cmd/pulumi`,
      ],
      theCli,
      (line) => {
        // With -v Go names each package as it compiles it; the cached ones it does not name.
        if (/^[\w./-]+$/.test(line)) tell(`compiled ${++built} of at most ${total} packages`);
      },
    );
    await rename(temporary, builtEngine);
    await takeEngine(builtEngine, keptEngine, isPinned);
  } finally {
    await rm(temporary, { force: true });
  }
  return { path: builtEngine, version: pinnedVersion };
}

/** How many packages the CLI is made of; downloads their modules on the way. */
async function countPackages(tell: (progress: string) => void): Promise<number> {
  let downloads = 0;
  const lines = await runGo(
    moduleFolder,
    ["list", "-deps", "-mod=readonly", `${cliModule}/cmd/pulumi`],
    theCli,
    (line) => {
      if (line.startsWith("go: downloading")) tell(`downloaded ${++downloads} modules`);
    },
  );
  return lines.length;
}
