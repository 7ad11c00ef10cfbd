import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stackDirectory, stackFilePath } from "../../stacks/stack-files.ts";
import type { Engine } from "./engine.ts";
import { startLanguageRuntime } from "./language-runtime.ts";
import { builtTools } from "./language-tools.ts";
import { startPythonRuntime } from "./python-runtime.ts";

const repository = resolve(import.meta.dirname, "../..");

/** What an operation did or would do to one resource. */
export interface Step {
  /** same, create, update, replace, delete, read, refresh … */
  op: string;
  urn: string;
  type: string;
  /** logical name */
  name: string;
  /** paths of the inputs that differ */
  diffs: string[];
}

/** How an operation of the CLI ended. */
export interface Outcome {
  /** exit code; 255 when it was killed */
  code: number;
  stdout: string;
  stderr: string;
  /** custom resources and components that the operation touched, without the unchanged ones */
  steps: Step[];
  /** how many resources of each op */
  summary: Record<string, number>;
  /** warnings and errors as a person sees them */
  diagnostics: { severity: string; message: string }[];
  seconds: number;
}

/** The program with its stack files, in a folder of its own, and a state of its own. */
export interface Project {
  folder: string;
  /** variables that let another program run the engine on the same state; the language runtime is its own to add */
  environment: Readonly<Record<string, string>>;
  /** path of the copy of Pulumi.<stack>.yaml */
  stackFile(stack: string): string;
  /** changes the copy of a stack file */
  editStack(stack: string, change: (text: string) => string): Promise<void>;
  /** runs one operation; rejects only when the CLI can't be started */
  pulumi(args: readonly string[], options?: PulumiOptions): Promise<Outcome>;
  /** kills what is under way and waits until it is gone */
  end(): Promise<void>;
}

export interface PulumiOptions {
  /** the CLI gets SIGINT, as from Ctrl-C: it ends what is under way and stops */
  signal?: AbortSignal;
  /** the state is saved after each step, so that it is true also after the CLI was killed; slower */
  checkpoints?: boolean;
}

export interface ProjectOptions {
  engine: Engine;
  /** made if it is not there; may have spaces; the caller removes it */
  folder: string;
  /** port of the provider that stands in for `aws` */
  providerPort: number;
  /** where Pulumi.yaml and the stack files are, and the program unless Pulumi.yaml has a `main`; this repository */
  source?: string | undefined;
}

/**
 * Lays out the shipped project in a folder: copies of Pulumi.yaml and the stack files (the CLI writes into them), links
 * to the program. Its state is a file backend in the same folder, so no other run can hold its locks.
 */
export async function openProject({
  engine,
  folder,
  providerPort,
  source = repository,
}: ProjectOptions): Promise<Project> {
  const directory = join(folder, "project");
  const backend = join(folder, "state");
  await mkdir(directory, { recursive: true });
  await mkdir(backend, { recursive: true });
  await cp(join(source, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  const [from, to] = [stackDirectory(source), stackDirectory(directory)];
  for (const name of await readdir(from))
    if (/^Pulumi\..+\.yaml$/.test(name)) await cp(join(from, name), join(to, name));
  for (const name of ["index.ts", "package.json"]) await symlink(join(repository, name), join(directory, name));
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"), "junction");
  const plugins = join(folder, "plugins");
  await standInLanguageHost(plugins);

  const running = new Set<ChildProcess>();
  let operations = 0;
  const stackFile = (stack: string) => stackFilePath(stack, directory);

  const environment = {
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "emulated",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The CLI writes the whole state, some MB, after each step; here it is thrown away in the end. Halves the
    // CPU time of a deployment.
    PULUMI_EXPERIMENTAL: "true",
    // Without it there is no --event-log.
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
    // Nothing of a real account may reach the program.
    AWS_PROFILE: "",
    AWS_EC2_METADATA_DISABLED: "true",
  };

  async function pulumi(args: readonly string[], options: PulumiOptions = {}): Promise<Outcome> {
    const runtimes = { nodejs: await startLanguageRuntime(), python: await startPythonRuntime() };
    const events = join(folder, `events-${++operations}.json`);
    const begun = performance.now();
    try {
      const ended = await spawnCli(
        engine.path,
        [...args, ...(changesResources(args) ? ["--event-log", events] : []), "--non-interactive", "--color", "never"],
        {
          directory,
          signal: options.signal,
          running,
          env: {
            ...process.env,
            ...environment,
            // The engine finds the host for YAML there, where it is built, and what policy packs are run with.
            PATH: [
              ...(args.includes("--policy-pack") ? [plugins] : []),
              builtTools.yaml,
              process.env["PATH"] ?? "",
            ].join(delimiter),
            PULUMI_SKIP_CHECKPOINTS: String(!(options.checkpoints ?? false)),
            PULUMI_DEBUG_LANGUAGES: Object.entries(runtimes)
              .map(([language, { port }]) => `${language}:${port}`)
              .join(),
          },
        },
      );
      return {
        ...ended,
        ...readEvents(await readFile(events, "utf8").catch(() => "")),
        seconds: (performance.now() - begun) / 1000,
      };
    } finally {
      for (const { close } of Object.values(runtimes)) close();
      await rm(events, { force: true });
    }
  }

  return {
    folder,
    environment,
    stackFile,
    editStack: async (stack, change) => writeFile(stackFile(stack), change(await readFile(stackFile(stack), "utf8"))),
    pulumi,
    end: async () => {
      await Promise.all(
        [...running].map((child) => {
          child.kill("SIGKILL");
          return once(child, "close");
        }),
      );
    },
  };
}

/**
 * The engine asks whether there is a language host before it has one run a policy pack. It then attaches to the one that
 * PULUMI_DEBUG_LANGUAGES names, so this file is only looked for, never run.
 */
async function standInLanguageHost(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "pulumi-language-nodejs"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
}

const changesResources = ([command]: readonly string[]): boolean =>
  ["preview", "up", "refresh", "destroy"].includes(command ?? "");

interface CliRun {
  directory: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal | undefined;
  running: Set<ChildProcess>;
}

function spawnCli(
  path: string,
  args: readonly string[],
  { directory, env, signal, running }: CliRun,
): Promise<Pick<Outcome, "code" | "stdout" | "stderr">> {
  // A process group of its own: a Ctrl-C in the terminal must reach it once, through us, or it breaks off at once.
  const child = spawn(path, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  running.add(child);
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      text[stream] += chunk;
    });
  const interrupt = async () => {
    child.kill("SIGINT");
    // Asked a second time, the CLI ends without waiting for what is under way.
    await pause(20_000, undefined, { ref: false });
    child.kill("SIGINT");
    await pause(5_000, undefined, { ref: false });
    child.kill("SIGKILL");
  };
  const onAbort = () => void interrupt();
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  return new Promise((fulfil, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      running.delete(child);
      signal?.removeEventListener("abort", onAbort);
      fulfil({ code: code ?? 255, ...text });
    });
  });
}

/** The engine's events, one JSON object a line. pulumi/pulumi sdk/go/common/apitype/events.go */
interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  summaryEvent?: { resourceChanges?: Record<string, number> };
  diagnosticEvent?: { severity: string; message: string; ephemeral?: boolean };
}
interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  diffs?: string[] | null;
  detailedDiff?: Record<string, unknown> | null;
}

function readEvents(text: string): Pick<Outcome, "steps" | "summary" | "diagnostics"> {
  const events = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineEvent);
  return {
    steps: events.flatMap(({ resourcePreEvent }) => {
      if (!resourcePreEvent || resourcePreEvent.metadata.op === "same") return [];
      const { op, urn, type, diffs, detailedDiff } = resourcePreEvent.metadata;
      const changed = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
      return [{ op, urn, type, name: urn.split("::").slice(3).join("::"), diffs: changed }];
    }),
    summary: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    diagnostics: events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent && !diagnosticEvent.ephemeral && ["warning", "error"].includes(diagnosticEvent.severity)
        ? [{ severity: diagnosticEvent.severity, message: diagnosticEvent.message }]
        : [],
    ),
  };
}
