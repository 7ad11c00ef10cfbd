import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import pLimit from "p-limit";
import { pause } from "./pause.ts";

/** The most rows that one query gives, and that one page of its answer holds. API StartQuery `limit`, GetQueryResults `maxItems` */
const rowsPerQuery = 100_000;
const rowsPerPage = 10_000;

/**
 * Queries that run at one time. An account may have 100 in a Region (30 in older texts), its dashboards' included
 * (CloudWatch Logs User Guide, CloudWatchLogs-Insights-Query-History): few, so that those of others go on.
 */
const queriesAtOnce = 4;

/** "Queries time out after 60 minutes of runtime." API StartQuery; a minute more for the answer */
const longestWait = 61 * 60_000;

/** A part of time in epoch seconds: the end is exclusive. */
export interface LogRange {
  start: number;
  end: number;
}

export interface LogQuery extends LogRange {
  logGroup: string;
  /** Logs Insights QL without `limit` */
  query: string;
}

export interface LogSpent {
  /** queries started, those that were cut in halves and asked again among them */
  queries: number;
  /** what Logs Insights charges */
  bytesScanned: number;
  recordsMatched: number;
}

/** Why the logs could not be read to the end: of the query itself, not of the request. */
export class LogQueryError extends Error {
  override readonly name = "LogQueryError";
}

/** One row: the query's fields that it has, as text. */
export type LogRow = ReadonlyMap<string, string>;

export interface LogReadOptions {
  /** takes the rows of one range; never those of an answer that may be cut short */
  take: (rows: readonly LogRow[], range: LogRange) => void;
  abortSignal?: AbortSignal;
  /** seconds of the longest range asked for in one query */
  longest?: number;
  /** reading ends, with an error, once so many bytes were scanned */
  mostBytes?: number;
  /** parts of the range that are read, of how many */
  progress?: (done: number, of: number) => void;
  /** rows of one query and milliseconds between two looks at it: a test's own */
  rowLimit?: number;
  pollEvery?: number;
}

/**
 * Reads what a query says of a range of time, exactly: an answer of as many rows as a query can give is not taken, and
 * its range asked for again in halves, down to a minute; so is one that took CloudWatch too long.
 *
 * CloudWatch counts the end of a range in ("The range is inclusive", API StartQuery) to the second, so each query also
 * sees a moment of the range after its own: `take` is given the range and leaves that out.
 *
 * What is running is stopped when reading ends early, as it costs on.
 * @param spent is added to, also when reading fails
 * @throws LogQueryError, the SDK's errors, the signal's reason
 */
export async function readLogs(
  client: CloudWatchLogsClient,
  { start, end, ...ask }: LogQuery,
  spent: LogSpent,
  options: LogReadOptions,
): Promise<void> {
  const { longest = 86_400, mostBytes = Number.POSITIVE_INFINITY } = options;
  const over = new AbortController();
  const abortSignal = AbortSignal.any([over.signal, ...(options.abortSignal ? [options.abortSignal] : [])]);
  const running = new Set<string>();
  const some = pLimit(queriesAtOnce);
  const underway: Promise<LogRange[]>[] = [];
  let done = 0;
  // Ranges after one that was too long are cut before they cost anything.
  let fits = longest;

  /** @returns the ranges to read in its place */
  const readOne = async (range: LogRange): Promise<LogRange[]> => {
    const length = range.end - range.start;
    abortSignal.throwIfAborted();
    if (length > fits && length > 60) return halves(range);
    if (spent.bytesScanned >= mostBytes) throw new LogQueryError("reading them scanned more than was allowed");
    const rows = await answerOf(client, { ...ask, ...range }, running, spent, { ...options, abortSignal });
    if (rows === undefined) {
      if (length <= 60) throw new LogQueryError("a single minute has more in it than one query gives");
      fits = Math.min(fits, Math.ceil(length / 120) * 60);
      return halves(range);
    }
    options.take(rows, range);
    done += length;
    options.progress?.(done, end - start);
    return [];
  };
  const read = async (range: LogRange): Promise<void> => {
    const one = some(() => readOne(range));
    underway.push(one);
    await Promise.all((await one).map(read));
  };
  try {
    await Promise.all(rangesOf({ start, end }, longest).map(read));
  } finally {
    over.abort();
    // A query that is being started is known once its answer has come.
    await Promise.allSettled(underway);
    await stopAll(client, running);
  }
}

function rangesOf({ start, end }: LogRange, longest: number): LogRange[] {
  const count = Math.ceil((end - start) / longest);
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * longest,
    end: Math.min(end, start + (index + 1) * longest),
  }));
}

/** Cut at a whole minute, as rows are of whole minutes. */
function halves({ start, end }: LogRange): LogRange[] {
  const middle = start + Math.ceil((end - start) / 120) * 60;
  return middle >= end
    ? [{ start, end }]
    : [
        { start, end: middle },
        { start: middle, end },
      ];
}

/** @returns undefined where a shorter range has to be asked for */
async function answerOf(
  client: CloudWatchLogsClient,
  ask: LogQuery,
  running: Set<string>,
  spent: LogSpent,
  options: LogReadOptions,
): Promise<LogRow[] | undefined> {
  const { rowLimit = rowsPerQuery, abortSignal } = options;
  const queryId = await started(client, ask, rowLimit, options);
  running.add(queryId);
  spent.queries += 1;
  const until = Date.now() + longestWait;
  for (let wait = options.pollEvery ?? 300; ; wait = Math.min(wait * 1.5, 2_000)) {
    const page = await resultsOf(client, queryId, undefined, abortSignal);
    if (page.status === "Complete") {
      running.delete(queryId);
      count(spent, page);
      return page.rows.length >= rowLimit ? undefined : allRows(client, queryId, page, rowLimit, abortSignal);
    }
    if (page.status === "Failed" || page.status === "Cancelled" || page.status === "Timeout") {
      running.delete(queryId);
      count(spent, page);
      if (page.status === "Timeout") return undefined;
      throw new LogQueryError(
        page.status === "Failed" ? "CloudWatch says that the query failed" : "somebody else stopped the query",
      );
    }
    if (Date.now() > until) throw new LogQueryError("CloudWatch had not answered after an hour");
    await pause(options.pollEvery ?? wait, abortSignal);
  }
}

/** The rest of the pages. @returns undefined where they hold as many rows as a query can give */
async function allRows(
  client: CloudWatchLogsClient,
  queryId: string,
  first: Page,
  rowLimit: number,
  abortSignal: AbortSignal | undefined,
): Promise<LogRow[] | undefined> {
  const rows = [...first.rows];
  for (let token = first.nextToken; token !== undefined; ) {
    const page = await resultsOf(client, queryId, token, abortSignal);
    for (const row of page.rows) rows.push(row);
    token = page.rows.length === 0 ? undefined : page.nextToken;
  }
  return rows.length >= rowLimit ? undefined : rows;
}

interface Page {
  status: string;
  rows: LogRow[];
  nextToken: string | undefined;
  bytesScanned: number;
  recordsMatched: number;
}

function count(spent: LogSpent, { bytesScanned, recordsMatched }: Page): void {
  spent.bytesScanned += bytesScanned;
  spent.recordsMatched += recordsMatched;
}

async function resultsOf(
  client: CloudWatchLogsClient,
  queryId: string,
  nextToken: string | undefined,
  abortSignal: AbortSignal | undefined,
): Promise<Page> {
  const answer = await client.send(
    new GetQueryResultsCommand({ queryId, maxItems: rowsPerPage, ...(nextToken !== undefined && { nextToken }) }),
    abortSignal === undefined ? {} : { abortSignal },
  );
  return {
    status: answer.status ?? "Unknown",
    rows: (answer.results ?? []).map(
      (fields) => new Map(fields.flatMap(({ field, value }) => (field && value !== undefined ? [[field, value]] : []))),
    ),
    nextToken: answer.nextToken,
    bytesScanned: answer.statistics?.bytesScanned ?? 0,
    recordsMatched: answer.statistics?.recordsMatched ?? 0,
  };
}

/** Starts a query, waiting while the account has as many as it may (LimitExceededException). */
async function started(
  client: CloudWatchLogsClient,
  { logGroup, query, start, end }: LogQuery,
  limit: number,
  { abortSignal, pollEvery = 1_000 }: LogReadOptions,
): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      abortSignal?.throwIfAborted();
      // Not ended midway: a query whose id is not known would run on, and cost, with nobody to stop it.
      const { queryId } = await client.send(
        new StartQueryCommand({ logGroupName: logGroup, queryString: query, startTime: start, endTime: end, limit }),
      );
      if (queryId === undefined) throw new LogQueryError("CloudWatch started no query");
      return queryId;
    } catch (error) {
      const isFull = error instanceof Error && error.name === "LimitExceededException";
      if (!isFull) throw error;
      if (tries > 8) {
        throw new LogQueryError("the account runs as many queries as it may; run it again when they have ended");
      }
      await pause(Math.min(pollEvery * 2 ** tries, 30_000), abortSignal);
    }
  }
}

/**
 * Stops what is still running; a query that has just ended answers with an error, which tells nobody anything. Not
 * with the reading's own signal: that has ended where a person pressed Ctrl-C.
 */
async function stopAll(client: CloudWatchLogsClient, running: ReadonlySet<string>): Promise<void> {
  const abortSignal = AbortSignal.timeout(5_000);
  await Promise.allSettled(
    [...running].map((queryId) => client.send(new StopQueryCommand({ queryId }), { abortSignal })),
  );
}
