import assert from "node:assert/strict";
import { agreed } from "../../cli/usage/callers/consent.ts";
import { bytesFor, costOf } from "../../cli/usage/callers/log-price.ts";
import { type LogPlan, planLogs } from "../../cli/usage/callers/plan-logs.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { day, now, run } from "../usage/pretend-account.ts";
import type { PretendLogGroup } from "./pretend-logs.ts";
import { accountOf, logGroup } from "./truth.ts";

/** What the logs of the last day are estimated at. @param incoming bytes that came in each hour of that day */
async function estimated(group: Partial<PretendLogGroup>, incoming?: number): Promise<LogPlan["estimate"]> {
  const { account, logs } = accountOf([], { start: now - day });
  delete logs.groups[0]!.storedBytes;
  delete logs.groups[0]!.created;
  Object.assign(logs.groups[0]!, group);
  if (incoming !== undefined) {
    const values = new Float64Array(day / 60).fill(incoming / 60);
    const metric = { namespace: "AWS/Logs", metric: "IncomingBytes", dimensions: { LogGroupName: logGroup } };
    account.series.push({ ...metric, start: now - day, values });
  }
  const { server, clients } = await run(account);
  try {
    const missing: Incomplete[] = [];
    const plan = await planLogs(clients, { by: "caller" }, { start: now - day, end: now }, now, missing);
    assert.deepEqual(missing, []);
    return plan!.estimate;
  } finally {
    await server.close();
  }
}

describe("what reading logs may cost", function () {
  this.timeout(30_000);
  it("is the window's part of what the group stores, by its age or how long it keeps records", async () => {
    const old = { created: (now - 100 * day) * 1000, storedBytes: 100e9 };
    assert.deepEqual(await estimated(old), {
      bytes: 1e9,
      usd: 0.005,
      how: "the window's part of what the log group stores, as if it had come evenly",
    });
    assert.equal((await estimated({ ...old, retentionInDays: 10 })).bytes, 10e9);
    // Younger than the window: all of it.
    assert.equal((await estimated({ created: (now - 3_600) * 1000, storedBytes: 5e9 })).bytes, 5e9);
  });

  it("is what the group took in where that is more", async () => {
    const { bytes, how } = await estimated({ created: (now - 100 * day) * 1000, storedBytes: 100e9 }, 1e9);
    assert.ok(bytes! > 23.9e9 && bytes! <= 25e9, String(bytes));
    assert.match(how, /IncomingBytes/);
  });

  it("is unknown where neither is told", async () => {
    assert.deepEqual(await estimated({}), { bytes: null, usd: null, how: "the group does not say how much it stores" });
  });

  it("in dollars and back is the same number of bytes", () => {
    for (const bytes of [0, 1, 1e9, 123_456_789]) assert.ok(Math.abs(bytesFor(costOf(bytes)) - bytes) < 1e-3);
  });
});

describe("leave to read logs", () => {
  const plan: LogPlan = {
    grouping: { by: "caller" },
    logGroup,
    account: undefined,
    start: now - day,
    end: now,
    estimate: { bytes: 400e9, usd: 2, how: "a guess" },
    spent: { requests: 0, metrics: 0, datapoints: 0 },
    mostBytes: Number.POSITIVE_INFINITY,
  };
  const spending = { yes: false, mayAsk: false, mostUsd: 1 };
  const never = () => assert.fail("nobody is to be asked");

  it("is asked of a person, who then sets the limit", async () => {
    let asked = "";
    const ask = (message: string) => {
      asked = message;
      return Promise.resolve(true);
    };
    const { mostBytes } = await agreed(plan, { ...spending, mayAsk: true }, ask);
    assert.equal(asked, "--by caller reads /bedrock/calls with Logs Insights: about 400 GB, $2.00 (a guess). Read it?");
    // An estimate can be short by half.
    assert.equal(mostBytes, bytesFor(4));
    const no = agreed(plan, { ...spending, mayAsk: true }, () => Promise.resolve(false));
    await assert.rejects(no, /stopped before the logs were read/);
  });

  it("is given by --yes up to --max-cost, and nobody is asked", async () => {
    await assert.rejects(agreed(plan, { ...spending, yes: true, mayAsk: true }, never), /more than the \$1\.00/);
    const { mostBytes } = await agreed(plan, { yes: true, mayAsk: false, mostUsd: 3 }, never);
    assert.equal(mostBytes, bytesFor(3));
  });

  it("is not taken where nobody can be asked", async () => {
    await assert.rejects(agreed(plan, spending, never), /allow it with --yes/);
    const unknown = { ...plan, estimate: { bytes: null, usd: null, how: "nobody knows" } };
    await assert.rejects(agreed(unknown, spending, never), /an unknown amount \(nobody knows\)/);
  });
});
