import assert from "node:assert/strict";
import fc from "fast-check";
import { endOfLifeAlarm } from "../../monitoring/alarms/end-of-life.ts";
import { daysBetween, endNotices, endText, type Mortal, noticeDays } from "../../monitoring/end-of-life.ts";
import { plan } from "../../monitoring/plan.ts";
import { prices } from "../../monitoring/prices.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { identityKey, lookupIn, putOnceAMinute } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { bedrock } from "../simulation/alarms.ts";
import { settings, target } from "./example-settings.ts";

const page = "a page";
const mortal = (date: string, changes: Partial<Mortal> = {}): Mortal => ({
  modelId: "example.alpha",
  name: "Alpha",
  lifecycle: "legacy",
  endOfLife: { date, source: page },
  ...changes,
});
const dayOf = (offset: number, from = "2026-11-25"): string =>
  new Date(Date.parse(from) + offset * 86_400_000).toISOString().slice(0, 10);

describe("the notices of a model's end", () => {
  const today = "2026-11-25";
  const within = (days: number) => endNotices([mortal(dayOf(days))], today)[0]?.within;

  it("begin 90 days before, and are plainer at 30 and at 7", () => {
    assert.deepEqual([91, 90, 31, 30, 8, 7, 1, 0, -1, -400].map(within), [undefined, 90, 90, 30, 30, 7, 7, 0, 0, 0]);
    const texts = [60, 20, 1, 0, -2].map((days) => endText(endNotices([mortal(dayOf(days))], today)[0]!));
    assert.match(texts[0]!, /^Alpha \(example\.alpha\): AWS ends it: on 2027-01-24, in 60 days \(a page\)\./);
    assert.match(texts[1]!, /AWS ends it soon: on 2026-12-15, in 20 days/);
    assert.match(texts[2]!, /AWS ends it within the week: on 2026-11-26, in 1 day \(/);
    assert.match(texts[3]!, /AWS ends it TODAY, 2026-11-25/);
    assert.match(texts[4]!, /AWS ended it on 2026-11-23, 2 days ago/);
  });

  it("are the least that holds what is left, on whatever day", () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 0, max: 3_000 }), (days, shift) => {
        const now = dayOf(shift);
        const [notice] = endNotices([mortal(dayOf(days, now))], now);
        const least = [...noticeDays].reverse().find((notice) => days <= notice);
        assert.equal(notice?.within, days <= 0 ? 0 : least);
        if (notice) assert.equal(notice.days, days);
      }),
    );
  });

  it("count whole days over a leap day and over the end of summer time", () => {
    assert.equal(daysBetween("2028-02-28", "2028-03-01"), 2);
    assert.equal(daysBetween("2026-10-24", "2026-10-26"), 2);
  });

  it("say that legacy models lose access when idle and get no increases, what extended access is, and who disagrees", () => {
    const [notice] = endNotices(
      [
        mortal("2026-12-20", {
          extendedAccess: { date: "2026-09-20", source: page },
          endOfLife: { date: "2026-12-20", source: page, otherwise: [{ date: "2027-02-01", source: "a list" }] },
        }),
      ],
      today,
    );
    const text = endText(notice!);
    assert.match(text, /AWS raises no quota of a legacy model, and 15 days without use may end the access/);
    assert.match(text, /extended access, which can cost more, is from 2026-09-20 on/);
    assert.match(text, /\(a page; a list says 2027-02-01\)/);
  });

  it("name each model once, the nearest end first, and none that has no day or is known to have ended", () => {
    const models = [
      mortal("2027-01-08"),
      mortal("2026-11-26", { modelId: "example.beta" }),
      mortal("2027-01-08"),
      mortal("2026-11-20", { modelId: "example.gone", lifecycle: "end-of-life" }),
      { modelId: "example.live", name: "Live", lifecycle: "active" } as const,
    ];
    assert.deepEqual(
      endNotices(models, today).map(({ modelId }) => modelId),
      ["example.beta", "example.alpha"],
    );
  });
});

describe("the alarm on a legacy model in use before its end", () => {
  const nova = "amazon.nova-pro-v1:0";
  const end = { date: "2026-12-31", source: page };
  const ending = (changes: Partial<TargetSettings> = {}): TargetSettings => {
    const living = target(nova, "cross-region", changes);
    return { ...living, model: { ...living.model, lifecycle: "legacy", endOfLife: end } };
  };
  const of = (one: TargetSettings) => endOfLifeAlarm(settings([one]), one);
  /** The minutes of a day at which the alarm changes, with a call in the given minutes of two days. */
  const states = (day: string, calls: readonly number[]) => {
    const alarm = of(ending())!;
    const start = Date.parse(day) / 1000;
    const values = Array.from({ length: 2 * 1_440 }, (_, minute) => (calls.includes(minute) ? 1 : Number.NaN));
    const series = lookupIn(
      new Map([[identityKey(bedrock("Invocations", `us.${nova}`)), putOnceAMinute(start, values)]]),
    );
    const [result] = simulate({ alarms: [alarm], series, start, minutes: values.length, initialState: "OK" });
    assert.ok(result?.outcome === "simulated");
    return result.transitions;
  };

  it("says nothing until 30 days before, whatever the use", () => {
    assert.deepEqual(states("2026-11-28", [1, 700, 2_000]), []);
  });

  it("fires on the first call after that and stands until a day has gone by without one", () => {
    const found = states("2026-12-05", [90, 600]);
    assert.equal(found[0]?.to, "ALARM");
    assert.equal(found.length, 2, JSON.stringify(found));
    assert.equal(found[1]?.to, "OK");
  });

  it("counts the publisher's sum where more ids are called than an alarm holds", () => {
    const many = ending({ applicationProfiles: Array.from({ length: 12 }, (_, index) => `profile${index}`) });
    const alarm = of(many);
    assert.ok(alarm);
    assert.ok(alarm.Metrics.length <= 10);
    assert.match(JSON.stringify(alarm.Metrics), /SummedRequests/);
    assert.ok(plan(settings([many])).feed.sums?.some(({ metric }) => metric === "SummedRequests"));
  });

  it("is of no model that is active, has no day, or has alarms switched off", () => {
    assert.equal(of(target(nova, "cross-region")), undefined);
    const noDay = ending();
    const { endOfLife: _, ...model } = noDay.model;
    assert.equal(of({ ...noDay, model }), undefined);
    assert.equal(of({ ...noDay, alarms: false }), undefined);
  });

  it("notifies by itself, in no composite, and costs one alarm metric for each id", () => {
    const alerts = { notify: "stack", email: ["a@example.com"], topicArns: {} } as const;
    const planned = plan(settings([ending({ applicationProfiles: ["abcd1234efgh"] })], { alerts }));
    const alarm = planned.alarms.find(({ id }) => id.includes("/end-of-life/"));
    assert.deepEqual(alarm?.AlarmActions, ["topic:warning"]);
    assert.ok(planned.compositeAlarms.length > 0);
    for (const { AlarmRule } of planned.compositeAlarms) assert.ok(!AlarmRule.includes(alarm!.AlarmName));
    assert.ok(planned.targets[0]?.alarms.includes(alarm!.AlarmName));
    const without = plan(
      settings([target(nova, "cross-region", { applicationProfiles: ["abcd1234efgh"] })], { alerts }),
    );
    const cents = (usd: number) => Math.round(usd * 100);
    assert.equal(cents(planned.cost.monthlyUsd - without.cost.monthlyUsd), cents(2 * prices.alarmMetric.usd));
  });

  it("counts mantle's own metric there", () => {
    const mantle = target("anthropic.claude-opus-5", "mantle");
    const one = { ...mantle, model: { ...mantle.model, lifecycle: "legacy" as const, endOfLife: end } };
    const names = of(one)?.Metrics.flatMap((query) =>
      "MetricStat" in query ? [query.MetricStat.Metric.MetricName] : [],
    );
    assert.deepEqual(names, ["Inferences"]);
  });
});
