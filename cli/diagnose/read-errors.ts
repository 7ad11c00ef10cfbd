import type { ErrorClass } from "../../monitoring/diagnosis/causes.ts";
import { errorClassOf } from "../../monitoring/diagnosis/error-text.ts";
import { partitionOfRegion } from "../../registry/aws-regions.ts";
import { UserError } from "../../stacks/user-error.ts";
import { type Line, linesOf, unpacked } from "../reservation/lines.ts";
import type { LogFile } from "../reservation/log-file.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { timeIn } from "./line-time.ts";

type Counts = Partial<Record<ErrorClass, number>>;

/** Errors that name the same id and Region, counted by class. */
export interface SaidOf {
  /** the id that a line names; "": none, or several */
  id: string;
  /** the Region that a line names; "": none, or several */
  region: string;
  /** by epoch minute */
  timed: Map<number, Counts>;
  /** of errors without a time */
  untimed: Counts;
}

/** What the errors of some files say. */
export interface ReadErrors {
  /** by "id Region" */
  said: Map<string, SaidOf>;
  errors: number;
  lines: number;
  /** lines that are longer than any record is, and were not read */
  tooLong: number;
}

/** Lines in which the time of an error is looked for: a stack trace is longer than its message. */
const linesBefore = 60;

/** Ids as they stand in texts: of application profiles in their ARNs, of models and system profiles with their provider. */
const idForm =
  /application-inference-profile\/([a-z0-9]+)|((?<![\w.-])(?:[a-z]{2,6}(?:-gov)?\.)?([a-z0-9]+)\.[a-z0-9][a-z0-9.-]*(?::\d+)?)/g;

/**
 * Reads files of any size line by line.
 * @param providers as ids of models begin, e.g. anthropic
 * @param timeZone of times that name none
 * @param now epoch seconds
 * @throws UserError for a file that can't be read to its end
 */
export async function readErrors(
  files: readonly LogFile[],
  providers: ReadonlySet<string>,
  { timeZone, now, onBytes }: { timeZone: string; now: number; onBytes: (bytes: number) => void },
): Promise<ReadErrors> {
  const all: ReadErrors = { said: new Map(), errors: 0, lines: 0, tooLong: 0 };
  for (const file of files) {
    const take = taker(all, providers, { timeZone, now });
    try {
      for await (const lines of linesOf(asUtf8(unpacked(watched(file.open(), onBytes))))) lines.forEach(take);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UserError(
        `--errors ${file.name}: could not be read to its end (${code ?? message}); copy it anew, or give the part that can be read`,
        exitCodes.cannotTell,
      );
    }
  }
  return all;
}

/** Takes the lines of a file one by one. */
function taker(all: ReadErrors, providers: ReadonlySet<string>, at: { timeZone: string; now: number }) {
  const before: string[] = [];
  return (line: Line): void => {
    if (!("text" in line)) {
      all.tooLong += 1;
      return;
    }
    all.lines += 1;
    const records = recordsIn(line.text);
    if (records) for (const record of records) count(record, [], all, providers, at);
    else count(line.text, before, all, providers, at);
    if (before.push(records ? "" : line.text) > 2 * linesBefore) before.splice(0, linesBefore);
  };
}

function count(
  line: string,
  before: readonly string[],
  all: ReadErrors,
  providers: ReadonlySet<string>,
  { timeZone, now }: { timeZone: string; now: number },
): void {
  const said = errorClassOf(line);
  if (said === undefined) return;
  all.errors += 1;
  const [id, region] = [idIn(line, providers), regionIn(line)];
  const time = timeOf(line, before, timeZone, now);
  const key = `${id} ${region}`;
  const own = all.said.get(key) ?? { id, region, timed: new Map<number, Counts>(), untimed: {} };
  all.said.set(key, own);
  const epochMinute = time === undefined ? undefined : Math.floor(time / 60);
  const counts = epochMinute === undefined ? own.untimed : (own.timed.get(epochMinute) ?? {});
  counts[said] = (counts[said] ?? 0) + 1;
  if (epochMinute !== undefined) own.timed.set(epochMinute, counts);
}

/** The only one of some; "": there is none, or several, of which nobody can tell which is meant. */
const onlyOne = (found: Iterable<string>): string => {
  const [one = "", ...others] = new Set(found);
  return others.length === 0 ? one : "";
};

function idIn(line: string, providers: ReadonlySet<string>): string {
  const [profiles, models]: [string[], string[]] = [[], []];
  for (const [, profile, model = "", provider = ""] of line.matchAll(idForm)) {
    if (profile !== undefined) profiles.push(profile);
    else if (providers.has(provider)) models.push(model.replace(/[.:-]+$/, ""));
  }
  // A profile's traffic is counted by its own id, whatever model is named beside it.
  return onlyOne(profiles.length > 0 ? profiles : models);
}

const regionForm = /(?<![\w-])[a-z]{2}-(?:[a-z]+-)?[a-z]+-\d(?!\w)/g;

const regionIn = (line: string): string =>
  onlyOne((line.match(regionForm) ?? []).filter((name) => partitionOfRegion(name) !== undefined));

/** A time of day without its date, which can't be placed: what was dated before it is of another time. */
const clockAlone = /^.{0,60}?(?<![\d:.])\d{1,2}:\d\d:\d\d(?![\d:])/;

function timeOf(line: string, before: readonly string[], timeZone: string, now: number): number | undefined {
  for (let back = 0; back <= Math.min(linesBefore, before.length); back++) {
    const text = back === 0 ? line : before[before.length - back]!;
    const time = timeIn(text, timeZone, now);
    if (time !== undefined) return time;
    if (clockAlone.test(text)) return undefined;
  }
  return undefined;
}

/** The records of a line that holds many, as CloudTrail's files do; undefined: it is a line as others are. */
function recordsIn(line: string): string[] | undefined {
  if (!/^\s*(?:\{\s*"Records"\s*:\s*)?\[\s*\{/.test(line)) return undefined;
  try {
    const parsed = JSON.parse(line) as unknown[] | { Records: unknown[] };
    const records = Array.isArray(parsed) ? parsed : parsed.Records;
    return records.map((record) => JSON.stringify(record));
  } catch {
    return undefined;
  }
}

/** Windows writes UTF-16 with a byte order mark at times (PowerShell's redirection): anything else is left as it is. */
async function* asUtf8(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst) {
      const mark = chunk.subarray(0, 2).toString("hex");
      if (mark === "fffe") decoder = new TextDecoder("utf-16le");
      if (mark === "feff") decoder = new TextDecoder("utf-16be");
      isFirst = false;
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}

async function* watched(bytes: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}
