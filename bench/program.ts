/**
 * How long the Pulumi program takes for 100 targets, in Pulumi's own language runtime: `node bench/program.ts`.
 *
 * Compared with an empty program that imports the same packages, with a bare one that creates the same alarms in a
 * loop (what Pulumi's SDK itself takes for so many resources), and with the same program loaded by ts-node, which is
 * what Pulumi does with TypeScript unless a project says otherwise. Measured is the whole process, from its start to
 * its end, against the recording engine in this process; a real engine adds its own. The ratios are of CPU time, which
 * other work on the machine disturbs less.
 */
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { recordProgram } from "../preview/recording-engine.ts";
import { modelsUpTo } from "./models-up-to.ts";

const region = "us-east-1";
const root = join(import.meta.dirname, "..");

/** Milliseconds: medians of the runs. */
export interface Times {
  cpu: number;
  elapsed: number;
}

export interface ProgramFigures {
  targets: number;
  resources: number;
  alarms: number;
  empty: Times;
  bare: Times;
  full: Times;
  tsNode?: Times;
  fullToEmpty: number;
  fullToBare: number;
}

/** What ts-node needs to load files that Node runs as they are. */
const tsNodeOptions = {
  module: "nodenext",
  moduleResolution: "nodenext",
  target: "es2024",
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
  resolveJsonModule: true,
  types: ["node"],
};

/** @param only one of the programs, whose figures alone are numbers then */
export async function measureProgram({
  targets = 100,
  runs = 5,
  tsNode = false,
  only,
}: {
  targets?: number;
  runs?: number;
  tsNode?: boolean;
  only?: "full";
} = {}): Promise<ProgramFigures> {
  const dir = await mkdtemp(join(tmpdir(), "bench-program-"));
  const { NODE_OPTIONS: nodeOptions } = process.env;
  process.env["NODE_OPTIONS"] = `--import=${new URL("./report-cpu.ts", import.meta.url).href}`;
  try {
    const config = { "aws:region": region, "bedrock-headroom:models": await modelsUpTo(region, targets) };
    await writeFile(join(dir, "Pulumi.bench.yaml"), stringify({ config }));
    await writeFile(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: tsNodeOptions }));
    await symlink(join(root, "node_modules"), join(dir, "node_modules"), "junction");

    const run = async (main: string, typescript = false) => {
      const runtime = { name: "nodejs", options: { typescript } };
      const project = { name: "bedrock-headroom", runtime, main: join(root, main) };
      await writeFile(join(dir, "Pulumi.yaml"), stringify(project));
      const began = performance.now();
      const recording = await recordProgram({ dir, stack: "bench", timeout: 600_000 });
      const elapsed = performance.now() - began;
      if (recording.exitCode !== 0) throw new Error(recording.stderr + recording.logs.map(({ message }) => message));
      return { elapsed, cpu: Number(/^cpu (.+)$/m.exec(recording.stdout)?.[1]), ...recording };
    };

    // First runs fill the file system's caches; then all in turns, so that whatever else the machine does hits all.
    const { resources } = await run("index.ts");
    const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    const args = Object.fromEntries(alarms.map(({ name, inputs }) => [name, inputs]));
    await writeFile(join(dir, "alarms.json"), JSON.stringify(args));
    const programs = { empty: "bench/empty-program.ts", bare: "bench/bare-program.ts", full: "index.ts" };
    const measured = { empty: [] as Times[], bare: [] as Times[], full: [] as Times[] };
    for (let turn = 0; turn < runs; turn++)
      for (const name of only ? [only] : (["empty", "bare", "full"] as const))
        measured[name].push(await run(programs[name]));
    const [empty, bare, full] = [medians(measured.empty), medians(measured.bare), medians(measured.full)];
    return {
      targets,
      resources: resources.length,
      alarms: alarms.length,
      empty,
      bare,
      full,
      fullToEmpty: full.cpu / empty.cpu,
      fullToBare: full.cpu / bare.cpu,
      ...(tsNode && { tsNode: medians([await run("index.ts", true)]) }),
    };
  } finally {
    if (nodeOptions === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = nodeOptions;
    await rm(dir, { recursive: true, force: true });
  }
}

const medians = (times: readonly Times[]): Times => ({
  cpu: median(times.map(({ cpu }) => cpu)),
  elapsed: median(times.map(({ elapsed }) => elapsed)),
});

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

// For bench/pairs.ts: `node bench/program.ts once` is one run of the program itself.
if (import.meta.main) {
  if (process.argv[2] === "once") {
    const { full } = await measureProgram({ runs: 1, only: "full" });
    console.log(JSON.stringify({ seconds: full.elapsed / 1000, processor: full.cpu / 1000 }));
  } else console.log(await measureProgram({ tsNode: true }));
}
