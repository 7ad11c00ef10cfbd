/**
 * `npm run mutants`: would the tests notice? Makes small changes of the code, one at a time and in a copy, and runs the
 * tests that can reach them. What no test notices is printed, to be looked at.
 *
 *     npm run mutants                          # 100 mutants of monitoring/, functions/, registry/ and stacks/
 *     npm run mutants -- --count 30 --seed 7 --jobs 2 --in monitoring/alarms
 *     npm run mutants -- --without-golden      # golden files notice nothing: behaviour has to
 *
 * The same seed gives the same mutants of the same code. Not part of CI: a quarter of an hour a core, or more.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type Mutant, mutantsOf } from "./mutants/points.ts";
import { testsByFile } from "./mutants/tests-of.ts";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "2" },
    in: { type: "string", multiple: true, default: ["monitoring", "functions", "registry", "stacks"] },
    "without-golden": { type: "boolean", default: false },
  },
});
const root = dirname(import.meta.dirname);

const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((path) => path !== "");
/** Those that need no engine and no browser, and look at code. */
const tests = tracked.filter((path) => /^test\/(?!live\/|pages\/|docs\/|pipelines\/fork).*\.test\.ts$/.test(path));
/** Tests that run the program or the command as a process of its own, so that imports don't show what they reach. */
const wholePrograms = tests.filter((path) =>
  /runHeadroom|cli\/main\.ts|recordProgram|spawn\(|execFile|fork\(/.test(readFileSync(join(root, path), "utf8")),
);
const reach = testsByFile(root, tests);

/** Data, and what only ever runs in a test or a browser, is not mutated. */
const isMutated = (path: string) =>
  options.in.some((folder) => path.startsWith(`${folder}/`)) &&
  path.endsWith(".ts") &&
  !/^registry\/(ids|overrides)\.ts$/.test(path);

const all = tracked.filter(isMutated).flatMap((path) => mutantsOf(path, readFileSync(join(root, path), "utf8")));
const chosen = sample(all, Number(options.count), Number(options.seed));
console.log(`${chosen.length} of ${all.length} mutants, seed ${options.seed}`);

await checkTests();
const begun = Date.now();
const survivors: Mutant[] = [];
let done = 0;
const queue = [...chosen];
await Promise.all(Array.from({ length: Number(options.jobs) }, work));

const killed = chosen.length - survivors.length;
console.log(`\n${killed} of ${chosen.length} noticed (${Math.round((100 * killed) / chosen.length)} %)`);
for (const { file, line, before, after } of survivors.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line))
  console.log(`  ${file}:${line}  ${before.replace(/\s+/g, " ")}  →  ${after.replace(/\s+/g, " ")}`);

/** A copy of the project, to be changed. */
function makeCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), "headroom-mutants-"));
  for (const path of tracked) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Tests that fail anyway would notice every mutant. */
async function checkTests(): Promise<void> {
  const copy = makeCopy();
  try {
    if (await fails(copy, tests)) throw new Error("The tests fail without any mutant: mend them first (npm test).");
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function work(): Promise<void> {
  const copy = makeCopy();
  try {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const noticed = await isNoticed(copy, mutant);
      if (!noticed) survivors.push(mutant);
      done += 1;
      const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
      console.log(
        `${done}/${chosen.length} ${minutes} min  ${noticed ? "noticed " : "SURVIVED"}  ${mutant.file}:${mutant.line}`,
      );
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Tests of a minute or so: they come when the others have noticed nothing. */
function isSlow(test: string): boolean {
  return /faults|mutations\.property/.test(test);
}

/** Runs the nearest tests first: most mutants end there. */
async function isNoticed(copy: string, mutant: Mutant): Promise<boolean> {
  const path = join(copy, mutant.file);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, mutant.start) + mutant.after + text.slice(mutant.end));
  try {
    const near = (reach.get(mutant.file) ?? []).toSorted((one, other) => Number(isSlow(one)) - Number(isSlow(other)));
    const rest = [...new Set([...near.slice(8), ...wholePrograms])].filter((test) => !near.slice(0, 8).includes(test));
    for (const batch of [near.slice(0, 8), rest]) {
      if (batch.length > 0 && (await fails(copy, batch))) return true;
    }
    return false;
  } finally {
    writeFileSync(path, text);
  }
}

/** Whether any of the tests fails, or does not end within five minutes (a loop without end is noticed, too). */
function fails(copy: string, specs: readonly string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules", ".bin", "mocha"), ["--bail", "--reporter", "dot", ...specs], {
      cwd: copy,
      env: { ...process.env, ...(options["without-golden"] && { IGNORE_GOLDEN: "1" }) },
      stdio: "ignore",
      detached: true,
    });
    const end = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), 300_000);
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(end);
      resolve(code !== 0);
    });
  });
}

/** Some of a list by a seeded generator (mulberry32): the same seed gives the same choice. */
function sample<T>(list: readonly T[], count: number, seed: number): T[] {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return list
    .map((item) => ({ item, order: random() }))
    .sort((left, right) => left.order - right.order)
    .slice(0, count)
    .map(({ item }) => item);
}
