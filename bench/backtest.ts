import { backtest } from "../monitoring/backtest/backtest.ts";
import { type BacktestHistory, throttlesOf } from "../monitoring/backtest/history.ts";
import { whatIf } from "../monitoring/backtest/what-if.ts";
import { plan } from "../monitoring/plan.ts";
import { planSeries } from "../monitoring/simulation/plan-series.ts";
import { identityKey } from "../monitoring/simulation/series.ts";
import { registry, settings, target } from "../test/monitoring/example-settings.ts";
import { percent } from "../words/units.ts";

const days = 14;
const minutes = days * 1_440;
const lead = 1_440;
const start = Date.UTC(2026, 0, 5) / 1000;

/** A hundred targets, each with a day's wave up to 110 % of its quotas and some throttles at the top. */
function example() {
  const places = registry.models.flatMap(({ modelId, scopes }) =>
    (["cross-region", "on-demand"] as const).flatMap((scope) =>
      (scopes[scope]?.quotas.length ?? 0) > 0 ? [target(modelId, scope)] : [],
    ),
  );
  const made = plan(settings(places.slice(0, 100)));
  const quotas = Object.fromEntries(made.feed.quotas.map(({ code }) => [code, 1_000_000]));
  const readFrom = start - lead * 60;
  const share = (minute: number) => percent(55 + 55 * Math.sin((minute / 1_440) * 2 * Math.PI));
  const store = planSeries({
    ...{ plan: made, quotas, start: readFrom, minutes: minutes + lead, seed: "bench" },
    traffic: () => ({ profile: "minutes", share }),
  });
  for (const { monitoredIds } of made.targets) {
    const values = Float64Array.from({ length: minutes + lead }, (_, minute) => (share(minute) > 108 ? 3 : Number.NaN));
    store.set(identityKey(throttlesOf(monitoredIds[0]!)), { Sum: { start: readFrom, period: 60 as never, values } });
  }
  const history: BacktestHistory = { region: made.region, readFrom, start, end: start + minutes * 60, store, quotas };
  return { made, history };
}

/** Processor time, seconds, of a backtest and of its what-ifs. */
export function benchBacktest(): { what: string; best: number; unit: string } {
  const { made, history } = example();
  const before = process.cpuUsage();
  const done = backtest(history, made, 1);
  const middle = process.cpuUsage(before);
  const tried = whatIf(made, done, { ...history, lag: 1 });
  const { user, system } = process.cpuUsage(before);
  if (done.outcome.throttledMinutes === 0 || !tried.recommended) throw new Error("nothing to tell");
  return {
    what: `backtest of ${made.targets.length} targets × ${days} days (${made.alarms.length} alarms; replay alone ${((middle.user + middle.system) / 1e6).toFixed(1)} s)`,
    best: (user + system) / 1e6,
    unit: "s of processor time",
  };
}

if (import.meta.main) console.log(benchBacktest());
