import { resolve } from "node:path";
import { offlineVariable } from "../stacks/account.ts";
import { type LanguageRuntimeEnd, runLanguageRuntime } from "./language-runtime.ts";
import { readProjectConfig } from "./project-config.ts";
import { type RecordingMonitor, recordingMonitor } from "./recording-monitor.ts";
import { type InvokeStub, placeOf, standInInvokes } from "./stand-in-outputs.ts";

export type { RecordedResource } from "./recording-monitor.ts";

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

/** How the program ended, and all that it asked for: its resources in the order in which it registered them. */
export type Recording = LanguageRuntimeEnd & RecordingMonitor["recorded"];

/**
 * Runs a Pulumi program as it is, in Pulumi's own Node.js language runtime, against an engine that records what the
 * program asks for and creates nothing. Needs no Pulumi CLI, no plugin, no network and no AWS account.
 *
 * What it does not prove: that AWS, or the provider's schema, accepts the inputs. Transforms and hooks are refused,
 * because they need a real engine; a component of another language is recorded as one resource without its children.
 *
 * @returns also for a program that failed: see `exitCode` and `logs`
 * @throws when the program can't be started (no Pulumi.yaml, …), is aborted, or does not end in time.
 *   On every way out the process has ended and the port is closed.
 */
export async function recordProgram(options: RecordProgramOptions): Promise<Recording> {
  const { stack, signal, timeout = 120_000 } = options;
  const dir = resolve(options.dir);
  const { project, config, onBun, typescript, main } = await readProjectConfig(dir, stack, options.config);
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
      directory: dir,
      onBun,
      arguments: [
        ...["--monitor", monitor.address, "--engine", monitor.address],
        ...["--organization", "organization", "--project", project, "--stack", stack],
        ...["--root-directory", dir, "--pwd", dir, "--parallel", "16"],
        ...(options.dryRun ? ["--dry-run"] : []),
        main ?? ".",
      ],
      env: {
        [offlineVariable]: "1",
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
