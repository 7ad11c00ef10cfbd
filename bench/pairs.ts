import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

/**
 * Whether a change makes a user's real work faster: runs the same benchmark in this checkout and in another one in turn,
 * so that whatever else the machine does hits both.
 *
 *     node bench/pairs.ts <the other checkout> <pairs> <file> [arguments]
 *
 * e.g. `node bench/pairs.ts ../before 5 bench/usage.ts 1`. A benchmark ends with a line of JSON that has `seconds` and
 * `processor`, seconds of processor time; of a program that prints none (`cli/main.ts preview`) the whole process is
 * timed, and the processor time is that of its main process.
 */
interface Taken {
  seconds: number;
  processor: number;
}

const [other, pairs, ...command] = process.argv.slice(2);
if (other === undefined || command.length === 0) {
  console.error("usage: node bench/pairs.ts <the other checkout> <pairs> <file> [arguments]");
  process.exit(1);
}
const folders = { here: resolve(import.meta.dirname, ".."), other: resolve(other) };
const taken: Record<keyof typeof folders, Taken[]> = { here: [], other: [] };

// The first pair fills the file system's caches and doesn't count.
for (let pair = 0; pair <= Number(pairs); pair++) {
  for (const place of ["here", "other"] as const) {
    const one = await timed(folders[place]);
    if (pair > 0) taken[place].push(one);
  }
}
for (const figure of ["processor", "seconds"] as const) {
  const [here, there] = [taken.here, taken.other].map((runs) => runs.map((run) => run[figure]));
  const ratios = here!.map((value, pair) => value / there![pair]!);
  console.log(
    `${figure}: here ${median(here!).toFixed(2)}, other ${median(there!).toFixed(2)}; here ÷ other ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(", ")})`,
  );
}

async function timed(cwd: string): Promise<Taken> {
  const reportCpu = new URL("./report-cpu.ts", import.meta.url).href;
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", reportCpu, ...command], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${command.join(" ")} in ${cwd} fails:\n${said}`);
  const line = /^\{"seconds":.*\}$/m.exec(said);
  if (line) return JSON.parse(line[0]) as Taken;
  return { seconds, processor: Number(/^cpu (.+)$/m.exec(said)?.[1]) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
