import type { LimitKind } from "../../words/words.ts";
import type { Bounds } from "../report/bounds.ts";
import type { Figure, TargetUsage, Time } from "../report/document.ts";
import { figureCounted } from "../report/figure-of-kind.ts";

/** A measured value; with bounds where CloudWatch has no minutes of the whole window any more. */
export interface Measured {
  value: number;
  /** between what the true value lies; null: it is exact */
  bounds: Bounds | null;
}

/** What is used a minute, over the minutes with data: what AWS calls steady state and peak. */
export interface RateFacts {
  kind: Extract<LimitKind, "tpm" | "rpm" | "input-tpm" | "output-tpm">;
  /** the median minute */
  steady: Measured;
  p90: Measured;
  p99: Measured;
  /** the highest minute */
  peak: Measured;
  peakAt: Time;
}

/** How use grows, where it was read. */
export interface Growth {
  /** a sentence without its end, with its unit and what it was read from */
  text: string;
}

/** What AWS asks of who wants more (docs/increase.md has the sources), as the window's metrics tell it. */
export interface IncreaseFacts {
  /** accepted in the window */
  requests: number;
  rates: RateFacts[];
  /** of a request, on average, tokens; null: nothing was called, or no metric tells */
  perRequest: {
    /** not from a cache */
    input: number;
    /** null: no metric (mantle) */
    cacheRead: number | null;
    cacheWrite: number | null;
    output: number;
  } | null;
  /** percent of the requests that had more than 25,000 input tokens, cached ones left out; null: it was not read */
  longInputs: number | null;
  /** of all input, read from a cache: 0 to 1; null: no metric, or no input */
  cachedShare: number | null;
  /** null: no metric tells (mantle) */
  throttles: { requests: number; percent: number | null; lastAt: Time | null } | null;
  /** percent of the quota that was taken (held + used) in the highest minute; null: no stack here looks at it */
  takenPeak: number | null;
  /** null: not read */
  growth: Growth | null;
}

const ratedKinds = {
  runtime: ["tpm", "rpm"],
  mantle: ["input-tpm", "output-tpm", "rpm"],
} as const;

/** Where AWS Support draws the line between short and long inputs: "Percentage of requests with input tokens greater than 25k". */
export const longInput = 25_000;

/** What is read of a target besides its usage; null: it was not. */
export interface ReadBesides {
  growth: Growth | null;
  /** percent */
  longInputs: number | null;
}

export function increaseFacts(usage: TargetUsage, { growth, longInputs }: ReadBesides): IncreaseFacts {
  const { figures, scope, absent, throttleRate, lastThrottled, reservation } = usage;
  const requests = figures.rpm?.total ?? 0;
  const read = absent.cacheReadTokens === undefined ? (figures.cacheReadTokens?.total ?? 0) : null;
  const written = absent.cacheWriteTokens === undefined ? (figures.cacheWriteTokens?.total ?? 0) : null;
  const input = figures.inputTokens?.total ?? 0;
  const output = figures.outputTokens?.total ?? 0;
  const each = (tokens: number | null) => (tokens === null ? null : tokens / requests);
  return {
    requests,
    rates: ratedKinds[scope === "mantle" ? "mantle" : "runtime"].flatMap((kind) => {
      const name = figureCounted(kind);
      const figure = name && figures[name];
      return figure ? rateOf(kind, figure) : [];
    }),
    perRequest:
      requests === 0
        ? null
        : { input: input / requests, cacheRead: each(read), cacheWrite: each(written), output: output / requests },
    cachedShare: read === null || input + read === 0 ? null : read / (input + read),
    throttles:
      absent.throttles === undefined
        ? {
            requests: figures.throttles?.total ?? 0,
            percent: throttleRate,
            lastAt: lastThrottled?.at ?? null,
          }
        : null,
    takenPeak: reservation?.takenPercent?.peak ?? null,
    longInputs,
    growth,
  };
}

function rateOf(kind: RateFacts["kind"], { p50, p90, p99, max, maxAt, bounds }: Figure): RateFacts[] {
  if (p50 === null || p90 === null || p99 === null || max === null || maxAt === null) return [];
  return [
    {
      kind,
      steady: { value: p50, bounds: bounds.p50 ?? null },
      p90: { value: p90, bounds: bounds.p90 ?? null },
      p99: { value: p99, bounds: bounds.p99 ?? null },
      peak: { value: max, bounds: bounds.max ?? null },
      peakAt: maxAt,
    },
  ];
}
