import type { ErrorClass } from "../../monitoring/diagnosis/causes.ts";
import { errorClassOf } from "../../monitoring/diagnosis/error-text.ts";
import { UserError } from "../../stacks/user-error.ts";
import { linesOf, unpacked } from "../reservation/lines.ts";
import type { LogFile } from "../reservation/log-file.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { timeIn } from "./line-time.ts";

type Counts = Partial<Record<ErrorClass, number>>;

/** What the errors of some files say: counts by class, by the id that a line names ("" where it names none). */
export interface ReadErrors {
  /** of errors with a time: by id, then by epoch minute */
  timed: Map<string, Map<number, Counts>>;
  /** of errors without */
  untimed: Map<string, Counts>;
  errors: number;
  lines: number;
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
  const all: ReadErrors = { timed: new Map(), untimed: new Map(), errors: 0, lines: 0 };
  for (const file of files) {
    const before: string[] = [];
    try {
      for await (const lines of linesOf(inUtf8(unpacked(watched(file.open(), onBytes)))))
        for (const line of lines) {
          if (!("text" in line)) continue;
          all.lines += 1;
          take(line.text, before, all, providers, timeZone, now);
          if (before.push(line.text) > 2 * linesBefore) before.splice(0, linesBefore);
        }
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

function take(
  line: string,
  before: readonly string[],
  all: ReadErrors,
  providers: ReadonlySet<string>,
  timeZone: string,
  now: number,
): void {
  const said = errorClassOf(line);
  if (said === undefined) return;
  all.errors += 1;
  const id = idIn(line, providers);
  const time = timeIn(line, timeZone, now) ?? timeBefore(before, timeZone, now);
  if (time === undefined) {
    add(all.untimed, id, said);
    return;
  }
  const minutes = all.timed.get(id) ?? new Map<number, Counts>();
  all.timed.set(id, minutes);
  add(minutes, Math.floor(time / 60), said);
}

function add<Key>(counts: Map<Key, Counts>, key: Key, said: ErrorClass): void {
  const own = counts.get(key) ?? {};
  own[said] = (own[said] ?? 0) + 1;
  counts.set(key, own);
}

function idIn(line: string, providers: ReadonlySet<string>): string {
  for (const [, profile, model = "", provider = ""] of line.matchAll(idForm)) {
    if (profile !== undefined) return profile;
    if (providers.has(provider)) return model.replace(/[.:-]+$/, "");
  }
  return "";
}

function timeBefore(before: readonly string[], timeZone: string, now: number): number | undefined {
  for (const line of before.slice(-linesBefore).reverse()) {
    const time = timeIn(line, timeZone, now);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** PowerShell writes UTF-16 with its mark; everything else is read as UTF-8. */
async function* inUtf8(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst && chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder("utf-16le");
    isFirst = false;
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}

async function* watched(bytes: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}
