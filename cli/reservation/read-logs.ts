import pLimit from "p-limit";
import { addRequest, type LoggedMinutes, loggedMinutes } from "../../monitoring/reservation/logged-minutes.ts";
import { loggedRequest } from "../../monitoring/reservation/logged-request.ts";
import { UserError } from "../../stacks/user-error.ts";
import { linesOf, unpacked } from "./lines.ts";
import type { LogFile } from "./log-file.ts";
import { contentOf } from "./records.ts";

/** What was read, and what couldn't be. */
export interface ReadLogs {
  /** by Region ("" where a record names none), then by id */
  regions: Map<string, Map<string, LoggedMinutes>>;
  files: number;
  records: number;
  /** lines that should be JSON and aren't, and lines longer than any record */
  corruptLines: number;
  /** JSON that is no record of Bedrock, and lines of text */
  otherLines: number;
  /** files in which no record is */
  withoutRecords: { name: string; why: string }[];
  /** files that couldn't be read to their end; what was read of them counts */
  broken: { name: string; why: string }[];
}

interface Count {
  records: number;
  corrupt: number;
  other: number;
  wrapper: number;
}

/**
 * Reads files line by line and keeps what each minute adds up to.
 * @param atOnce how many files to read at a time
 * @param onBytes is told how many bytes more, as stored, have been read
 */
export async function readLogs(
  files: readonly LogFile[],
  atOnce: number,
  onBytes: (bytes: number) => void,
): Promise<ReadLogs> {
  const all: ReadLogs = {
    regions: new Map(),
    files: files.length,
    records: 0,
    corruptLines: 0,
    otherLines: 0,
    withoutRecords: [],
    broken: [],
  };
  const limit = pLimit(atOnce);
  await Promise.all(files.map((file) => limit(() => readFile(file, all, onBytes))));
  return all;
}

async function readFile(file: LogFile, all: ReadLogs, onBytes: (bytes: number) => void): Promise<void> {
  const counted: Count = { records: 0, corrupt: 0, other: 0, wrapper: 0 };
  let why: string | undefined;
  try {
    for await (const lines of linesOf(unpacked(watched(file.open(), onBytes))))
      for (const line of lines) takeLine("text" in line ? line.text : undefined, all.regions, counted);
  } catch (error) {
    if (error instanceof UserError) throw error;
    why = reasonOf(error as NodeJS.ErrnoException);
  }
  all.records += counted.records;
  all.otherLines += counted.other;
  all.corruptLines += counted.corrupt;
  if (why !== undefined) all.broken.push({ name: file.name, why });
  else if (counted.records === 0) all.withoutRecords.push({ name: file.name, why: emptyBecause(counted) });
}

function takeLine(line: string | undefined, regions: ReadLogs["regions"], counted: Count): void {
  const content = line === undefined ? "corrupt" : contentOf(line);
  if (content === "blank") return;
  if (content === "corrupt") counted.corrupt += 1;
  else if (content === "wrapper") counted.wrapper += 1;
  else if (content === "text") counted.other += 1;
  else
    for (const value of content.values) {
      const request = loggedRequest(value);
      if (!request) counted.other += 1;
      else {
        counted.records += 1;
        addRequest(minutesOf(regions, request.region ?? "", request.id), request);
      }
    }
}

function minutesOf(regions: ReadLogs["regions"], region: string, id: string): LoggedMinutes {
  const ids = regions.get(region) ?? new Map<string, LoggedMinutes>();
  regions.set(region, ids);
  const minutes = ids.get(id) ?? loggedMinutes();
  ids.set(id, minutes);
  return minutes;
}

const emptyBecause = ({ corrupt, other, wrapper }: Count): string =>
  corrupt + other + wrapper === 0
    ? "is empty"
    : wrapper > 0 && other === 0
      ? "has no record in one line; JSON over several lines is made one a line by jq -c"
      : "has no record of Bedrock's model invocation log";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "may not be read",
  ENOENT: "is no longer there",
  Z_BUF_ERROR: "ends in the middle (is it still being written?)",
  Z_DATA_ERROR: "is damaged: its compressed data can't be unpacked",
};

const reasonOf = ({ code, message }: NodeJS.ErrnoException): string =>
  reasons[code ?? ""] ?? `could not be read to its end: ${message}`;

async function* watched(bytes: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}
