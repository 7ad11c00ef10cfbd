import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// `npm test`: types, style, unused code, then every test. The last line is "N passed, N failed[, N skipped]",
// where each check counts as one. Arguments name test files; --update-golden rewrites the golden files instead of
// comparing with them.

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const checks = [
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of the pages", command: ["tsc", "--noEmit", "-p", "pages"] },
  { name: "style", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "unused code", command: ["knip"] },
];

interface Outcome {
  code: number;
  output: string;
}

/** Runs a tool of node_modules/.bin; npm puts that folder on the PATH. */
function run(command: readonly string[], env: NodeJS.ProcessEnv, show: boolean): Promise<Outcome> {
  const [tool = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
    child.on("error", reject);
    child.on("exit", (code) => resolve({ code: code ?? 1, output }));
  });
}

let passed = 0;
let failed = 0;
for (const { name, command } of checks) {
  const { code, output } = await run(command, {}, false);
  if (code === 0) passed += 1;
  else failed += 1;
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name}`);
  if (code !== 0) console.log(output);
}

const folder = mkdtempSync(join(tmpdir(), "headroom-test-"));
const countsFile = join(folder, "counts.json");
const update = process.argv.includes("--update-golden");
const named = process.argv.slice(2).filter((argument) => argument !== "--update-golden");
const specs = named.length > 0 ? named : ["test/**/*.test.ts"];
let skipped = 0;
try {
  const env = { TEST_COUNTS: countsFile, ...(update ? { UPDATE_GOLDEN: "1" } : {}) };
  const { code } = await run(["mocha", ...specs], env, true);
  const counts = readCounts(countsFile);
  passed += counts.passes;
  // Mocha's code is the number of failures, so a run that died before counting is a failure too.
  failed += code === 0 ? counts.failures : Math.max(1, counts.failures);
  skipped = counts.pending;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed === 0 ? 0 : 1;

function readCounts(file: string): { passes: number; failures: number; pending: number } {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passes: 0, failures: 0, pending: 0 };
  }
}
