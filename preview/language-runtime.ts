import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../stacks/user-error.ts";
import { packagedFile, packagedVersion } from "../words/packaged.ts";

export interface LanguageRuntimeRun {
  /** the program's folder: its own copy of Pulumi's SDK runs it */
  directory: string;
  /** whether Bun, by its name on the PATH, runs it in place of this Node */
  onBun?: boolean;
  /** of cmd/run: addresses, names, folders, the entry point */
  arguments: readonly string[];
  /** variables besides this process's own; the config among them */
  env: Readonly<Record<string, string>>;
  /** longest run, milliseconds */
  timeout: number;
  /** ends the program early */
  signal: AbortSignal | undefined;
}

export interface LanguageRuntimeEnd {
  /** 0; 32 when the program reported an error itself; otherwise Node's */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs `@pulumi/pulumi/cmd/run`, the process that Pulumi's Node.js language host starts for each program.
 * @throws when it can't be started, is aborted, or does not end in time. It has always ended when this has.
 */
export function runLanguageRuntime(run: LanguageRuntimeRun): Promise<LanguageRuntimeEnd> {
  const entry = runtimeEntry(run.directory);
  // Through NODE_OPTIONS, because Pulumi's TypeScript loader steps aside when it sees --import among the arguments.
  const preload = `--import=${(packagedFile("esm/exit-with-parent.js") ?? new URL("./exit-with-parent.ts", import.meta.url)).href}`;
  const child = spawn(run.onBun ? "bun" : process.execPath, [entry, ...run.arguments], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      // Compiled code is kept between runs: a sixth of a small stack's time.
      NODE_COMPILE_CACHE: compileCache(),
      ...process.env,
      ...run.env,
      NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} ${preload}`.trim(),
    },
    windowsHide: true,
  });
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
      text[stream] += chunk;
    });

  return new Promise((fulfil, reject) => {
    let reason: unknown;
    const end = (why: unknown) => {
      reason ??= why;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(
      () => end(new Error(`The Pulumi program did not end within ${run.timeout / 1000} seconds.\n${text.stderr}`)),
      run.timeout,
    );
    const onAbort = () => end(run.signal?.reason);
    run.signal?.addEventListener("abort", onAbort, { once: true });
    if (run.signal?.aborted) onAbort();
    child.on("error", (error: NodeJS.ErrnoException) => {
      reason ??=
        run.onBun && error.code === "ENOENT"
          ? new UserError("Pulumi.yaml says `runtime: bun`, and there is no bun on the PATH: install it, e.g. with npm")
          : error;
    });
    // "close" comes after the process has ended and its output is complete, also when it could not be started.
    child.on("close", (code) => {
      clearTimeout(timer);
      run.signal?.removeEventListener("abort", onAbort);
      if (reason === undefined) fulfil({ exitCode: code ?? 1, ...text });
      else reject(reason);
    });
  });
}

/** Two copies of the SDK in one process don't know each other's resources: it is the program's own that counts. */
function runtimeEntry(directory: string): string {
  for (const from of [join(directory, "package.json"), import.meta.url]) {
    try {
      return createRequire(from).resolve("@pulumi/pulumi/cmd/run");
    } catch {
      // The next place.
    }
  }
  throw new UserError(
    `Pulumi's SDK is not installed in ${directory}, and its program needs it: npm install @pulumi/pulumi @pulumi/aws`,
  );
}

/** Beside the sources; a package's own folder may be read-only, or shared by many projects. */
const compileCache = (): string =>
  packagedVersion === undefined
    ? fileURLToPath(new URL("../.cache/node", import.meta.url))
    : join(tmpdir(), "node-compile-cache");
