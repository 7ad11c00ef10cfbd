import assert from "node:assert/strict";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import fc from "fast-check";
import { clientSettings } from "../../aws/client.ts";
import { type LogReadOptions, type LogSpent, readLogs } from "../../aws/log-queries.ts";
import { type AwsServer, startAwsServer, throttled } from "../../local/servers/aws-http.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { logsInsights, type PretendLogs, type PretendRecord } from "./pretend-logs.ts";

const start = Date.UTC(2026, 10, 21, 12) / 1000;
const hour = 3_600;
const query = 'filter schemaType = "x" | stats count(*) as records by bin(1m), who';

const recordAt = (seconds: number, who: string): PretendRecord => ({
  timestamp: (start + seconds) * 1000,
  fields: { schemaType: "x", who },
});

/** Reads an hour of some records. @returns how many were seen of each minute and name */
async function read(logs: PretendLogs, options: Partial<LogReadOptions> & { prepare?: (server: AwsServer) => void }) {
  const service = logsInsights(logs);
  const server = await startAwsServer(service);
  const { prepare, ...given } = options;
  prepare?.(server);
  const client = new CloudWatchLogsClient({
    ...clientSettings({ region: "us-east-1", endpoint: server.url }),
    credentials: testCredentials,
  });
  const spent: LogSpent = { queries: 0, bytesScanned: 0, recordsMatched: 0 };
  const seen = new Map<string, number>();
  const end = start + hour;
  try {
    await readLogs(client, { logGroup: "calls", query, start, end }, spent, {
      pollEvery: 1,
      take: (rows, range) => {
        for (const row of rows) {
          const minute = Date.parse(`${row.get("bin(1m)")!.replace(" ", "T")}Z`) / 1000;
          if (minute < range.start || minute >= range.end) continue;
          const key = `${(minute - start) / 60} ${row.get("who")}`;
          seen.set(key, (seen.get(key) ?? 0) + Number(row.get("records")));
        }
      },
      ...given,
    });
    return { seen, spent, service, error: undefined };
  } catch (error) {
    return { seen, spent, service, error: error as Error };
  } finally {
    client.destroy();
    await server.close();
  }
}

const group = (records: PretendRecord[]): PretendLogs => ({ groups: [{ name: "calls", records }], looks: 0 });

describe("reading logs with Logs Insights", function () {
  this.timeout(60_000);

  it("sees every record once, whatever a query holds and however the range is cut", async () => {
    const someRecord = fc.record({ at: fc.nat(hour - 1), who: fc.constantFrom("a", "b", "c") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRecord, { maxLength: 60 }),
        fc.integer({ min: 4, max: 40 }),
        fc.constantFrom(60, 420, 3_600, 86_400),
        async (records, rowLimit, longest) => {
          const truth = new Map<string, number>();
          for (const { at, who } of records) {
            const key = `${Math.floor(at / 60)} ${who}`;
            truth.set(key, (truth.get(key) ?? 0) + 1);
          }
          const { seen, error } = await read(group(records.map(({ at, who }) => recordAt(at, who))), {
            rowLimit,
            longest,
          });
          // At both its ends a minute's query may see three names of its own and three of the next second.
          if (error) return assert.ok(rowLimit <= 6, error.message);
          assert.deepEqual([...seen].sort(), [...truth].sort());
        },
      ),
      { numRuns: 40 },
    );
  });

  it("takes all pages of an answer of more than 10,000 rows", async () => {
    const records = Array.from({ length: 25_000 }, (_, index) => recordAt(index % hour, `caller-${index}`));
    let asked: AwsServer["calls"] = [];
    const { seen, spent, error } = await read(group(records), {
      prepare: ({ calls }) => {
        asked = calls;
      },
    });
    assert.equal(error, undefined);
    assert.equal(seen.size, 25_000);
    assert.equal(spent.queries, 1);
    assert.deepEqual(
      asked.map(({ operation, input }) => [operation, input.limit ?? input.maxItems]),
      [
        ["StartQuery", 100_000],
        ["GetQueryResults", 10_000],
        ["GetQueryResults", 10_000],
        ["GetQueryResults", 10_000],
      ],
    );
  });

  it("takes no answer of as many rows as a query can give, and asks for halves", async () => {
    const records = Array.from({ length: 20_000 }, (_, index) => recordAt(index % hour, `caller-${index}`));
    const { seen, spent, error } = await read(group(records), { rowLimit: 20_000 });
    assert.equal(error, undefined);
    assert.equal(seen.size, 20_000);
    assert.equal(spent.queries, 3);
    // What was scanned in vain costs, too.
    assert.ok(spent.bytesScanned >= 2 * 20_000 * 500);
  });

  it("asks for halves of what took CloudWatch too long", async () => {
    const logs = group([recordAt(10, "a"), recordAt(3_000, "b")]);
    logs.end = ({ startTime, endTime }) => (endTime - startTime > 1_000 ? "Timeout" : undefined);
    const { seen, error } = await read(logs, {});
    assert.equal(error, undefined);
    assert.deepEqual([...seen.keys()].sort(), ["0 a", "50 b"]);
  });

  it("runs few queries at a time, and waits where the account has as many as it may", async () => {
    const logs = { ...group([recordAt(10, "a"), recordAt(3_000, "b")]), looks: 3 };
    const free = await read(logs, { longest: 120 });
    assert.equal(free.spent.queries, 30);
    assert.equal(free.service.highest, 4);
    const full = await read({ ...logs, most: 2 }, { longest: 600 });
    assert.equal(full.error, undefined);
    assert.equal(full.service.highest, 2);
    assert.equal(full.seen.size, 2);
  });

  it("goes on where CloudWatch throttles", async () => {
    const { seen, error } = await read(group([recordAt(10, "a")]), {
      prepare: (server) => {
        server.fail("StartQuery", throttled(), { times: 1 });
        server.fail("GetQueryResults", throttled(), { times: 2 });
      },
    });
    assert.equal(error, undefined);
    assert.equal(seen.size, 1);
  });

  it("stops every running query when it is ended", async () => {
    const stop = new AbortController();
    const logs = { ...group([recordAt(10, "a")]), looks: Number.POSITIVE_INFINITY };
    setTimeout(() => stop.abort(), 300);
    const { error, service } = await read(logs, { longest: 600, abortSignal: stop.signal });
    assert.equal(error?.name, "AbortError");
    assert.equal(service.stopped.length, 4);
    assert.equal(service.running(), 0);
  });

  it("stops the other queries when one fails", async () => {
    const logs = { ...group([recordAt(10, "a")]), looks: 2 };
    logs.end = ({ startTime }) => (startTime === start ? "Failed" : "Running");
    const { error, service } = await read(logs, { longest: 600 });
    assert.match(error?.message ?? "", /the query failed/);
    assert.equal(service.running(), 0);
  });

  it("ends once it has scanned as much as was allowed", async () => {
    const records = Array.from({ length: 60 }, (_, minute) => recordAt(60 * minute, "a"));
    const { error, spent } = await read(group(records), { longest: 60, mostBytes: 5_000 });
    assert.match(error?.message ?? "", /more than was allowed/);
    // Those that ran at the time come on top; each minute's query also sees the first second of the next.
    assert.ok(spent.bytesScanned <= 5_000 + 4 * 1_000, String(spent.bytesScanned));
  });
});
