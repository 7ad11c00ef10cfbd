import { type Distribution, isEmptyDistribution, valuesAndCounts } from "../minutes/distribution.ts";
import type { Figures } from "../minutes/figures.ts";
import type { MinuteRecord } from "../minutes/minutes.ts";

/** Where the metrics are, unless an option says otherwise. Apart from the quota publisher's, whose dimensions differ. */
export const defaultNamespace = "BedrockHeadroom/Client";

/** One metric of one minute: a total, or the values of its requests and how often each occurred. */
export type Point =
  | { name: string; total: number }
  | { name: string; values: readonly number[]; counts: readonly number[] };

const totals: readonly [name: string, of: (figures: Figures) => number][] = [
  ["Requests", ({ requests }) => requests],
  ["RequestsWithoutMaxTokens", ({ requestsWithoutMaxTokens }) => requestsWithoutMaxTokens],
  ["RequestsOfUnknownShape", ({ requestsOfUnknownShape }) => requestsOfUnknownShape],
  ["ThrottledRequests", ({ throttledRequests }) => throttledRequests],
  ["UnsettledRequests", ({ unsettledRequests }) => unsettledRequests],
  ["InputTokens", ({ inputTokens }) => inputTokens],
  ["ReservedTokens", ({ reservedTokens }) => reservedTokens],
  ["HeldTokenSeconds", ({ heldTokenSeconds }) => heldTokenSeconds],
];

const distributions: readonly [name: string, of: (figures: Figures) => Distribution][] = [
  ["MaxTokens", ({ maxTokens }) => maxTokens],
  ["OutputTokens", ({ outputTokens }) => outputTokens],
];

/** The points of a record; what is zero has none, so that nothing is paid for it. */
export function pointsOf({ figures }: MinuteRecord): Point[] {
  return [
    ...totals.flatMap(([name, of]) => (of(figures) > 0 ? [{ name, total: of(figures) }] : [])),
    ...distributions.flatMap(([name, of]) =>
      isEmptyDistribution(of(figures)) ? [] : [{ name, ...valuesAndCounts(of(figures)) }],
    ),
  ];
}

/** CloudWatch has no unit for tokens times seconds. */
export const unitOf = (name: string): "Count" | "None" => (name === "HeldTokenSeconds" ? "None" : "Count");

/** What a series is found by in CloudWatch. The Region is where it is stored. */
export const dimensionsOf = ({ series }: MinuteRecord, application: string): Record<string, string> => ({
  Application: application,
  Endpoint: series.endpoint,
  ModelId: series.modelId,
});
