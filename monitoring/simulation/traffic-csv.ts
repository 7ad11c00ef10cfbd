import { parse } from "csv-parse/sync";
import { minute } from "../../words/units.ts";
import { mantleNamespace, runtimeNamespace } from "../metrics.ts";
import { identityKey, type SeriesStore, type Statistics, minutes as seriesOf } from "./series.ts";

/** Traffic read from a file. */
export interface RecordedTraffic {
  /** epoch seconds of the first minute; undefined where the file counts minutes from 0 */
  start?: number;
  /** from the first minute to the last one that occurs */
  minutes: number;
  /** the dimension values (model and profile ids) that occur */
  ids: readonly string[];
  /** the series, for a simulation that starts then */
  seriesAt(start: number): SeriesStore;
}

const columns = ["minute", "metric", "modelId", "value"] as const;
const mantleMetrics = new Set(["TotalInputTokens", "TotalOutputTokens", "Inferences", "InferenceClientErrors"]);
/** What spreadsheets can make of it; longer simulations are of no use and would fill the memory. */
const mostMinutes = 366 * 1_440;

/**
 * Reads recorded traffic: CSV with a heading and the columns `minute`, `metric`, `modelId` and `value`, in any order;
 * other columns are passed over.
 * - minute: a whole number counted from 0, or an ISO 8601 time with its zone (2026-01-05T09:30Z); one kind in a file
 * - metric: a metric of AWS/Bedrock, or one of AWS/BedrockMantle's (TotalInputTokens, TotalOutputTokens, Inferences,
 *   InferenceClientErrors)
 * - modelId: the value of the metric's dimension ModelId (mantle: Model)
 * - value: what was counted
 *
 * Rows of one minute, metric and id add up, so one row per request works too; a minute without a row has no datapoint.
 * @throws RangeError naming the row and what is wrong with it
 */
export function readTrafficCsv(text: string): RecordedTraffic {
  const rows = records(text);
  const [head] = rows;
  if (!head) throw new RangeError("there are no rows under the heading");
  const missing = columns.filter((column) => !(column in head.record));
  if (missing.length > 0)
    throw new RangeError(`the heading lacks ${missing.join(", ")}; it needs ${columns.join(",")}`);

  const relative = /^\d+$/.test(head.record["minute"]!);
  const read = rows.map(({ record, line }) => {
    const refuse = (what: string): never => {
      throw new RangeError(`line ${line}: ${what}`);
    };
    const at = minuteOf(record["minute"]!, relative);
    if (at === undefined) {
      return refuse(
        `"${record["minute"]}" is no ${relative ? "whole minute (the file counts minutes from 0)" : "ISO 8601 time with its zone, e.g. 2026-01-05T09:30Z"}`,
      );
    }
    const value = Number(record["value"]);
    if (record["value"]?.trim() === "" || !Number.isFinite(value) || value < 0) {
      return refuse(`"${record["value"]}" is no value: a number, 0 or more`);
    }
    const metric = record["metric"]!.trim();
    const modelId = record["modelId"]!.trim();
    if (metric === "" || modelId === "") return refuse("metric and modelId must not be empty");
    return { at, metric, modelId, value };
  });

  const first = relative ? 0 : read.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = read.reduce((most, { at }) => Math.max(most, at), 0);
  const minutes = last - first + 1;
  if (minutes > mostMinutes)
    throw new RangeError(`the file spans ${minutes} minutes; at most ${mostMinutes} can be read`);

  return {
    ...(!relative && { start: first * minute }),
    minutes,
    ids: [...new Set(read.map(({ modelId }) => modelId))],
    seriesAt(start) {
      const store: SeriesStore = new Map();
      const bySeries = Map.groupBy(read, ({ metric, modelId }) => keyOf(metric, modelId));
      for (const [key, own] of bySeries) {
        store.set(key, statisticsOf(own, first, minutes, start));
      }
      return store;
    },
  };
}

/** The statistics of one series from its rows: several of one minute are several requests. */
function statisticsOf(
  rows: readonly { at: number; value: number }[],
  first: number,
  minutes: number,
  start: number,
): Statistics {
  const none = () => new Float64Array(minutes).fill(Number.NaN);
  const [sums, counts, least, most] = [none(), none(), none(), none()];
  for (const { at, value } of rows) {
    const i = at - first;
    const before = !Number.isNaN(counts[i]!);
    sums[i] = value + (before ? sums[i]! : 0);
    counts[i] = 1 + (before ? counts[i]! : 0);
    least[i] = before ? Math.min(value, least[i]!) : value;
    most[i] = before ? Math.max(value, most[i]!) : value;
  }
  return {
    Sum: seriesOf(start, sums),
    SampleCount: seriesOf(start, counts),
    Average: seriesOf(
      start,
      sums.map((sum, i) => sum / counts[i]!),
    ),
    Minimum: seriesOf(start, least),
    Maximum: seriesOf(start, most),
  };
}

function keyOf(metric: string, modelId: string): string {
  const mantle = mantleMetrics.has(metric);
  return identityKey({
    Namespace: mantle ? mantleNamespace : runtimeNamespace,
    MetricName: metric,
    Dimensions: [{ Name: mantle ? "Model" : "ModelId", Value: modelId }],
  });
}

/** Minutes since the epoch, or since the start of a file that counts from 0. */
function minuteOf(text: string, relative: boolean): number | undefined {
  if (relative) return /^\d+$/.test(text) ? Number(text) : undefined;
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 60_000);
}

interface Row {
  record: Record<string, string>;
  line: number;
}
function records(text: string): Row[] {
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      columns: true,
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new RangeError(`it is not CSV: ${(error as Error).message}`);
  }
}
