import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export interface LanguageRuntimeRun {
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
  const entry = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run");
  // Through NODE_OPTIONS, because Pulumi's TypeScript loader steps aside when it sees --import among the arguments.
  const preload = `--import=${new URL("./exit-with-parent.ts", import.meta.url).href}`;
  const child = spawn(process.execPath, [entry, ...run.arguments], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      // Compiled code is kept between runs: a sixth of a small stack's time.
      NODE_COMPILE_CACHE: fileURLToPath(new URL("../.cache/node", import.meta.url)),
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
    child.on("error", (error) => {
      reason ??= error;
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
