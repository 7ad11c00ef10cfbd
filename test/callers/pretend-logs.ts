import { AwsError, type AwsService } from "../../local/servers/aws-http.ts";

/** A record of a log group, flattened as Logs Insights discovers it: "input.inputTokenCount" and so on. */
export interface PretendRecord {
  /** milliseconds since 1970 */
  timestamp: number;
  fields: Readonly<Record<string, string | number>>;
  /** what it takes of the group; 500 unless told */
  bytes?: number;
}

export interface PretendLogGroup {
  name: string;
  records: PretendRecord[];
  /** milliseconds since 1970 */
  created?: number;
  storedBytes?: number;
  retentionInDays?: number;
}

export interface PretendLogs {
  groups: PretendLogGroup[];
  /** looks at a query that say Running before it is complete; 1 unless told */
  looks?: number;
  /** queries that run at one time before StartQuery answers LimitExceededException */
  most?: number;
  /** what a query ends as in place of Complete */
  end?: (query: StartInput) => "Failed" | "Cancelled" | "Timeout" | "Running" | undefined;
}

export interface StartInput {
  logGroupName: string;
  startTime: number;
  endTime: number;
  queryString: string;
  limit?: number;
}

interface Running {
  input: StartInput;
  looks: number;
  state: "Running" | "Complete" | "Cancelled";
  /** once somebody has looked */
  answer?: ReturnType<typeof answerOf>;
}

type Field = { field: string; value: string };
const rowsPerPage = 10_000;

/**
 * CloudWatch Logs Insights (signing name "logs"): StartQuery, GetQueryResults, StopQuery and DescribeLogGroups, for
 * queries of `filter FIELD = "VALUE"`, `stats count(*) and sum(FIELD) … by bin(1m) and FIELDs`.
 * Behaviour from the API's texts (client-cloudwatch-logs 3.1169): a range is in seconds and inclusive at both ends (here
 * to the last of that second: the reading that gives most);
 * a running query answers in part; at most `limit` rows, in pages of 10,000 with a token; a row lacks a field that its
 * records lack; statistics say what was scanned.
 */
export function logsInsights(
  logs: PretendLogs,
): AwsService & { stopped: string[]; running(): number; highest: number } {
  const queries = new Map<string, Running>();
  const running = () => [...queries.values()].filter(({ state }) => state === "Running").length;
  const known = (queryId: string): Running => {
    const query = queries.get(queryId);
    if (!query) throw new AwsError(400, "ResourceNotFoundException", `no query ${queryId}`);
    return query;
  };
  const service = {
    signingName: "logs",
    protocol: "json-1.1" as const,
    stopped: [] as string[],
    running,
    highest: 0,
    operations: {
      DescribeLogGroups: ({ logGroupNamePrefix = "", nextToken = "0" }) => {
        const found = logs.groups.filter(({ name }) => name.startsWith(logGroupNamePrefix));
        const at = Number(nextToken);
        return {
          logGroups: found.slice(at, at + 1).map(({ name, created, storedBytes, retentionInDays }) => ({
            logGroupName: name,
            arn: `arn:aws:logs:us-east-1:123456789012:log-group:${name}:*`,
            creationTime: created,
            storedBytes,
            retentionInDays,
          })),
          ...(at + 1 < found.length && { nextToken: String(at + 1) }),
        };
      },
      StartQuery: (input: StartInput) => {
        if (running() >= (logs.most ?? 100)) throw new AwsError(400, "LimitExceededException", "too many queries");
        if ((input.limit ?? 10_000) > 100_000) throw new AwsError(400, "InvalidParameterException", "limit");
        if (!logs.groups.some(({ name }) => name === input.logGroupName)) {
          throw new AwsError(400, "ResourceNotFoundException", "no such log group");
        }
        const queryId = `query-${queries.size + 1}`;
        queries.set(queryId, { input, looks: 0, state: "Running" });
        service.highest = Math.max(service.highest, running());
        return { queryId };
      },
      StopQuery: ({ queryId }: { queryId: string }) => {
        const query = known(queryId);
        if (query.state !== "Running") throw new AwsError(400, "InvalidParameterException", "not running");
        query.state = "Cancelled";
        service.stopped.push(queryId);
        return { success: true };
      },
      GetQueryResults: ({ queryId, nextToken = "0", maxItems = rowsPerPage }: GetInput) => {
        const query = known(queryId);
        query.answer ??= answerOf(logs, query.input);
        const { rows, bytes, matched, scanned } = query.answer;
        const statistics = { bytesScanned: bytes, recordsMatched: matched, recordsScanned: scanned };
        const end = logs.end?.(query.input);
        query.looks += 1;
        if (query.state === "Cancelled") return { status: "Cancelled", results: [], statistics };
        if (end === "Running" || query.looks <= (logs.looks ?? 1)) {
          return { status: "Running", results: rows.slice(0, 2), statistics };
        }
        query.state = "Complete";
        if (end) return { status: end, results: [], statistics };
        const at = Number(nextToken);
        const until = Math.min(at + Math.min(maxItems, rowsPerPage), rows.length);
        return {
          status: "Complete",
          results: rows.slice(at, until),
          statistics,
          ...(until < rows.length && { nextToken: String(until) }),
        };
      },
    },
  };
  return service;
}

interface GetInput {
  queryId: string;
  nextToken?: string;
  maxItems?: number;
}

function answerOf(logs: PretendLogs, { logGroupName, startTime, endTime, queryString, limit = 10_000 }: StartInput) {
  const scanned = logs.groups
    .find(({ name }) => name === logGroupName)!
    .records.filter(({ timestamp }) => timestamp >= startTime * 1000 && timestamp < (endTime + 1) * 1000);
  const [filter = "", stats = ""] = queryString.split(" | ");
  const [, filterField, wanted] = /^filter ([\w.]+) = "([^"]*)"$/.exec(filter) ?? [];
  const [, sums = "", keys = ""] = /^stats (.+) by (.+)$/.exec(stats) ?? [];
  if (filterField === undefined || sums === "") throw new AwsError(400, "MalformedQueryException", queryString);
  const matched = scanned.filter(({ fields }) => fields[filterField] === wanted);
  const rows = [...Map.groupBy(matched, (record) => JSON.stringify(keysOf(record, keys)))].map(([, records]) => [
    ...keysOf(records[0]!, keys),
    ...sums.split(", ").flatMap((sum) => sumOf(records, sum)),
  ]);
  return {
    rows: rows.slice(0, limit),
    bytes: scanned.reduce((total, { bytes = 500 }) => total + bytes, 0),
    matched: matched.length,
    scanned: scanned.length,
  };
}

const keysOf = ({ timestamp, fields }: PretendRecord, keys: string): Field[] =>
  keys.split(", ").flatMap((key) => {
    if (key === "bin(1m)") {
      const minute = new Date(Math.floor(timestamp / 60_000) * 60_000).toISOString();
      return [{ field: key, value: minute.replace("T", " ").replace("Z", "") }];
    }
    const value = fields[key.replaceAll("`", "")];
    return value === undefined ? [] : [{ field: key, value: String(value) }];
  });

function sumOf(records: readonly PretendRecord[], sum: string): Field[] {
  const [, field, as] = /^(?:sum\(([\w.]+)\)|count\(\*\)) as (\w+)$/.exec(sum) ?? [];
  if (as === undefined) throw new AwsError(400, "MalformedQueryException", sum);
  if (field === undefined) return [{ field: as, value: String(records.length) }];
  const values = records.flatMap(({ fields }) => fields[field] ?? []);
  return values.length === 0 ? [] : [{ field: as, value: String(values.reduce<number>((a, b) => a + Number(b), 0)) }];
}
