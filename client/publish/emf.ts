import type { MinuteRecord } from "../minutes/minutes.ts";
import { regionOfEnvironment } from "../read/region.ts";
import { defaultNamespace, dimensionsOf, type Point, pointsOf, unitOf } from "./metrics.ts";
import type { Batch, Publisher } from "./publisher.ts";

export interface EmfOptions {
  /** "BedrockHeadroom/Client" by default */
  namespace?: string;
  /** Writes a line; standard output by default, which is where Lambda's log comes from. */
  write?: (line: string) => void;
}

/** "An array of numeric values, not more than 100": Amazon CloudWatch User Guide, embedded metric format specification. */
const maxValues = 100;

/**
 * Publishes as lines of CloudWatch's embedded metric format, which CloudWatch Logs turns into metrics: for Lambda, where
 * a timer may never come to run. Flush at the end of the handler: `await meter.flush()`.
 */
export function emf({ namespace = defaultNamespace, write = writeLine }: EmfOptions = {}): Publisher {
  return {
    async publish(batch) {
      for (const record of batch.records) for (const line of linesOf(record, batch, namespace)) write(line);
      if (batch.dropped > 0) write(droppedLine(batch, namespace));
      return { keep: [], refused: 0, toldDropped: true };
    },
  };
}

const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The lines of one record. The format knows no counts, so a value stands there as often as it occurred. */
function* linesOf(record: MinuteRecord, { application }: Batch, namespace: string): Generator<string> {
  const dimensions = {
    ...dimensionsOf(record, application),
    // The log is in this function's Region; the quotas of another are told apart.
    ...(record.series.region !== regionOfEnvironment() && { Region: record.series.region }),
  };
  let rest: { point: Point; values: number | number[] }[] = pointsOf(record).map((point) => ({
    point,
    values: "total" in point ? point.total : repeated(point),
  }));
  while (rest.length > 0) {
    const now = rest.map(({ point, values }) => ({
      point,
      values: Array.isArray(values) ? values.slice(0, maxValues) : values,
    }));
    yield line(now, record.minute, dimensions, namespace);
    rest = rest.flatMap(({ point, values }) =>
      Array.isArray(values) && values.length > maxValues ? [{ point, values: values.slice(maxValues) }] : [],
    );
  }
}

const repeated = ({ values, counts }: Extract<Point, { values: readonly number[] }>): number[] =>
  values.flatMap((value, slot) => Array<number>(counts[slot] ?? 0).fill(value));

function line(
  points: readonly { point: { name: string }; values: number | number[] }[],
  timestamp: number,
  dimensions: Readonly<Record<string, string>>,
  namespace: string,
): string {
  return JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: points.map(({ point: { name } }) => ({ Name: name, Unit: unitOf(name) })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(points.map(({ point, values }) => [point.name, values])),
  });
}

const droppedLine = ({ application, dropped, records }: Batch, namespace: string): string =>
  line(
    [{ point: { name: "DroppedRecords" }, values: dropped }],
    records[0]?.minute ?? 0,
    { Application: application },
    namespace,
  );
