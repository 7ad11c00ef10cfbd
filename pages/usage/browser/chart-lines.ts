import type { BucketValues, Charts, FigureName } from "../../../monitoring/report/document.ts";
import type { TimeChartLook } from "../../charts/time-chart.ts";
import { stacked } from "../contribution.ts";
import type { TargetHead } from "../data.ts";

/** What one chart of a target shows. */
export interface Drawn {
  look: Pick<TimeChartLook, "lines"> & Partial<TimeChartLook>;
  values: readonly BucketValues[];
  said?: readonly BucketValues[];
}

/**
 * A figure's highest minute, down to its mean, in which idle minutes are 0; for tokens what the formula says, too. The
 * lowest minute of those with data is not drawn beside them: it knows of no idle minutes and so can be above the mean.
 */
export function useLines({ rates, buckets }: Charts, name: FigureName, target: TargetHead): Drawn {
  const rate = rates[name];
  const none = empty(buckets);
  const formula = name === "tpm" ? rates.tpmByFormula : undefined;
  return {
    look: {
      lines: [
        { label: "highest", colour: "--chart-1", axis: "left", fill: 1 },
        { label: "mean, idle as 0", colour: "--chart-2", axis: "left" },
        ...(formula && target.figures.tpmByFormula
          ? [{ label: "highest by formula", colour: "--chart-5", axis: "left", dashed: true } as const]
          : []),
      ],
    },
    values: [rate?.max ?? none, rate?.mean ?? none, ...(formula ? [formula.max] : [])],
  };
}

const kinds = [
  { name: "inputTokens", label: "input" },
  { name: "outputTokens", label: "output" },
  { name: "cacheWriteTokens", label: "cache write" },
  { name: "cacheReadTokens", label: "cache read (not counted)" },
] as const;

export function tokensByKind({ rates }: Charts): Drawn {
  return stackOf(kinds.flatMap(({ name, label }) => (rates[name] ? [{ label, values: rates[name].mean }] : [])));
}

/** Neighbours differ in colour and in brightness. */
const stackColours = [1, 5, 3, 4, 6, 7, 2, 8].map((number) => `--chart-${number}`);

/** Parts on top of each other. Drawn from the top down, so that each covers what is below it. */
export function stackOf(parts: readonly { label: string; values: BucketValues }[]): Drawn {
  const sums = stacked(parts.map(({ values }) => values));
  return {
    look: {
      lines: parts
        .map(({ label }, index) => ({
          label,
          colour: stackColours[index % stackColours.length]!,
          axis: "left" as const,
          fill: "base" as const,
        }))
        .reverse(),
    },
    values: sums.toReversed(),
    said: parts.map(({ values }) => values).reverse(),
  };
}

export function troubleLines({ rates, throttledAt, buckets }: Charts, absent: TargetHead["absent"]): Drawn {
  const none = empty(buckets);
  // CloudWatch has no datapoint of a minute without any: where there were requests, that is a 0.
  const counted = (name: "throttles" | "clientErrors" | "serverErrors") =>
    none.map(
      (_none, bucket) => rates[name]?.max[bucket] ?? (rates.rpm?.max[bucket] == null || absent[name] ? null : 0),
    );
  const [throttled, client, server] = [counted("throttles"), counted("clientErrors"), counted("serverErrors")];
  return {
    look: {
      lines: [
        { label: "throttled, highest", colour: "--alarm", axis: "left" },
        { label: "client errors, highest", colour: "--chart-3", axis: "left" },
        { label: "server errors, highest", colour: "--chart-6", axis: "left" },
      ],
      sticks: {
        colour: "--alarm",
        // In the middle of its minute; a longer period has its mean a minute there.
        at: throttledAt.map(([at, count, period]) => [at + period / 2, (count * 60) / period] as const),
      },
    },
    // Throttles are drawn where they were, not where their part of the window is.
    values: [none, client, server],
    said: [throttled, client, server],
  };
}

export function percentileLines(latency: Charts["latency"]): Drawn {
  const names = ["p99", "p90", "p50"] as const;
  const colours = ["--chart-4", "--chart-3", "--chart-1"] as const;
  return {
    look: {
      lines: names.map((label, index) => ({ label, colour: colours[index]!, axis: "left" as const })),
      // The same periods in the whole window.
      shades: [],
    },
    values: names.map((name) => latency?.[name] ?? []),
  };
}

const empty = (length: number): BucketValues => new Array<number | null>(length).fill(null);
