import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sideBySide } from "./runner/side-by-side.ts";
import { NoTestsError, testFiles } from "./runner/test-files.ts";

// `npm test`: types, style, unused code, licences and every test, in processes side by side. Each process' report appears whole,
// when it has ended; what failed is shown again in the end. The last line is "N passed, N failed[, N skipped]", where
// each check counts as one. Arguments name test files, folders or patterns; --update-golden rewrites the golden files
// instead of comparing with them.

const root = fileURLToPath(new URL("..", import.meta.url));
const update = process.argv.includes("--update-golden");
const colours = process.stdout.isTTY ? ["--color"] : [];

interface Job {
  name: string;
  command: readonly string[];
  /** a run of mocha, which counts by itself */
  isMocha?: true;
  /** real minutes pass in it, with little work: it runs beside all the others */
  waits?: true;
}

const checks: readonly Job[] = [
  { name: "style", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of the pages", command: ["tsc", "--noEmit", "-p", "pages"] },
  { name: "unused code", command: ["knip"] },
  { name: "licences", command: ["node", "scripts/run.js", "scripts/check-licences.ts"] },
];

/** Folders whose tests take longest begin first, so that the end of the run has no long one to wait for. */
const longest = [
  "package",
  "engine",
  "pages",
  "simulation",
  "config",
  "usage",
  "pipelines",
  "policy",
  "publisher",
  "preview",
  "registry-cli",
];

/** The tests of each folder are a process; what the other folders hold is quick, and one process together. */
function mochaJobs(files: readonly string[]): Job[] {
  const byName = new Map<string, string[]>();
  for (const file of files) {
    const folder = file.split("/")[1] ?? "";
    const name = folder === "live" || longest.includes(folder) ? `test/${folder}` : "the other tests";
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  const rank = (name: string) => [...longest.map((folder) => `test/${folder}`), "the other tests"].indexOf(name);
  return [...byName]
    .sort(([left], [right]) => rank(left) - rank(right))
    .map(([name, specs]) => ({
      ...{ name, command: ["mocha", ...colours, ...specs], isMocha: true },
      ...(name === "test/live" && { waits: true }),
    }));
}

/** Runs a tool of node_modules/.bin; npm puts that folder on the PATH. @returns its exit code and all it printed */
function run(
  [tool = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    const end = () => child.kill();
    stopping.signal.addEventListener("abort", end);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.on("error", reject);
    child.on("close", (code) => {
      stopping.signal.removeEventListener("abort", end);
      resolve({ code: code ?? 1, output });
    });
  });
}

interface Counts {
  passes: number;
  failures: number;
  pending: number;
  /** what failed, as mocha shows it */
  text: string;
}

/** Whoever ends this process ends the others with it; what they have told until then is still shown. */
const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());

const totals = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];

async function runJob(job: Job, folder: string): Promise<void> {
  const began = performance.now();
  const file = join(folder, `${job.name.replaceAll(/\W/g, "-")}.json`);
  const { code, output } = await run(job.command, {
    TEST_COUNTS: file,
    ...(update ? { UPDATE_GOLDEN: "1" } : {}),
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${job.name} (${seconds} s)`);
  if (job.isMocha && output.trim() !== "") console.log(output.trimEnd());
  const counts = job.isMocha ? readCounts(file) : { passes: code === 0 ? 1 : 0, failures: 0, pending: 0, text: "" };
  totals.passed += counts.passes;
  totals.skipped += counts.pending;
  // Mocha's code is the number of failures, so a run that died before counting is a failure too.
  totals.failed += code === 0 ? counts.failures : Math.max(1, counts.failures);
  if (code !== 0) failures.push(`${job.name}:\n${counts.text || output.trimEnd()}`);
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passes: 0, failures: 0, pending: 0, text: "" };
  }
}

async function runAll(files: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "headroom-test-"));
  try {
    const jobs = [...mochaJobs(files), ...checks];
    await sideBySide(jobs, availableParallelism(), (job) => runJob(job, folder), stopping.signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (stopping.signal.aborted) failures.push("ended before everything had run");
  if (failures.length > 0) console.log(`\nWhat failed:\n\n${failures.join("\n\n")}\n`);
  const { passed, failed, skipped } = totals;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

try {
  await runAll(
    testFiles(
      root,
      process.argv.slice(2).filter((argument) => argument !== "--update-golden"),
    ),
  );
} catch (error) {
  if (!(error instanceof NoTestsError)) throw error;
  console.error(`npm test: ${error.message}`);
  process.exitCode = 1;
}
