import assert from "node:assert/strict";
import fc from "fast-check";
import { type JudgeOn, judgeQuota } from "../../monitoring/increase/judge.ts";
import type { QuotaRequest } from "../../monitoring/increase/quota-request.ts";
import { wrongValue } from "../../monitoring/increase/wrong-value.ts";
import type { Figure, QuotaUsage } from "../../monitoring/report/document.ts";

const now = Date.UTC(2026, 10, 26, 12) / 1_000;
const day = 86_400;

function figure(max: number, bounds: Figure["bounds"] = {}): Figure {
  return {
    total: max * 60,
    mean: max,
    p50: max,
    p90: max,
    p99: max,
    max,
    maxAt: "2026-11-26T11:00:00Z",
    maxPeriodSeconds: 60,
    datapoints: max > 0 ? 60 : 0,
    minutesWithData: max > 0 ? 60 : 0,
    idleAsZero: { mean: max, p50: max, p90: max, p99: max },
    bounds,
  };
}

const tpm = (awsValue: number | null, more: Partial<QuotaUsage> = {}): QuotaUsage => ({
  kind: "tpm",
  code: "L-99296DCD",
  name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
  applied: awsValue,
  default: 30_000_000,
  awsValue,
  multiplier: 1,
  value: awsValue,
  origin: awsValue === null ? "unread" : "applied",
  adjustable: true,
  url: "https://example.test/quota",
  utilisation: null,
  ...more,
});

/** A quota of 100,000 tokens a minute, of which so many were used at most; no throttling. */
function on(peak: number, more: Partial<JudgeOn> = {}, usage: Partial<JudgeOn["usage"]> = {}): JudgeOn {
  const quota = more.quota ?? tpm(100_000);
  const percent = quota.value ? (100 * peak) / quota.value : 0;
  return {
    usage: {
      figures: { tpm: figure(peak), throttles: figure(0) },
      severity: "ok",
      scope: "cross-region",
      quotas: [{ ...quota, utilisation: utilisation(percent) }],
      ...usage,
    },
    life: { lifecycle: "active" },
    quota,
    ask: { headroom: 0.3 },
    requests: [],
    now,
    ...more,
  };
}

const utilisation = (peak: number): QuotaUsage["utilisation"] => ({
  now: null,
  p90: peak,
  p90IdleAsZero: peak,
  peak,
  peakAt: null,
  peakPeriodSeconds: 60,
  minutesAbove: null,
  minutesCounted: 60,
  bounds: {},
});

const request = (status: QuotaRequest["status"], more: Partial<QuotaRequest> = {}): QuotaRequest => ({
  id: "r-1",
  code: "L-99296DCD",
  name: "…",
  desired: 180_000,
  status,
  created: now - 3 * day,
  updated: now - 2 * day,
  ...more,
});

/** Held + used of 120,000 tokens in the highest minute. */
const taken = (source: "logs" | "estimate", percent = 120) =>
  ({
    source,
    taken: { peak: percent * 1_000, peakAt: "2026-11-26T11:05:00Z", mean: 1, minutes: 60 },
    takenPercent: { peak: percent, mean: 1 },
  }) as unknown as NonNullable<JudgeOn["usage"]["reservation"]>;

describe("whether a larger quota is needed", () => {
  it("is judged by the highest minute and the room that is wanted", () => {
    assert.equal(judgeQuota(on(70_000)).verdict, "not-needed");
    const { verdict, desired, because } = judgeQuota(on(80_000));
    assert.deepEqual([verdict, desired], ["can-request", 120_000]);
    assert.match(
      because,
      /80,000 tokens per minute were used at most; with 30 % of the quota left free that is 114,286/,
    );
    assert.equal(judgeQuota(on(80_000, { ask: { headroom: 0 } })).verdict, "not-needed");
  });

  it("counts what was taken where a stack sees it, and no upper bound of it", () => {
    const seen = judgeQuota(on(50_000, {}, { reservation: taken("logs") }));
    assert.deepEqual([seen.desired, seen.demand?.from], [180_000, "taken"]);
    assert.equal(judgeQuota(on(50_000, {}, { reservation: taken("estimate") })).verdict, "not-needed");
  });

  it("is said to be at least so where the minutes are not all known", () => {
    const figures = { tpm: figure(80_000, { max: { low: 80_000, high: 400_000 } }), throttles: figure(0) };
    const { demand, because } = judgeQuota(on(80_000, {}, { figures }));
    assert.equal(demand?.atLeast, true);
    assert.match(because, /^in one minute at least 80,000 tokens per minute were used; with/);
  });

  it("can't be told where requests were throttled and no quota was full", () => {
    const throttled = { figures: { tpm: figure(40_000), throttles: figure(5) } };
    const unseen = judgeQuota(on(40_000, {}, throttled));
    assert.deepEqual([unseen.verdict, unseen.desired], ["unknown", null]);
    assert.match(unseen.because, /max_tokens holds/);
    const seen = judgeQuota(on(40_000, {}, { ...throttled, reservation: taken("logs", 60) }));
    assert.equal(seen.verdict, "unknown");
    assert.match(seen.because, /bursts within a minute, another quota/);
    // An upper bound of what was taken is no explanation.
    assert.equal(judgeQuota(on(40_000, {}, { ...throttled, reservation: taken("estimate") })).verdict, "unknown");
    // Another quota of the target was full: that one is the cause.
    const quotas = [tpm(100_000), tpm(10, { kind: "rpm", code: "L-00000001", utilisation: utilisation(100) })];
    assert.equal(judgeQuota(on(40_000, {}, { ...throttled, quotas })).verdict, "not-needed");
    const to = judgeQuota(on(40_000, { ask: { to: 300_000 } }, throttled));
    assert.deepEqual([to.verdict, to.desired], ["can-request", 300_000]);
  });

  it("can't be told without a quota, or without what calls count", () => {
    assert.match(judgeQuota(on(80_000, { quota: tpm(null) })).because, /could not be read/);
    assert.match(judgeQuota(on(80_000, { quota: tpm(null, { origin: "none" }) })).because, /has no quota L-99296DCD/);
    const figures = { tpm: figure(0), inputTokens: figure(9), throttles: figure(0) };
    assert.match(judgeQuota(on(0, {}, { figures })).because, /no EstimatedTPMQuotaUsage/);
    const concurrency = tpm(10, { kind: "concurrency" });
    assert.equal(judgeQuota(on(0, { quota: concurrency })).verdict, "unknown");
    assert.equal(judgeQuota(on(0, { quota: concurrency, ask: { to: 20 } })).verdict, "can-request");
  });

  it("of a new account, whose quota is 0, is AWS's default", () => {
    const { verdict, desired, because } = judgeQuota(on(0, { quota: tpm(0) }));
    assert.deepEqual([verdict, desired], ["can-request", 30_000_000]);
    assert.match(because, /quota is 0, as in new accounts/);
    assert.equal(judgeQuota(on(0, { quota: tpm(0, { default: null }) })).verdict, "unknown");
  });

  it("of a day is in AWS's unit, which is half of what a doubled quota allows", () => {
    const daily = { today: 0, last24Hours: 0, perHour: 0, exhaustedAt: null };
    const days = [{ day: "2026-11-25", tokens: 1_800_000, complete: true, partlyBefore: false }];
    const quota = tpm(1_000_000, { kind: "tpd", multiplier: 2, value: 2_000_000, daily: { ...daily, days } });
    const { desired, demand, notes } = judgeQuota(on(0, { quota }));
    assert.equal(demand?.peak, 1_800_000);
    // 1,800,000 ÷ 0.7 ÷ 2 = 1,285,714
    assert.equal(desired, 1_300_000);
    assert.ok(notes.some((note) => /doubles it for cross-Region calls/.test(note)));
  });
});

describe("every judgement", () => {
  const quotas = fc.record({
    awsValue: fc.option(fc.nat(1_000_000)),
    default: fc.option(fc.nat(1_000_000)),
    multiplier: fc.constantFrom(1 as const, 2 as const),
    adjustable: fc.constantFrom(true, false, null),
  });
  const statuses = fc.constantFrom("PENDING", "CASE_OPENED", "APPROVED", "DENIED", "CASE_CLOSED", "NEWER");

  it("asks Service Quotas for more than there is, and only for what it takes", () => {
    fc.assert(
      fc.property(
        quotas,
        fc.nat(2_000_000),
        fc.nat(3),
        fc.constantFrom("active", "legacy", "end-of-life"),
        fc.constantFrom("cross-region", "mantle"),
        fc.option(fc.array(statuses.map((status) => request(status))), { nil: undefined }),
        (own, peak, throttled, lifecycle, scope, requests) => {
          const { awsValue, multiplier, ...more } = own;
          const value = awsValue === null ? null : awsValue * multiplier;
          const quota = tpm(awsValue, { ...more, multiplier, value });
          const figures = { tpm: figure(peak), throttles: figure(throttled) };
          const judged = judgeQuota(on(peak, { quota, life: { lifecycle }, requests }, { figures, scope }));
          const { verdict, desired, because } = judged;
          assert.equal(desired === null, verdict === "not-needed" || verdict === "unknown", verdict);
          if (desired !== null) {
            assert.ok(awsValue !== null && desired > awsValue && Number.isInteger(desired));
            assert.ok(peak <= 0.7 * desired * multiplier * (1 + 1e-8), `${peak} of ${desired}`);
          }
          if (verdict === "not-needed") assert.ok(peak <= 0.7 * (value ?? 0) * (1 + 1e-8));
          if (verdict === "can-request") {
            assert.ok(lifecycle === "active" && scope !== "mantle" && own.adjustable !== false);
            assert.ok(!requests?.some(({ status }) => status === "PENDING" || status === "CASE_OPENED"));
          }
          assert.doesNotMatch(because, /NaN|undefined|null|Infinity|\.$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("what AWS takes no request for", () => {
  const verdictOf = (more: Partial<JudgeOn>, usage: Partial<JudgeOn["usage"]> = {}) =>
    judgeQuota(on(80_000, more, usage));

  it("is a quota of a model that ends", () => {
    for (const lifecycle of ["legacy", "end-of-life"] as const) {
      const { verdict, because } = verdictOf({
        life: { lifecycle, endOfLife: { date: "2027-01-08", source: "AWS" } },
        requests: [request("PENDING")],
      });
      assert.equal(verdict, "legacy");
      assert.match(because, /ends it on 2027-01-08/);
    }
  });

  it("is one that has a request open, or approved and not applied", () => {
    for (const status of ["PENDING", "CASE_OPENED"] as const) {
      const open = verdictOf({ requests: [request(status, { caseId: "1789" })] });
      assert.deepEqual([open.verdict, open.request?.id], ["open-request", "r-1"]);
      assert.match(open.because, /case 1789/);
    }
    assert.match(verdictOf({ requests: [request("APPROVED")] }).because, /approved on 2026-11-24, 2 days ago/);
    // Long ago: what there is, is what AWS gave.
    const part = verdictOf({ requests: [request("APPROVED", { created: now - 60 * day, updated: now - 50 * day })] });
    assert.equal(part.verdict, "can-request");
    assert.ok(part.notes.some((note) => /180,000 were approved on 2026-10-07, and the account has 100,000/.test(note)));
    // Applied, and too little by now: a further one can be made.
    assert.equal(verdictOf({ requests: [request("APPROVED", { desired: 100_000 })] }).verdict, "can-request");
    assert.equal(verdictOf({ requests: [request("PENDING", { code: "L-D73B1244" })] }).verdict, "can-request");
  });

  it("is one that is not adjustable, and one of mantle however it is marked", () => {
    assert.equal(verdictOf({ quota: tpm(100_000, { adjustable: false }) }).verdict, "not-adjustable");
    const unknown = verdictOf({ quota: tpm(100_000, { adjustable: null }) });
    assert.equal(unknown.verdict, "can-request");
    assert.ok(unknown.notes.some((note) => /not known: Service Quotas will say/.test(note)));
    const quota = tpm(100_000, { kind: "input-tpm" });
    const figures = { inputTokens: figure(80_000) };
    assert.equal(verdictOf({ quota }, { scope: "mantle", figures }).verdict, "support-case");
  });

  it("is told with what was asked before, and what is not known", () => {
    const denied = verdictOf({ requests: [request("NOT_APPROVED", { caseId: "17" })] });
    assert.equal(denied.verdict, "can-request");
    assert.ok(denied.notes.some((note) => /180,000 of 2026-11-23 ended as NOT_APPROVED.*case 17/.test(note)));
    assert.ok(
      verdictOf({ requests: undefined }).notes.some((note) => /whether a request is open is not known/.test(note)),
    );
  });
});

describe("a value of --to", () => {
  it("is more than there is, and no slip", () => {
    const quota = tpm(100_000);
    assert.match(wrongValue(100_000, quota, 0) ?? "", /has 100,000 of L-99296DCD already/);
    assert.equal(wrongValue(100_001, quota, 0), undefined);
    assert.match(wrongValue(30_000_000_001, quota, 0) ?? "", /zeros too many/);
    assert.equal(wrongValue(30_000_000_000, quota, 0), undefined);
    assert.equal(wrongValue(5, tpm(0, { default: null }), 0), undefined);
  });
});
