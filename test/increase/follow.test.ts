import assert from "node:assert/strict";
import fc from "fast-check";
import { type FollowOn, follow } from "../../monitoring/increase/follow.ts";
import { publishedSeen } from "../../monitoring/increase/published.ts";
import type { QuotaRequest } from "../../monitoring/increase/quota-request.ts";

const now = Date.UTC(2026, 10, 26, 12) / 1_000;
const day = 86_400;

const request = (status: QuotaRequest["status"]): QuotaRequest => ({
  id: "r-1",
  code: "L-99296DCD",
  name: "…",
  desired: 200,
  status,
  created: now - 4 * day,
  updated: now - 3 * day,
});

const at = (status: QuotaRequest["status"], awsValue: number | null, more: Partial<FollowOn> = {}) =>
  follow({ request: request(status), awsValue, multiplier: 1, published: undefined, now, ...more });

const seen = (value: number, since: number | null = now - 3_600, newest = now) => ({
  stack: "team",
  seen: { value, at: newest, before: 100, since: since === null ? null : { at: since, period: 60 } },
});

describe("how far a request has come", () => {
  it("is what AWS has decided, until Service Quotas shows the value", () => {
    const stages = (
      [
        ["PENDING", "open"],
        ["CASE_OPENED", "open"],
        ["APPROVED", "approved"],
        ["CASE_CLOSED", "closed"],
        ["DENIED", "refused"],
        ["NOT_APPROVED", "refused"],
        ["INVALID_REQUEST", "refused"],
        ["NEWER_THAN_THIS", "unknown"],
      ] as const
    ).map(([status, stage]) => [at(status, 100).stage, stage]);
    for (const [found, stage] of stages) assert.equal(found, stage);
    assert.equal(at("APPROVED", 100).text, "approved 3 days ago, not applied yet: the account has 100");
    assert.equal(at("APPROVED", null).stage, "unknown");
    assert.equal(at("PENDING", null).stage, "open");
  });

  it("is applied where Service Quotas shows it, and published where a stack does", () => {
    assert.equal(at("APPROVED", 200).stage, "applied");
    const published = at("APPROVED", 200, { published: seen(200) });
    assert.deepEqual(published, {
      stage: "published",
      text: "approved 3 days ago, applied: the account has 200, published by stack team since 2026-11-26 11:00 UTC",
    });
    assert.match(at("APPROVED", 200, { published: seen(200, null) }).text, /has since its first value/);
    assert.equal(at("APPROVED", 200, { published: { stack: "team", seen: undefined } }).stage, "applied");
    assert.match(at("APPROVED", 200, { published: seen(100, null) }).text, /stack team still publishes 100/);
    assert.match(
      at("APPROVED", 200, { published: seen(200, now - 9_000, now - 7_200) }).text,
      /published nothing since/,
    );
    // What a stack publishes is twice AWS's value where AWS doubles it.
    assert.equal(at("APPROVED", 200, { published: seen(200), multiplier: 2 }).stage, "applied");
    assert.equal(at("APPROVED", 200, { published: seen(400), multiplier: 2 }).stage, "published");
  });

  it("is a part where the account has more than when it was made, and less than was asked for", () => {
    const part = at("CASE_CLOSED", 150, { published: seen(150, null) });
    assert.equal(part.stage, "partly");
    assert.match(part.text, /has 150, more than the 100 that it had/);
    assert.equal(at("APPROVED", 100, { published: seen(100, null) }).stage, "approved");
    assert.equal(at("APPROVED", 60, { published: seen(120, null), multiplier: 2 }).stage, "partly");
    assert.equal(at("DENIED", 150, { published: seen(150, null) }).stage, "refused");
  });

  it("is no success of a request that was refused", () => {
    assert.match(
      at("DENIED", 200).text,
      /^denied: AWS Support tells why, 3 days ago; all the same the account has 200/,
    );
  });
});

describe("since when a stack publishes a value", () => {
  const minutes = fc.array(fc.constantFrom(100, 200, 300, Number.NaN), { maxLength: 40 });

  it("is the first minute after the last that was less", () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 40 }), (values, cut) => {
        const part = (from: number, own: number[]) => ({ start: from * 60, period: 60, values: own });
        const found = publishedSeen([part(0, values.slice(0, cut)), part(cut, values.slice(cut))], 200, -1);
        const known = values.flatMap((value, index) => (Number.isNaN(value) ? [] : [{ value, at: index * 60 }]));
        const newest = known.at(-1);
        if (!newest) return assert.equal(found, undefined);
        assert.deepEqual([found?.value, found?.at], [newest.value, newest.at]);
        const less = known.findLastIndex(({ value }) => value < 200);
        const first = less < 0 ? undefined : known[less + 1];
        assert.deepEqual(found?.since?.at, first?.at);
      }),
    );
  });

  it("knows the value that there was when the request was made", () => {
    const values = [100, Number.NaN, 200, 300];
    const valueAt = (created: number) => publishedSeen([{ start: 600, period: 60, values }], 200, created)?.before;
    assert.deepEqual([valueAt(0), valueAt(600), valueAt(700), valueAt(730)], [null, 100, 100, 200]);
  });
});
