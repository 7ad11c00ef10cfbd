import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BacktestHistory } from "../../monitoring/backtest/history.ts";
import type { MetricIdentity, Statistics } from "../../monitoring/simulation/series.ts";
import { day, minute } from "../../words/units.ts";
import { cacheFolder } from "../usage/cache.ts";
import { loadHistory, saveHistory } from "./history-file.ts";

/** Seconds of the newest minutes that are read again: CloudWatch gets them late. */
const late = 3_600;
/** Milliseconds after which a history that nobody asked for is thrown away: CloudWatch keeps its minutes no longer either. */
const lifetime = 15 * day * 1_000;

const fileOf = (key: string): string => join(cacheFolder(), `history-${key}.json.gz`);

type Span = Pick<BacktestHistory, "readFrom" | "start" | "end">;

/** What was read before of the same series, as far as it reaches into a span; undefined: nothing that helps. */
export function keptHistory(
  key: string,
  wanted: Iterable<MetricIdentity>,
  { readFrom, end }: Span,
): BacktestHistory | undefined {
  try {
    const kept = loadHistory(fileOf(key), wanted);
    return kept.readFrom <= readFrom && kept.end - late > readFrom && kept.end <= end ? kept : undefined;
  } catch {
    // Damaged, of another version, or not there: read anew.
    return undefined;
  }
}

/** From when on a span is to be read, where a part of it is kept. */
export const readAgainFrom = (kept: BacktestHistory): number => Math.floor((kept.end - late) / minute) * minute;

/** Kept minutes, and after them those that were read now. */
export function joined(kept: BacktestHistory, fresh: BacktestHistory, { readFrom, start, end }: Span): BacktestHistory {
  const length = (end - readFrom) / minute;
  const store = new Map<string, Statistics>();
  for (const key of new Set([...kept.store.keys(), ...fresh.store.keys()])) {
    const [before, now] = [kept.store.get(key) ?? {}, fresh.store.get(key) ?? {}];
    const own: Record<string, Statistics[string]> = {};
    for (const stat of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const values = new Float64Array(length).fill(Number.NaN);
      const old = before[stat]?.values.subarray(
        (readFrom - kept.readFrom) / minute,
        (fresh.readFrom - kept.readFrom) / minute,
      );
      if (old) values.set(old);
      if (now[stat]) values.set(now[stat].values, (fresh.readFrom - readFrom) / minute);
      own[stat] = { start: readFrom, period: minute, values };
    }
    store.set(key, own as Statistics);
  }
  return { region: fresh.region, readFrom, start, end, quotas: fresh.quotas, store };
}

/** Keeps a history for the next run. A cache that can't be written is no reason to fail. */
export function keepHistory(key: string, history: BacktestHistory): void {
  try {
    const folder = cacheFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder).filter((one) => /^history-[0-9a-f]{64}\.json\.gz$/.test(one)))
      if (Date.now() - statSync(join(folder, name)).mtimeMs > lifetime) rmSync(join(folder, name), { force: true });
    saveHistory(fileOf(key), history, 0o600);
  } catch {
    // Read anew next time.
  }
}
