import fc from "fast-check";
import type { PlaceReading, TopQuota, TopTarget } from "../../cli/top/reading.ts";
import { firstState, orders, type TopState } from "../../cli/top/state.ts";
import type { NamedKey, TopEvent } from "../../cli/top/update.ts";
import type { PlaceWho } from "../../cli/top/who.ts";
import type { CallerUsage, TargetCallers } from "../../monitoring/report/callers-document.ts";
import { now, quota, reading, settled, start, target } from "./sample-state.ts";
import { callerRow, callers, opus, placeWho, whoReading } from "./sample-who.ts";

/** Names as an account may have them, and as nobody should be able to have them: wide, empty, with control characters. */
const anyName = fc.oneof(
  fc.constantFrom("Claude Opus 5", "x", "", "日本語のプロファイル", "👩‍👩‍👧 family", "\u001b[31mred", "a\tb\nc", "é́́"),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);
const anyPercent = fc.option(fc.oneof(fc.double({ min: 0, max: 400, noNaN: true }), fc.constantFrom(0, 100, 1e9)), {
  nil: null,
});
const anyAt = fc.integer({ min: 0, max: 59 }).map((index) => start + index * 60);

const anyQuota: fc.Arbitrary<TopQuota> = fc
  .record({
    percents: fc.option(fc.array(anyPercent, { minLength: 60, maxLength: 60 }), { nil: null }),
    kind: fc.constantFrom("tpm", "rpm", "tpd", "concurrency", "input-tpm"),
    now: fc.option(
      fc.record({ percent: fc.double({ min: 0, max: 1e7, noNaN: true }), at: anyAt, complete: fc.boolean() }),
      { nil: null },
    ),
    note: fc.option(anyName, { nil: null }),
    adjustable: fc.constantFrom(true, false, null),
    name: anyName,
    value: fc.option(fc.double({ min: 0, max: 1e13, noNaN: true }), { nil: null }),
    multiplier: fc.constantFrom(1, 2),
  })
  .map((more) => quota(more.percents ?? [], more as Partial<TopQuota>));

const anyTarget: fc.Arbitrary<TopTarget> = fc
  .record({
    modelId: fc.oneof(anyName, fc.constant(opus.modelId)),
    name: anyName,
    scope: fc.constantFrom("on-demand", "cross-region", "global", "mantle"),
    quotas: fc.array(anyQuota, { maxLength: 3 }),
    throttles: fc.option(
      fc.record({ recent: fc.nat(1e9), hour: fc.nat(1e9), lastAt: fc.option(anyAt, { nil: null }) }),
      { nil: null },
    ),
    drawers: fc.array(
      fc.record({
        id: anyName,
        name: anyName,
        isApplicationProfile: fc.boolean(),
        share: fc.double({ min: 0, max: 100, noNaN: true }),
        tokens: fc.nat(),
        requests: fc.nat(),
        throttles: fc.nat(),
      }),
      { maxLength: 6 },
    ),
  })
  .map((more) => target(more as Partial<TopTarget>));

const anyReading: fc.Arbitrary<PlaceReading> = fc
  .record({
    targets: fc.array(anyTarget, { maxLength: 5 }),
    notes: fc.array(anyName, { maxLength: 3 }),
    settled: fc.constantFrom(settled, start),
  })
  .map(({ targets, ...more }) => reading(targets, more));

const anyShare = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null });

const anyCallers: fc.Arbitrary<TargetCallers> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("caller", "without", "unlogged"),
      name: anyName,
      share: anyShare,
      shareAtPeak: anyShare,
      shareWhileThrottled: anyShare,
      requests: fc.nat(1e9),
      consumption: fc.option(fc.nat(), { nil: null }),
    }),
    { maxLength: 30 },
  )
  .map((rows) => callers(rows.map((row) => callerRow(row.name, row as Partial<CallerUsage>))));

const anyWho: fc.Arbitrary<PlaceWho> = fc
  .record({
    by: fc.oneof(
      fc.constantFrom("caller", "session"),
      anyName.map((name) => `metadata:${name}`),
    ),
    asked: fc.nat(1),
    failure: fc.option(anyName, { nil: undefined }),
    isReadable: fc.boolean(),
    estimate: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null }),
    own: anyCallers,
    isRead: fc.boolean(),
  })
  .map(({ own, isRead, ...more }) => ({
    ...placeWho(more),
    reading: isRead
      ? whoReading([
          { modelId: "x", scope: "global", callers: own },
          { ...opus, callers: own },
        ])
      : undefined,
  }));

const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"];

/** A state with readings, before any key. */
export const anyState: fc.Arbitrary<TopState> = fc
  .record({
    places: fc.array(
      fc.record({
        region: fc.constantFrom(...regions),
        profile: fc.option(anyName, { nil: undefined }),
        reading: fc.option(anyReading, { nil: undefined }),
        failure: fc.option(anyName, { nil: undefined }),
        who: fc.option(anyWho, { nil: undefined }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    order: fc.constantFrom(...orders),
    unicode: fc.boolean(),
    colours: fc.boolean(),
  })
  .map(({ places, order, ...look }) => ({
    ...firstState(places, { now, timeZone: "UTC", look }),
    order,
    places: places.map(({ region, profile, reading: own, failure, who }) => ({
      place: { region, profile },
      reading: own,
      failure,
      who,
    })),
  }));

const keys: NamedKey[] = ["up", "down", "page-up", "page-down", "home", "end", "enter", "escape", "backspace"];

/** What may happen, but for what ends it. */
export const anyEvent: fc.Arbitrary<TopEvent> = fc.oneof(
  fc.constantFrom(...keys).map((key): TopEvent => ({ kind: "key", key })),
  fc
    .constantFrom("s", "S", "/", "?", "j", "k", "g", "G", "p", "b", "o", "5", "constructor")
    .map((text): TopEvent => ({ kind: "text", text })),
  anyReading.map((own): TopEvent => ({ kind: "reading", place: 0, reading: own })),
  anyName.map((why): TopEvent => ({ kind: "failure", place: 0, why })),
  anyCallers.map(
    (own): TopEvent => ({
      kind: "who",
      place: 0,
      answer: { reading: whoReading([{ ...opus, callers: own }]), metrics: 3 },
    }),
  ),
  anyName.map((why): TopEvent => ({ kind: "who", place: 0, answer: { why, metrics: 3 } })),
  fc.integer({ min: now, max: now + 9_000 }).map((at): TopEvent => ({ kind: "time", now: at })),
);
