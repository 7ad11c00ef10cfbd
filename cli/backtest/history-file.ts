import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync, strFromU8, strToU8 } from "fflate";
import type { BacktestHistory } from "../../monitoring/backtest/history.ts";
import {
  identityKey,
  type MetricIdentity,
  type SeriesStore,
  type Statistics,
} from "../../monitoring/simulation/series.ts";
import { UserError } from "../../stacks/user-error.ts";
import { minute } from "../../words/units.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { writeWhole } from "../usage/output-files.ts";

const kind = "bedrock-headroom backtest history";
/** Raised when a field changes its meaning or goes. */
const version = 1;

/** What a file holds. Values come as pairs: a value (null: no datapoint) and in how many minutes in a row it is. */
interface Saved {
  kind: typeof kind;
  version: typeof version;
  region: string;
  readFrom: number;
  start: number;
  end: number;
  quotas: Record<string, number | null>;
  series: Record<string, Record<string, (number | null)[]>>;
}

/** The account in an ARN of Bedrock's: a system profile that is listed by its ARN is counted under all of it. */
const accountInArn = /(?<=\barn:aws[\w-]*:bedrock:[^:"]*:)\d{12}(?=:)/g;

const withoutAccounts = (key: string): string => key.replace(accountInArn, "");

/**
 * Writes a history, so that it can be replayed without an account. It holds counts a minute by id, and neither names of
 * people nor account ids: in ARNs the account is left out.
 */
export function saveHistory(path: string, history: BacktestHistory, mode?: number): void {
  const { store, ...about } = history;
  const saved: Saved = {
    ...{ kind, version, ...about, quotas: { ...history.quotas } },
    series: Object.fromEntries(
      [...store].map(([key, statistics]) => [
        withoutAccounts(key),
        Object.fromEntries(Object.entries(statistics).map(([stat, series]) => [stat, runsOf(series?.values ?? [])])),
      ]),
    ),
  };
  writeWhole(path, gzipSync(strToU8(JSON.stringify(saved)), { level: 1 }), mode);
}

function runsOf(values: ArrayLike<number>): (number | null)[] {
  const runs: (number | null)[] = [];
  for (let from = 0; from < values.length; ) {
    let to = from + 1;
    while (to < values.length && Object.is(values[to], values[from])) to++;
    runs.push(Number.isNaN(values[from]) ? null : values[from]!, to - from);
    from = to;
  }
  return runs;
}

/**
 * Reads a saved history.
 * @param wanted the series that it is read for: those with an account in their ARN are found without it
 * @throws UserError for a file that is no such history, is damaged, or of another version
 */
export function loadHistory(path: string, wanted: Iterable<MetricIdentity>): BacktestHistory {
  const refuse = (why: string): never => {
    throw new UserError(
      `--history ${path}: ${why}; write one with headroom backtest --stack <name> --save history.json.gz`,
      exitCodes.cannotTell,
    );
  };
  let saved: Partial<Saved> | null = null;
  try {
    const bytes = readFileSync(path);
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    saved = JSON.parse(packed ? strFromU8(gunzipSync(bytes)) : bytes.toString("utf8")) as Partial<Saved> | null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    refuse(
      code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "may not be read" : "is damaged, or no history",
    );
  }
  if (saved?.kind !== kind) refuse("is no history of headroom backtest");
  if (saved?.version !== version) refuse(`is of version ${saved?.version}, and this headroom reads ${version}`);
  const history = unpacked(saved as Saved, refuse);
  return { ...history, store: withAccounts(history.store, new Set(Array.from(wanted, identityKey))) };
}

/** The series by the names that they are looked for by. */
function withAccounts(store: SeriesStore, wanted: ReadonlySet<string>): SeriesStore {
  const renamed = Map.groupBy(wanted, withoutAccounts);
  return new Map(
    [...store].flatMap(([key, statistics]) => (renamed.get(key) ?? [key]).map((name) => [name, statistics] as const)),
  );
}

function unpacked(
  { region, readFrom, start, end, quotas, series }: Saved,
  refuse: (why: string) => never,
): BacktestHistory {
  const isTime = (value: unknown) => Number.isInteger(value) && Number(value) % minute === 0;
  const isWhole =
    typeof region === "string" && [readFrom, start, end].every(isTime) && readFrom <= start && start < end;
  if (!isWhole || typeof series !== "object" || typeof quotas !== "object") refuse("is damaged");
  const length = (end - readFrom) / minute;
  const store = new Map<string, Statistics>();
  for (const [key, statistics] of Object.entries(series)) {
    const own: Record<string, Statistics[string]> = {};
    for (const [stat, runs] of Object.entries(statistics)) {
      const values = valuesOf(runs, length);
      if (!values) return refuse("is damaged");
      own[stat] = { start: readFrom, period: minute, values };
    }
    store.set(key, own as Statistics);
  }
  return { region, readFrom, start, end, quotas, store };
}

function valuesOf(runs: unknown, length: number): Float64Array | undefined {
  if (!Array.isArray(runs) || runs.length % 2 !== 0) return undefined;
  const values = new Float64Array(length);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const [value, times] = [runs[i], runs[i + 1]] as [unknown, unknown];
    if (!(value === null || typeof value === "number") || !(Number.isInteger(times) && Number(times) > 0))
      return undefined;
    if (at + Number(times) > length) return undefined;
    values.fill(value === null ? Number.NaN : value, at, at + Number(times));
    at += Number(times);
  }
  return at === length ? values : undefined;
}
