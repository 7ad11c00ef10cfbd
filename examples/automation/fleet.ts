/**
 * node fleet.ts up|preview|destroy [places…] [--file fleet.yaml] [--parallel 4] [--resume] [--json]
 *
 * Exit codes: 0 all done; 1 a place failed, or the run was broken off; 2 nothing was begun, because of what was asked.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { chosen, readFleet } from "./places.ts";
import { Problem } from "./problem.ts";
import { progressOn } from "./progress.ts";
import { pulumiOperation } from "./pulumi-stack.ts";
import { openRecord } from "./record.ts";
import { type Command, type PlaceResult, runPlaces } from "./run-places.ts";
import { summaryText } from "./summary.ts";

const help = `node fleet.ts up|preview|destroy [places...] [options]

  --file <path>     the places (default: fleet.yaml)
  --parallel <n>    places at a time (default: one for each processor core)
  --resume          leave out what the last run of the same command has done, as long as its stack file is the same
  --json            the summary as JSON

  node fleet.ts preview                          what would change, everywhere
  node fleet.ts up --parallel 8                  brings all places up
  node fleet.ts up --resume                      those that failed or had not begun
  node fleet.ts destroy dev-us-east-1            destroys what is named; there is no way to destroy all at once`;

interface Asked {
  command: Command;
  names: string[];
  file: string;
  parallel: number;
  resume: boolean;
  json: boolean;
}

function asked(args: string[]): Asked | undefined {
  const { values, positionals } = parsedArgs(args);
  const [command, ...names] = positionals;
  if (values.help || command === undefined) return undefined;
  if (command !== "up" && command !== "preview" && command !== "destroy")
    throw new Problem(`there is no command "${command}": up, preview or destroy`);
  const parallel = Number(values.parallel ?? availableParallelism());
  if (!Number.isInteger(parallel) || parallel < 1) throw new Problem("--parallel must be a whole number from 1");
  if (command === "destroy" && names.length === 0)
    throw new Problem("destroy wants the names of the places: nothing is destroyed that is not named");
  return { command, names, file: values.file, parallel, resume: values.resume, json: values.json };
}

function parsedArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        file: { type: "string", default: "fleet.yaml" },
        parallel: { type: "string" },
        resume: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new Problem((error as Error).message);
  }
}

/** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function stopSignals(): { begin: AbortSignal; underWay: AbortSignal } {
  const [begin, underWay] = [new AbortController(), new AbortController()];
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => {
      if (begin.signal.aborted) process.exit(1);
      process.stderr.write("\nStopping: what is under way is brought to an end. Once more ends at once.\n");
      begin.abort();
      // From a terminal, Ctrl-C reaches the Pulumi processes by itself; told twice, they would break off at once.
      if (name !== "SIGINT" || !process.stdin.isTTY) underWay.abort();
    });
  return { begin: begin.signal, underWay: underWay.signal };
}

async function main(args: string[]): Promise<number> {
  const given = asked(args);
  if (given === undefined) {
    console.log(help);
    return 0;
  }
  const { command, resume } = given;
  const fleet = readFleet(given.file);
  const places = chosen(fleet.places, given.names);
  const record = openRecord(fleet, command, resume);
  const left = resume ? places.filter((place) => !record.isDone(place)) : places;
  const progress = progressOn(process.stderr, left.length);
  const signals = stopSignals();
  const operate = pulumiOperation(fleet, command);
  const found = await runPlaces({
    places: left,
    parallel: given.parallel,
    operate: (place, tell) => operate(place, tell, signals.underWay),
    signal: signals.begin,
    onBegin: progress.begin,
    onProgress: progress.update,
    onEnd: (result) => {
      progress.end(result);
      const place = left.find(({ stack }) => stack === result.stack);
      if (place) record.keep(place, result);
    },
  });
  progress.close();
  const results = places.map(
    ({ stack }): PlaceResult =>
      found.find((result) => result.stack === stack) ?? { stack, status: "skipped", changes: {}, seconds: 0 },
  );
  console.log(given.json ? JSON.stringify({ command, places: results }, null, 2) : summaryText(results));
  return results.every(({ status }) => status === "done" || status === "skipped") ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
