import { type Distribution, emptyDistribution, mergeDistribution } from "./distribution.ts";

/** What is known of one series' requests in one minute. Late knowledge is added as figures of its own: sums add up. */
export interface Figures {
  /** requests sent to Bedrock in this minute; each attempt of a retry is one */
  requests: number;
  /** of them, those without max_tokens */
  requestsWithoutMaxTokens: number;
  /** of them, those whose body is of no known shape */
  requestsOfUnknownShape: number;
  /** of them, those that Bedrock refused because of a quota */
  throttledRequests: number;
  /** of them, those that ended without saying all of their usage: errors and broken streams */
  unsettledRequests: number;
  /** max_tokens of each request that names it */
  maxTokens: Distribution;
  /** tokens of output of each answer */
  outputTokens: Distribution;
  /** input + cache write of all answers */
  inputTokens: number;
  /** input + cache write + max_tokens of the requests of which all three are known */
  reservedTokens: number;
  /** tokens held × seconds held within this minute; ÷ 60 = what was held on average at once */
  heldTokenSeconds: number;
}

export const noFigures = (): Figures => ({
  requests: 0,
  requestsWithoutMaxTokens: 0,
  requestsOfUnknownShape: 0,
  throttledRequests: 0,
  unsettledRequests: 0,
  maxTokens: emptyDistribution(),
  outputTokens: emptyDistribution(),
  inputTokens: 0,
  reservedTokens: 0,
  heldTokenSeconds: 0,
});

/** Adds all of one minute's figures to others of the same minute and series. */
export function mergeFigures(into: Figures, from: Figures): void {
  into.requests += from.requests;
  into.requestsWithoutMaxTokens += from.requestsWithoutMaxTokens;
  into.requestsOfUnknownShape += from.requestsOfUnknownShape;
  into.throttledRequests += from.throttledRequests;
  into.unsettledRequests += from.unsettledRequests;
  into.inputTokens += from.inputTokens;
  into.reservedTokens += from.reservedTokens;
  into.heldTokenSeconds += from.heldTokenSeconds;
  mergeDistribution(into.maxTokens, from.maxTokens);
  mergeDistribution(into.outputTokens, from.outputTokens);
}
