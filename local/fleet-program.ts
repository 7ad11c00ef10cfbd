import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { findEngine } from "./engine/engine.ts";
import { startLanguageRuntime } from "./engine/language-runtime.ts";
import type { LocalAws } from "./local-aws.ts";

const program = resolve(import.meta.dirname, "../examples/automation/fleet.ts");

/** How a run of examples/automation ended. */
export interface FleetRun {
  code: number | null;
  stdout: string;
  /** its progress and its errors */
  stderr: string;
}

/** The program of examples/automation on a local AWS, started as a person would, in the local AWS's folder. */
export interface FleetProgram {
  run(args: readonly string[]): Promise<FleetRun>;
  close(): void;
}

export async function openFleetProgram(local: LocalAws): Promise<FleetProgram> {
  const runtime = await startLanguageRuntime();
  const bin = join(local.folder, "bin");
  await mkdir(bin, { recursive: true });
  const engine = findEngine()?.path;
  if (engine !== undefined && engine !== "pulumi") await symlink(engine, join(bin, "pulumi"));
  return {
    async run(args) {
      const child = spawn(process.execPath, [program, ...args], {
        cwd: local.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          ...local.project.environment,
          PULUMI_SKIP_CHECKPOINTS: "true",
          PULUMI_DEBUG_LANGUAGES: `nodejs:${runtime.port}`,
          PATH: `${bin}${delimiter}${process.env["PATH"]}`,
        },
      });
      const text = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].setEncoding("utf8").on("data", (chunk: string) => {
          text[stream] += chunk;
        });
      const [code] = (await once(child, "close")) as [number | null];
      return { code, ...text };
    },
    close: runtime.close,
  };
}
