import { backtest } from "../../monitoring/backtest/backtest.ts";
import { type BacktestHistory, throttlesOf, wantedSeries } from "../../monitoring/backtest/history.ts";
import { whatIf } from "../../monitoring/backtest/what-if.ts";
import { plan } from "../../monitoring/plan.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { identityKey } from "../../monitoring/simulation/series.ts";
import type { BacktestPageInput } from "../../pages/backtest/data.ts";
import { minute, percent } from "../../words/units.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const opus = "anthropic.claude-opus-5";
const start = Date.UTC(2026, 10, 12) / 1000;
const minutes = 3 * 1_440;

/** Three days of a wave up to 105 % that is throttled at the top, and a burst that nothing warned of; another target is idle. */
export function exampleBacktest(): BacktestPageInput {
  const made = plan(settings([target(opus, "cross-region"), target(opus, "global")]));
  const quotas = Object.fromEntries(made.feed.quotas.map(({ code }) => [code, 1_000_000]));
  const share = (at: number) => 50 + 55 * Math.sin((at / 1_440) * 2 * Math.PI);
  const all = planSeries({
    ...{ plan: made, quotas, start, minutes, seed: "" },
    traffic: ({ scope }) =>
      scope === "global" ? undefined : { profile: "minutes", share: (at) => percent(Math.max(1, share(at))) },
  });
  const store = new Map(
    wantedSeries(made).map(({ metric }) => [identityKey(metric), all.get(identityKey(metric)) ?? {}]),
  );
  const throttled = Float64Array.from({ length: minutes }, (_, at) =>
    share(at) > 104 || at === 1_200 ? 3 : Number.NaN,
  );
  store.set(identityKey(throttlesOf(`us.${opus}`)), { Sum: { start, period: minute, values: throttled } });
  const window = { start, end: start + minutes * 60 };
  const history: BacktestHistory = { region: made.region, readFrom: start, ...window, store, quotas };
  const done = backtest(history, made, 1);
  return {
    ...{ plan: made, backtest: done, window, lagMinutes: 1, timeZone: "UTC" },
    whatIf: whatIf(made, done, { ...window, lag: 1 }),
    changed: { text: "warning 60 %", outcome: done.outcome },
    notes: ["alarms on the stack itself are not replayed"],
  };
}
