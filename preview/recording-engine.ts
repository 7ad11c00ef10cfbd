import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readProjectConfig } from "./project-config.ts";
import { type RecordedResource, type RecordingMonitor, recordingMonitor } from "./recording-monitor.ts";
import { type InvokeStub, placeOf, standInInvokes } from "./stand-in-outputs.ts";

export type { RecordedInvoke, RecordedLog, RecordedResource } from "./recording-monitor.ts";

export interface RecordProgramOptions {
  /** folder with Pulumi.yaml and the stack files */
  dir: string;
  stack: string;
  /** config values that count more than the stack file's, with their namespace: `{"aws:region": "us-east-1"}` */
  config?: Readonly<Record<string, string>>;
  /** keys whose values the program must treat as secret */
  secretKeys?: readonly string[];
  /** answers to the program's questions to AWS, by token; added to those for caller, partition and Region */
  invokes?: Readonly<Record<string, InvokeStub>>;
  /** true: as in `pulumi preview`, where ids and ARNs are not known yet */
  dryRun?: boolean;
  /** ends the program early; the promise then rejects with the signal's reason */
  signal?: AbortSignal;
  /** longest run, milliseconds */
  timeout?: number;
  /** variables for the program's process besides this one's */
  env?: Readonly<Record<string, string>>;
}

export interface Recording extends Omit<RecordingMonitor["recorded"], "resources"> {
  /** 0; 32 when the program reported an error itself; otherwise Node's */
  exitCode: number;
  /** in the order in which the program registered them */
  resources: RecordedResource[];
  stdout: string;
  stderr: string;
}

/**
 * Runs a Pulumi program as it is, in Pulumi's own Node.js language runtime, against an engine that records what the
 * program asks for and creates nothing. Needs no Pulumi CLI, no plugin, no network and no AWS account.
 *
 * What it does not prove: that AWS, or the provider's schema, accepts the inputs. Transforms, hooks and components of
 * other languages are refused, because they need a real engine.
 *
 * @returns also for a program that failed: see `exitCode` and `logs`
 * @throws when the program can't be started (no Pulumi.yaml, …), is aborted, or does not end in time.
 *   On every way out the process has ended and the port is closed.
 */
export async function recordProgram(options: RecordProgramOptions): Promise<Recording> {
  const { stack, signal, timeout = 120_000 } = options;
  const dir = resolve(options.dir);
  const { project, config, typescript, main } = await readProjectConfig(dir, stack, options.config);
  signal?.throwIfAborted();

  const place = placeOf(config["aws:region"] ?? "us-east-1");
  const monitor = await recordingMonitor({
    project,
    stack,
    place,
    dryRun: options.dryRun ?? false,
    invokes: { ...standInInvokes(place), ...options.invokes },
  });
  try {
    const process = await runLanguageRuntime({
      arguments: [
        ...["--monitor", monitor.address, "--engine", monitor.address],
        ...["--organization", "organization", "--project", project, "--stack", stack],
        ...["--root-directory", dir, "--pwd", dir, "--parallel", "16"],
        ...(options.dryRun ? ["--dry-run"] : []),
        main ?? ".",
      ],
      env: {
        ...options.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(options.secretKeys ?? []),
        PULUMI_NODEJS_TYPESCRIPT: String(typescript),
      },
      timeout,
      signal,
    });
    return { ...process, ...monitor.recorded };
  } finally {
    monitor.close();
  }
}

interface LanguageRuntimeRun {
  arguments: readonly string[];
  env: Readonly<Record<string, string>>;
  timeout: number;
  signal: AbortSignal | undefined;
}

/** Runs `@pulumi/pulumi/cmd/run`, the process that Pulumi's Node.js language host starts for each program. */
export function runLanguageRuntime(
  run: LanguageRuntimeRun,
): Promise<Pick<Recording, "exitCode" | "stdout" | "stderr">> {
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
