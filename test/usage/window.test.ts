import assert from "node:assert/strict";
import fc from "fast-check";
import { exitCodeOf, exitCodes } from "../../cli/usage/exit-code.ts";
import { dailySpans, dailyTokens, dailyUse } from "../../monitoring/report/daily.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { Span } from "../../monitoring/report/evaluate.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import { day, emptyAccount, now, type PretendAccount, report, requestOf, seriesOf } from "./pretend-account.ts";

const pro = "amazon.nova-pro-v1:0";
const hour = 3_600;
const midnight = Math.floor(now / day) * day;

/** An account whose daily quota of Nova Pro is a million tokens. */
function accountOf(used: { from: number; minutes: number; tokens: number }[]): PretendAccount {
  const account = emptyAccount();
  account.quotas.push(
    {
      code: "L-D690997B",
      name: "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
      applied: 1_000_000,
    },
    {
      code: "L-CE33604C",
      name: "On-demand model inference tokens per minute for Amazon Nova Pro",
      applied: 1_000_000_000,
    },
    {
      code: "L-F2717A44",
      name: "On-demand model inference requests per minute for Amazon Nova Pro",
      applied: 1_000_000_000,
    },
  );
  // Minutes without a call have no data, as CloudWatch has it.
  const start = now - 20 * day;
  const values = new Float64Array((20 * day) / 60).fill(Number.NaN);
  for (const { from, minutes, tokens } of used) values.fill(tokens, (from - start) / 60, (from - start) / 60 + minutes);
  account.series.push(seriesOf("EstimatedTPMQuotaUsage", pro, start, values));
  return account;
}

const dailyOf = ({ targets }: UsageDocument) => {
  assert.equal(targets.length, 1);
  const found = targets[0]!.quotas.find(({ kind }) => kind === "tpd");
  assert.ok(found?.daily && found.utilisation);
  return { daily: found.daily, use: found.utilisation, severity: targets[0]!.severity };
};

describe("a window, judged by a daily quota", () => {
  /** 90 % of the day's quota in its first hour. */
  const morning = { from: midnight, minutes: 60, tokens: 15_000 };

  it("is well where all use was on its first day and before it", async () => {
    const account = accountOf([{ from: now - 7 * day - 3 * hour, minutes: 60, tokens: 15_000 }]);
    const document = await report(account, requestOf(7 * day, { failOn: 6 }));
    const { daily, use, severity } = dailyOf(document);
    assert.equal(exitCodeOf(document), exitCodes.ok);
    assert.deepEqual(
      [severity, use.peak, use.peakAt, use.p90, use.p90IdleAsZero, use.now],
      ["ok", null, null, null, 0, 0],
    );
    assert.equal(daily.days.length, 7, "the first day is none of them");
    assert.ok(daily.days.every(({ tokens, partlyBefore }) => tokens === 0 && !partlyBefore));
  });

  it("is well for an hour without use after heavy use on the same day, and tells how today stands", async () => {
    const account = accountOf([morning]);
    const document = await report(account, requestOf(hour, { failOn: 6 }));
    const { daily, use } = dailyOf(document);
    assert.equal(exitCodeOf(document), exitCodes.ok);
    assert.deepEqual([use.now, use.peak, daily.today, daily.days], [90, null, 900_000, []]);
  });

  it("has all of a day since midnight where its own part of it has use", async () => {
    const account = accountOf([morning, { from: now - 600, minutes: 1, tokens: 5_000 }]);
    const document = await report(account, requestOf(hour));
    const { daily, use } = dailyOf(document);
    assert.equal(exitCodeOf(document), exitCodes.critical);
    assert.deepEqual([use.now, use.peak, use.p90, use.peakAt], [90.5, 90.5, 90.5, "2026-11-21T00:00:00Z"]);
    assert.deepEqual(daily.days, [{ day: "2026-11-21", tokens: 905_000, complete: false, partlyBefore: true }]);
  });

  it("knows nothing of use after its end", async () => {
    const until = midnight - day + 10 * hour + 20 * 60;
    const before = { from: until - 300, minutes: 5, tokens: 1_000 };
    // From the very minute in which the window ends, within the hour and within the day.
    const account = accountOf([before, { from: until, minutes: 100, tokens: 9_000 }]);
    for (const granularity of ["auto", 300] as const) {
      const document = await report(account, requestOf(3 * hour, { end: until, granularity, failOn: 6 }));
      const { daily, use } = dailyOf(document);
      assert.equal(exitCodeOf(document), exitCodes.ok);
      assert.deepEqual([use.now, use.peak, daily.exhaustedAt], [null, 0.5, null]);
      assert.deepEqual(
        daily.days.map(({ tokens }) => tokens),
        [5_000],
      );
    }
  });

  it("is idle where its end is in the past and what it had of the day was before it", async () => {
    const until = midnight - day + 10 * hour + 20 * 60;
    const account = accountOf([
      { from: until - 5 * hour, minutes: 60, tokens: 15_000 },
      { from: until + 60, minutes: 60, tokens: 15_000 },
    ]);
    const document = await report(account, requestOf(15 * 60, { end: until, failOn: 6 }));
    const { daily, use } = dailyOf(document);
    assert.equal(exitCodeOf(document), exitCodes.ok);
    assert.deepEqual([use.peak, use.p90IdleAsZero, daily.days], [null, 0, []]);
  });

  it("has of every day what its minutes come to, whatever minute it starts and ends at", () => {
    const first = midnight - 3 * day;
    const length = (3 * day + 14 * hour) / 60;
    const windows = fc
      .tuple(fc.nat({ max: length - 2 }), fc.integer({ min: 1, max: length }))
      .map(([from, more]) => ({ from, to: Math.min(length, from + more) }));
    const calls = fc.array(fc.tuple(fc.nat({ max: length - 1 }), fc.integer({ min: 1, max: 1_000 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(windows, calls, fc.constantFrom("auto", 300, 3600), ({ from, to }, used, granularity) => {
        const minutes = new Float64Array(length).fill(Number.NaN);
        for (const [at, tokens] of used) minutes[at] = tokens;
        const window = { start: first + from * 60, end: first + to * 60 };
        const stretches = stretchesOf(window, first + length * 60, granularity as "auto" | 300 | 3600);
        fc.pre(stretches.length > 0);
        const { hours, rest } = dailySpans(stretches);
        const wanted = [hours, ...(rest ? [rest] : []), ...stretches];
        const between = (start: number, end: number) => {
          let sum = Number.NaN;
          for (const value of minutes.subarray((start - first) / 60, (end - first) / 60))
            if (!Number.isNaN(value)) sum = (Number.isNaN(sum) ? 0 : sum) + value;
          return sum;
        };
        const countsOver = (span: Span) => {
          assert.ok(
            wanted.some(({ start, end, period }) => start === span.start && end === span.end && period === span.period),
          );
          return Float64Array.from({ length: (span.end - span.start) / span.period }, (_, i) =>
            between(span.start + i * span.period, span.start + (i + 1) * span.period),
          );
        };
        const { daily, utilisation } = dailyUse(dailyTokens(stretches, countsOver), 1_000);
        const [start, end] = [stretches[0]!.start, stretches.at(-1)!.end];
        const truth = [0, 1, 2, 3].flatMap((index) => {
          const [begins, ends] = [first + index * day, Math.min(end, first + (index + 1) * day)];
          if (begins >= end || first + (index + 1) * day <= start) return [];
          const isBefore = begins < start;
          if (isBefore && !(between(start, ends) > 0)) return [];
          return [{ tokens: between(begins, ends) || 0, partlyBefore: isBefore }];
        });
        assert.deepEqual(
          daily.days.map(({ tokens, partlyBefore }) => ({ tokens, partlyBefore })),
          truth,
        );
        const most = Math.max(0, ...truth.map(({ tokens }) => tokens));
        assert.equal(utilisation?.peak, most > 0 ? most / 10 : null);
      }),
    );
  });
});

describe("a window that starts at 20 minutes past, and ids in no target", () => {
  it("counts their calls within the window alone", async () => {
    const account = emptyAccount();
    account.options.now = () => end;
    const end = now - 7 * 60 + 20 * 60;
    const start = end - 20 * day;
    const id = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc";
    account.series.push(seriesOf("Invocations", id, start, new Float64Array((20 * day) / 60).fill(10)));
    for (const [length, granularity] of [
      [hour, "auto"],
      [600, "auto"],
      [3 * day, "auto"],
      [hour, 300],
      [18 * day, "auto"],
    ] as const) {
      const stretches = stretchesOf({ start: end - length, end }, end, granularity);
      const document = await report(account, { ...requestOf(length), now: end, stretches });
      const seconds = stretches.at(-1)!.end - stretches[0]!.start;
      assert.deepEqual(
        document.unassigned.map(({ invocations }) => invocations),
        [(seconds / 60) * 10],
        `${length} ${granularity}`,
      );
    }
  });
});

describe("why a window is told by more than a minute", () => {
  const noteOf = async (...request: Parameters<typeof requestOf>) =>
    (await report(accountOf([]), requestOf(...request))).notes.find((note) => /What minutes decide/.test(note));

  it("is that it was asked for, where CloudWatch has every minute", async () => {
    assert.match(
      (await noteOf(day, { granularity: 3600 })) ?? "",
      /^Read more coarsely than CloudWatch has it, as --granularity asks: /,
    );
    assert.equal(await noteOf(day), undefined);
  });

  it("is CloudWatch's age of data, where it has no finer", async () => {
    assert.match((await noteOf(20 * day)) ?? "", /^CloudWatch no longer has every minute of the window: /);
    assert.match((await noteOf(20 * day, { granularity: 3600 })) ?? "", /as --granularity asks/);
  });
});
