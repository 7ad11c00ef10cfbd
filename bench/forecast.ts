import { forecastOf } from "../monitoring/forecast/forecast.ts";
import type { CountedStretch } from "../monitoring/forecast/history.ts";
import { stretchesOf } from "../monitoring/report/stretches.ts";
import { growingLevels, minutesOf } from "../test/forecast/traffic.ts";

const targets = 60;
/** tokens and requests a minute, and tokens a day */
const quotas = 3;
const day = 86_400;
const now = Date.UTC(2026, 10, 21, 14, 7) / 1_000;

/**
 * Processor time of the forecasts of 60 targets with three quotas each over 63 days, from what CloudWatch answered to what
 * is told: every minute has data. Reading is the report's own (bench/usage.ts).
 */
export function benchForecast(): string {
  const histories = Array.from({ length: targets }, (_, at) => historyOf(`target ${at}`, (at % 7) / 50));
  const cpu = process.cpuUsage();
  let growing = 0;
  for (const counted of histories) {
    for (let quota = 0; quota < quotas; quota++) {
      const isDaily = quota === 2;
      const told = forecastOf({ counted, isDaily, quota: isDaily ? 3e6 : 5_000, now });
      if (told.trend === "growing") growing += 1;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  const points = histories.flat().reduce((sum, { counts }) => sum + counts.length, 0) * quotas;
  return `${targets} targets × ${quotas} quotas × 63 days (${(points / 1e6).toFixed(1)} million points): ${((user + system) / 1e6).toFixed(2)} s of processor time; ${growing} grow`;
}

function historyOf(seed: string, growth: number): CountedStretch[] {
  const stretches = stretchesOf({ start: now - 62 * day, end: now }, now);
  const first = stretches[0]!.start;
  const minutes = minutesOf(growingLevels(63, 1_000, growth, seed), seed);
  return stretches.map((stretch) => ({
    stretch,
    counts: Float64Array.from({ length: (stretch.end - stretch.start) / stretch.period }, (_, i) => {
      const from = (stretch.start + i * stretch.period - first) / 60;
      return minutes.subarray(from, from + stretch.period / 60).reduce((sum, value) => sum + value, 0);
    }),
  }));
}
