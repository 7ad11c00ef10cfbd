import assert from "node:assert/strict";
import type { CallerUsage, TargetCallers } from "../../monitoring/report/callers-document.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { now, usOpus } from "../usage/pretend-account.ts";
import { reportBy } from "./report-by.ts";
import { accountOf, logGroup, type Request, session } from "./truth.ts";

const hour = 3_600;
const start = now - hour;
const ask = (at: number, more: Partial<Request> = {}): Request => ({
  at: start + at,
  id: usOpus,
  arn: session("search", "i-1"),
  input: 1_000,
  output: 100,
  ...more,
});

const callersOf = ({ targets }: UsageDocument): TargetCallers => {
  assert.equal(targets.length, 1);
  return targets[0]!.callers ?? assert.fail("no callers");
};
const brief = ({ rows }: TargetCallers) => rows.map(({ name, requests, share }) => [name, requests, share]);
const rowOf = ({ rows }: TargetCallers, name: string): CallerUsage =>
  rows.find((row) => row.name === name) ?? assert.fail(`no ${name}`);

describe("usage by caller", function () {
  this.timeout(30_000);
  it("counts a role's sessions as one caller, and what is not in the logs in a row of its own", async () => {
    const { account } = accountOf(
      [
        ask(60),
        ask(65, { arn: session("search", "i-2") }),
        ask(300, { arn: "arn:aws:iam::123456789012:user/people/alice" }),
        ask(301, { unlogged: true }),
      ],
      { start },
    );
    const document = await reportBy(account, { by: "caller" }, hour);
    assert.deepEqual(brief(callersOf(document)), [
      ["search (role)", 2, 50],
      ["people/alice (user)", 1, 25],
      ["not in the logs", 1, 25],
    ]);
    assert.equal(document.callers?.logGroup, logGroup);
    assert.equal(document.callers?.firstRecord, isoTime(start + 60));
    assert.deepEqual(document.incomplete, []);
  });

  it("counts a record once, wherever the queries' ranges meet", async () => {
    const { account } = accountOf(
      Array.from({ length: 60 }, (_, minute) => ask(60 * minute)),
      { start },
    );
    for (const longest of [60, 420, 86_400]) {
      const document = await reportBy(account, { by: "caller" }, hour, { reading: { longest } });
      assert.deepEqual(brief(callersOf(document)), [["search (role)", 60, 100]]);
      assert.equal(document.callers?.queries, Math.ceil(hour / longest));
    }
  });

  it("tells the sessions of a role apart by session", async () => {
    const { account } = accountOf([ask(0), ask(1, { arn: session("search", "i-2") }), ask(2)], { start });
    const callers = callersOf(await reportBy(account, { by: "session" }, hour));
    assert.deepEqual(
      callers.rows.map(({ name, value, requests }) => [name, value, requests]),
      [
        ["search/i-1", session("search", "i-1"), 2],
        ["search/i-2", session("search", "i-2"), 1],
      ],
    );
  });

  for (const key of ["team", "cost-center"]) {
    it(`groups by what callers send along as ${key}, those that send nothing in a row of their own`, async () => {
      const { account } = accountOf(
        [ask(0, { metadata: { [key]: "red" } }), ask(9, { metadata: { [key]: "red", other: "x" } }), ask(20)],
        { start },
      );
      const callers = callersOf(await reportBy(account, { by: "metadata", key }, hour));
      assert.deepEqual(
        callers.rows.map(({ kind, value, name, requests }) => [kind, value, name, requests]),
        [
          ["caller", "red", "red", 2],
          ["without", null, `(no metadata "${key}")`, 1],
        ],
      );
    });
  }

  it("says who filled the peak, and who used the quota in the minutes that were throttled", async () => {
    const batch = { arn: session("batch", "b") };
    const { account } = accountOf(
      [
        // The window is search's; the peak, and the minute that throttles, are batch's.
        ...Array.from({ length: 40 }, (_, minute) => ask(60 * minute)),
        ask(60 * 50, { ...batch, input: 20_000 }),
        ask(60 * 50 + 5, { input: 3_000, output: 0 }),
        ask(60 * 50 + 9, { throttled: true, unlogged: true }),
        ask(60 * 50 + 9, { throttled: true, unlogged: true }),
      ],
      { start },
    );
    const document = await reportBy(account, { by: "caller" }, hour);
    const callers = callersOf(document);
    assert.equal(callers.throttledPeriods, 1);
    assert.deepEqual(callers.peak, { kind: "tpm", start: isoTime(start + 50 * 60), periodSeconds: 60 });
    const [search, other] = [rowOf(callers, "search (role)"), rowOf(callers, "batch (role)")];
    assert.equal(search.share, (100 * 83_000) / 104_000);
    assert.equal(other.shareAtPeak, (100 * 21_000) / 24_000);
    assert.equal(other.shareWhileThrottled, other.shareAtPeak);
    assert.deepEqual([rowOf(callers, "not in the logs").throttled, rowOf(callers, "not in the logs").requests], [2, 0]);
    assert.equal(other.consumption, 21_000);
    assert.match(
      document.callers?.notes.join(" ") ?? "",
      /Throttled and failed requests without a record have no name/,
    );
  });

  it("takes five minutes for the peak where CloudWatch has no single ones any more", async () => {
    const day = 86_400;
    const begin = now - 20 * day;
    const at = begin + 2 * day - ((begin + 2 * day) % 300);
    const batch = { arn: session("batch", "b"), input: 8_000 };
    const { account } = accountOf(
      [
        { ...ask(0), at: at + 10 },
        { ...ask(0), ...batch, at: at + 250 },
        { ...ask(0), ...batch, at: at + 300 },
        { ...ask(0), at: now - 600 },
      ],
      { start: begin },
    );
    const callers = callersOf(await reportBy(account, { by: "caller" }, 19 * day));
    assert.deepEqual(callers.peak, { kind: "tpm", start: isoTime(at), periodSeconds: 300 });
    assert.deepEqual(
      callers.rows.map(({ name, requests, shareAtPeak }) => [name, requests, shareAtPeak]),
      [
        ["batch (role)", 2, (100 * 9_000) / 11_000],
        ["search (role)", 2, (100 * 2_000) / 11_000],
      ],
    );
  });

  it("gives throttled requests their names where there are records of them", async () => {
    const { account } = accountOf([ask(60), ask(61, { throttled: true, arn: session("batch", "b") })], { start });
    const document = await reportBy(account, { by: "caller" }, hour);
    const row = rowOf(callersOf(document), "batch (role)");
    assert.deepEqual([row.throttled, row.requests, row.errors], [1, 0, 0]);
    assert.ok(!callersOf(document).rows.some(({ kind }) => kind === "unlogged"));
  });

  it("cannot tell a model's consumption whose burndown is not documented, and says what shares are of", async () => {
    const id = "global.moonshotai.kimi-k3";
    const { account } = accountOf(
      [ask(60, { id }), ask(61, { id, arn: session("chat", "c"), input: 0, output: 1_100 })],
      {
        start,
        burndown: 1,
      },
    );
    const { targets, callers: source } = await reportBy(account, { by: "caller" }, hour);
    const callers = targets[0]?.callers;
    if (!callers) return assert.fail(`no target of ${id}`);
    assert.equal(callers.basis, "tokens");
    assert.deepEqual(
      callers.rows.map(({ share, consumption }) => [share, consumption]),
      [
        [50, null],
        [50, null],
      ],
    );
    assert.match(source?.notes.join(" ") ?? "", /burndown rate is not documented/);
  });

  it("counts records that name an application profile or a model by ARN with the target whose quota they draw on", async () => {
    const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${usOpus}`;
    const { account } = accountOf([ask(60, { recordId: arn }), ask(70, { id: "gone", recordId: "gone" })], { start });
    const document = await reportBy(account, { by: "caller" }, hour);
    assert.deepEqual(brief(callersOf(document)), [["search (role)", 1, 100]]);
    assert.deepEqual(document.callers?.elsewhere, { requests: 1, foreign: 0 });
  });

  it("leaves out records of other Regions and accounts that a group gathers", async () => {
    const { account, logs } = accountOf([ask(60), ask(70)], { start });
    const records = logs.groups[0]!.records;
    records[0] = { ...records[0]!, fields: { ...records[0]!.fields, region: "eu-west-1" } };
    records.push({ ...records[1]!, fields: { ...records[1]!.fields, accountId: "another" } });
    const document = await reportBy(account, { by: "caller" }, hour);
    assert.deepEqual(brief(callersOf(document)), [
      ["search (role)", 1, 50],
      ["not in the logs", 1, 50],
    ]);
    assert.equal(document.callers?.elsewhere.foreign, 2);
  });
});

describe("logs that are not whole", function () {
  this.timeout(30_000);
  it("says since when calls are logged where that is in the middle of the window", async () => {
    const requests = Array.from({ length: 60 }, (_, minute) => ask(60 * minute, { unlogged: minute < 30 }));
    const { account } = accountOf(requests, { start });
    const document = await reportBy(account, { by: "caller" }, hour);
    assert.equal(document.callers?.startsInWindow, true);
    assert.equal(document.callers?.firstRecord, isoTime(start + 30 * 60));
    assert.match(document.callers?.notes.join(" ") ?? "", /^Logging since Nov 21 13:37.*counted 30 requests before it/);
    assert.deepEqual(brief(callersOf(document)), [
      ["search (role)", 30, 50],
      ["not in the logs", 30, 50],
    ]);
  });

  it("says of the newest minutes that records may still come", async () => {
    const { account } = accountOf([ask(60), ask(hour - 30, { unlogged: true })], { start });
    const late = await reportBy(account, { by: "caller" }, hour);
    assert.match(
      late.callers?.notes.join(" ") ?? "",
      /^1 of the requests that are not in the logs are of the newest 15 minutes/,
    );
    const whole = await reportBy(account, { by: "caller" }, hour - 1_200, { end: now - 1_200 });
    assert.doesNotMatch(whole.callers?.notes.join(" ") ?? "", /newest/);
  });

  it("says it where the records have more than CloudWatch counted, and has no negative row", async () => {
    const { account } = accountOf([ask(60), ask(61, { uncounted: true }), ask(hour - 60, { uncounted: true })], {
      start,
    });
    const document = await reportBy(account, { by: "caller" }, hour);
    const callers = callersOf(document);
    assert.deepEqual(brief(callers), [["search (role)", 3, 100]]);
    assert.deepEqual(callers.beyond, { requests: 2, amount: 4_000 });
    assert.match(document.callers?.notes.join(" ") ?? "", /more than CloudWatch counted \(2 requests\)/);
  });

  it("says that there is no record at all", async () => {
    const { account } = accountOf([ask(60, { unlogged: true })], { start });
    const document = await reportBy(account, { by: "caller" }, hour);
    assert.deepEqual(brief(callersOf(document)), [["not in the logs", 1, 100]]);
    assert.match(document.callers?.notes[0] ?? "", /no record of this window/);
  });
});

describe("logs that nobody waits for", function () {
  this.timeout(30_000);
  it("are no longer queried, and no report comes of it", async () => {
    const { account, logs, service } = accountOf([ask(60)], { start });
    logs.looks = Number.POSITIVE_INFINITY;
    const stop = new AbortController();
    const waiting = setInterval(() => service.running() > 0 && stop.abort(), 10);
    try {
      await assert.rejects(reportBy(account, { by: "caller" }, hour, { abortSignal: stop.signal }), /stopped/);
    } finally {
      clearInterval(waiting);
    }
    assert.equal(service.stopped.length, 1);
    assert.equal(service.running(), 0);
  });
});

describe("logs that can't be read", function () {
  this.timeout(30_000);
  const reasonOf = async (change: (made: ReturnType<typeof accountOf>) => void): Promise<string> => {
    const made = accountOf([ask(60)], { start });
    change(made);
    const { incomplete, targets, callers } = await reportBy(made.account, { by: "caller" }, hour);
    assert.equal(incomplete.length, 1);
    // All else is told as without them.
    assert.equal(targets[0]?.figures.rpm?.total, 1);
    assert.deepEqual([targets[0]?.callers, callers], [undefined, undefined]);
    const { what, why, effect } = incomplete[0]!;
    assert.equal(what, "use by caller");
    assert.match(effect, /who used how much can't be told/);
    return why;
  };

  it("says that logging is off, goes to S3 alone, or to a group that is not there", async () => {
    assert.equal(
      await reasonOf(({ account }) => {
        delete account.bedrock.logging;
      }),
      "model invocation logging is off in us-east-1",
    );
    assert.equal(
      await reasonOf(({ account }) => {
        account.bedrock.logging = { s3Config: { bucketName: "calls" }, textDataDeliveryEnabled: true };
      }),
      "model invocation logging delivers to S3 alone (calls)",
    );
    assert.match(
      await reasonOf(({ account }) => {
        account.bedrock.logging = { cloudWatchConfig: { logGroupName: "/bedrock/eu-west-1", roleArn: "r" } };
      }),
      /the log group "\/bedrock\/eu-west-1", which us-east-1 does not have/,
    );
  });

  it("takes the group of that very name, though others begin with it", async () => {
    const { account, logs } = accountOf([ask(60)], { start });
    logs.groups.unshift({ name: `${logGroup}-old`, records: [] });
    assert.deepEqual(brief(callersOf(await reportBy(account, { by: "caller" }, hour))), [["search (role)", 1, 100]]);
  });

  it("says that a query failed, or somebody stopped it", async () => {
    const ending = (end: "Failed" | "Cancelled" | "Timeout") =>
      reasonOf(({ logs }) => {
        logs.end = () => end;
      });
    assert.match(await ending("Failed"), /the query failed/);
    assert.match(await ending("Cancelled"), /somebody else stopped/);
    assert.match(await ending("Timeout"), /a single minute has more/);
  });
});
