import assert from "node:assert/strict";
import fc from "fast-check";
import { type CallerCounts, callerCounts } from "../../monitoring/report/caller-counts.ts";
import { differenceOf, joinedIn, sharesOf } from "../../monitoring/report/callers.ts";
import type { CallerUsage, LogCounts, TargetCallers } from "../../monitoring/report/callers-document.ts";
import { countedPeriods } from "../../monitoring/report/counted-periods.ts";
import { targetOf } from "../../monitoring/report/discover.ts";
import { measuresOf, metricsIn } from "../../monitoring/report/measures.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import { loadRegistry } from "../../registry/index.ts";
import { seconds } from "../../words/units.ts";
import { applicationProfile, now, opus, region, usOpus } from "../usage/pretend-account.ts";
import { reportBy } from "./report-by.ts";
import { accountOf, type Request, session } from "./truth.ts";

const hour = 3_600;
const start = now - hour;
const burndown = 10;

const who = ["search", "chat", "batch"].flatMap((role) => [session(role, "a"), session(role, "b")]);
const callers = [...who, "arn:aws:iam::123456789012:user/alice", undefined];
const arnOf = (kind: string, id: string) => `arn:aws:bedrock:us-east-1:123456789012:${kind}/${id}`;
const ids = [
  { id: usOpus },
  { id: usOpus, recordId: arnOf("inference-profile", usOpus) },
  { id: "app1", recordId: arnOf("application-inference-profile", "app1") },
];

/** A request of a random hour: logged or not, counted or not, throttled, failed or well. */
const someRequest = fc
  .record({
    at: fc.integer({ min: 0, max: hour - 1 }),
    of: fc.constantFrom(...ids),
    arn: fc.constantFrom(...callers),
    input: fc.nat(5_000),
    output: fc.nat(900),
    cacheRead: fc.nat(300),
    cacheWrite: fc.nat(300),
    fate: fc.constantFrom("well", "well", "well", "unlogged", "uncounted", "throttled", "throttled unlogged", "error"),
  })
  .map(({ at, of, arn, fate, ...tokens }): Request => {
    const isDone = fate !== "error" && !fate.startsWith("throttled");
    return {
      at: start + at,
      ...of,
      ...(arn !== undefined && { arn }),
      ...(isDone ? tokens : { input: 0, output: 0 }),
      ...(fate === "error" && { error: "ValidationException" }),
      throttled: fate.startsWith("throttled"),
      unlogged: fate.endsWith("unlogged"),
      uncounted: fate === "uncounted",
    };
  });
const someRequests = fc.array(someRequest, { minLength: 1, maxLength: 60 });

/** What some requests come to, the plain way. */
function truthOf(requests: readonly Request[]): LogCounts {
  const sum = (of: (one: Request) => number) => requests.reduce((total, one) => total + of(one), 0);
  return {
    requests: sum(({ throttled }) => (throttled ? 0 : 1)),
    throttled: sum(({ throttled }) => (throttled ? 1 : 0)),
    errors: sum(({ error }) => (error ? 1 : 0)),
    inputTokens: sum(({ input }) => input),
    outputTokens: sum(({ output }) => output),
    cacheReadTokens: sum(({ cacheRead = 0 }) => cacheRead),
    cacheWriteTokens: sum(({ cacheWrite = 0 }) => cacheWrite),
  };
}
const amountOf = ({ inputTokens, cacheWriteTokens, outputTokens }: LogCounts): number =>
  inputTokens + cacheWriteTokens + burndown * outputTokens;

const registry = await loadRegistry(region);
const target = targetOf(registry.models.find(({ modelId }) => modelId === opus)!, "cross-region", ["app1"]);
const stretch = { start, end: now, period: seconds(60) as never };

/** The minutes that CloudWatch has of some requests, put where a report finds them. */
function countedOf(requests: readonly Request[]) {
  const store = seriesStore();
  const figures: Record<string, (one: Request) => number> = {
    Invocations: ({ throttled }) => (throttled ? 0 : 1),
    InvocationThrottles: ({ throttled }) => (throttled ? 1 : 0),
    InvocationClientErrors: ({ error }) => (error ? 1 : 0),
    InputTokenCount: ({ input }) => input,
    OutputTokenCount: ({ output }) => output,
    CacheReadInputTokenCount: ({ cacheRead = 0 }) => cacheRead,
    CacheWriteInputTokenCount: ({ cacheWrite = 0 }) => cacheWrite,
  };
  for (const metric of metricsIn(measuresOf(target, region).map(({ count }) => count))) {
    const of = figures[metric.name];
    const values = new Float64Array(60).fill(Number.NaN);
    for (const one of requests) {
      if (one.uncounted || one.id !== metric.dimensions["ModelId"] || !of) continue;
      const minute = Math.floor((one.at - start) / 60);
      values[minute] = (Number.isNaN(values[minute]!) ? 0 : values[minute]!) + of(one);
    }
    store.put(stretch, metric, values);
  }
  return countedPeriods(target, region, [stretch], store);
}

function countsOf(requests: readonly Request[]): CallerCounts {
  const counts = callerCounts({ by: "caller" });
  for (const { unlogged, at, id, recordId = id, arn, throttled, error, ...tokens } of requests) {
    if (unlogged) continue;
    counts.take({
      minute: Math.floor(at / 60) * 60,
      modelId: recordId,
      value: arn,
      errorCode: throttled ? "ThrottlingException" : error,
      records: 1,
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      cacheReadTokens: tokens.cacheRead ?? 0,
      cacheWriteTokens: tokens.cacheWrite ?? 0,
    });
  }
  return counts;
}

const fields = Object.keys(truthOf([])) as (keyof LogCounts)[];
const near = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual}, not ${expected}`);

describe("who used a target, for any traffic", function () {
  this.timeout(60_000);
  it("in every minute the callers and what is not in the logs are what CloudWatch counted", () => {
    fc.assert(
      fc.property(someRequests, (requests) => {
        const counted = countedOf(requests);
        const byCaller = countsOf(requests).of([usOpus, "app1"]);
        for (let minute = 0; minute < 60; minute++) {
          const own = requests.filter(({ at }) => Math.floor((at - start) / 60) === minute);
          const cloudwatch = truthOf(own.filter(({ uncounted }) => !uncounted));
          const both = joinedIn(counted, byCaller, (period) => period === minute);
          const { unlogged, beyond } = differenceOf(both);
          for (const field of fields) {
            const logged = [...both.logged.values()].reduce((sum, one) => sum + one[field], 0);
            assert.ok(unlogged[field] >= 0 && beyond[field] >= 0);
            assert.equal(logged + unlogged[field] - beyond[field], cloudwatch[field], `${field}, minute ${minute}`);
          }
          const shares = sharesOf(both, amountOf);
          if (shares)
            near(
              [...shares.callers.values()].reduce((a, b) => a + b, shares.unlogged),
              100,
              "shares",
            );
          else assert.equal(amountOf(cloudwatch), 0);
        }
      }),
    );
  });

  it("a report from logs and metrics agrees with what happened", async () => {
    await fc.assert(
      fc.asyncProperty(someRequests, async (requests) => {
        const { account } = accountOf(requests, { start, burndown });
        account.bedrock.profiles.push(applicationProfile("app1"));
        const { targets, incomplete } = await reportBy(account, { by: "caller" }, hour);
        assert.deepEqual(incomplete, []);
        const own = targets.find(({ callers: found }) => found)?.callers;
        // A minute alone in the metrics can be all that is not counted.
        if (requests.every(({ uncounted }) => uncounted)) return assert.equal(own, undefined);
        check(own ?? assert.fail("no callers"), requests);
      }),
      { numRuns: 25 },
    );
  });
});

function check({ rows, peak }: TargetCallers, requests: readonly Request[]): void {
  const counted = requests.filter(({ uncounted }) => !uncounted);
  const logged = requests.filter(({ unlogged }) => !unlogged);
  const roleOf = ({ arn }: Request) => (arn?.includes("assumed-role") ? arn.replace(/\/[^/]+$/, "") : (arn ?? null));
  const throttledMinutes = new Set(counted.filter(({ throttled }) => throttled).map(({ at }) => Math.floor(at / 60)));
  const inPeak = ({ at }: Request) => peak !== null && Math.floor(at / 60) === Date.parse(peak.start) / 60_000;
  const inThrottled = ({ at }: Request) => throttledMinutes.has(Math.floor(at / 60));
  const shareIn = (
    own: readonly Request[],
    isIn: (one: Request) => boolean,
    of: (counts: LogCounts) => number,
  ): number | null => {
    const amount = (some: readonly Request[]) => of(truthOf(some.filter(isIn)));
    const whole = Math.max(amount(counted), amount(logged));
    return whole === 0 ? null : (100 * amount(own)) / whole;
  };
  const isTokens = requests.some(({ input, output, cacheWrite = 0 }) => input + output + cacheWrite > 0);
  for (const [role, own] of Map.groupBy(logged, roleOf)) {
    const row = rows.find(({ kind, value }) => value === role && kind === (role === null ? "without" : "caller"));
    assert.ok(row, `no row of ${role}`);
    assert.deepEqual(countsIn(row), truthOf(own));
    if (!isTokens) continue;
    // Where requests a minute came nearer to their quota, the peak is of requests.
    const atPeak = peak?.kind === "rpm" ? ({ requests: count }: LogCounts) => count : amountOf;
    for (const [share, isIn, of] of [
      [row.share, () => true, amountOf],
      [row.shareAtPeak, inPeak, atPeak],
      [row.shareWhileThrottled, inThrottled, amountOf],
    ] as const) {
      const expected = shareIn(own, isIn, of);
      if (expected === null || share === null) assert.equal(share, expected);
      else near(share, expected, `share of ${role}`);
    }
  }
  if (isTokens) {
    const [all, some] = [counted, logged].map((own) => amountOf(truthOf(own)));
    const used = rows.reduce((sum, { consumption }) => sum + (consumption ?? 0), 0);
    near(used, Math.max(all!, some!), "consumption");
  }
  for (const which of ["share", "shareAtPeak", "shareWhileThrottled"] as const) {
    const shares = rows.map((row) => row[which]);
    if (shares.some((one) => one !== null))
      near(
        shares.reduce<number>((a, b) => a + (b ?? 0), 0),
        100,
        which,
      );
  }
}

const countsIn = (row: CallerUsage): LogCounts =>
  Object.fromEntries(fields.map((field) => [field, row[field]])) as unknown as LogCounts;
