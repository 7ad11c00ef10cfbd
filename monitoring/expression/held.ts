import type { Expression, Metric } from "./expression.ts";

/**
 * Figures of what is held for a time. Their units keep tokens that are held at once, tokens times seconds and counts of a
 * period apart: each step below is the only way from one to the next.
 */

/** One figure less another, minute by minute; below 0 where the other is more. */
export const difference = <U extends "per-minute" | "tokens">(
  from: Expression<U>,
  less: Expression<NoInfer<U>>,
): Expression<U> => ({ unit: from.unit, node: { kind: "difference", from: from.node, less: less.node } });

/** The tokens of one request, on average, from what was counted in each period; nothing in a period without requests. */
export const perRequest = (tokens: Expression<"count">, requests: Expression<"count">): Expression<"tokens"> => ({
  unit: "tokens",
  node: { kind: "quotient", of: tokens.node, by: requests.node },
});

/** An amount of tokens, held for the time of every request of a period. */
export const heldFor = (
  tokens: Expression<"tokens">,
  time: Expression<"milliseconds">,
): Expression<"token-seconds"> => ({
  unit: "token-seconds",
  node: { kind: "scale", factor: 0.001, of: { kind: "product", of: [tokens.node, time.node] } },
});

/** What was held at once, averaged over each period. */
export const heldAtOnce = (of: Expression<"token-seconds">): Expression<"tokens"> => ({
  unit: "tokens",
  node: { kind: "mean-over-period", of: of.node },
});

/** Tokens held at once as what they take of a minute's quota: each of them once (docs/decisions/reservation.md, "taken"). */
export const takenOfMinute = (held: Expression<"tokens">): Expression<"per-minute"> => ({
  unit: "per-minute",
  node: held.node,
});

/** The time of all requests of a period. */
export const totalTime = (metric: Omit<Metric, "stat">): Expression<"milliseconds"> => ({
  unit: "milliseconds",
  node: { kind: "metric", metric: { ...metric, stat: "Sum" } },
});
