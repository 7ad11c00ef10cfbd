/** Which of Bedrock's endpoints took a request: their quotas are counted apart. */
export type Endpoint = "bedrock-runtime" | "bedrock-mantle";

/** Whose quota a request draws on, as far as a client knows it. */
export interface Series {
  /** AWS Region whose endpoint was called, e.g. "us-east-1" */
  region: string;
  endpoint: Endpoint;
  /** as CloudWatch names it: a model's id, a system profile's id, or the last part of an application profile's ARN */
  modelId: string;
}

/**
 * The output tokens that Bedrock holds for a request when it starts.
 * - a number: what the request asks for; 0 for a model that writes no tokens (embeddings, images, reranking)
 * - "without": the request names none, so Bedrock takes the model's maximum, which a client doesn't know
 * - "unknown": the body is of no known shape, or not JSON
 */
export type MaxTokens = number | "without" | "unknown";

/** What an answer says of the tokens it used; a field that was not said is left out. Counts of tokens. */
export interface Usage {
  /** without what was read from or written to a cache */
  inputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  outputTokens?: number;
}

/** How a request ended. */
export interface Settlement {
  /** Bedrock refused it because of a quota */
  throttled: boolean;
  /** what was seen of the answer's usage; missing when nothing was */
  usage?: Usage;
}

/** A request at Bedrock; `settle` ends it, once. */
export interface Hold {
  settle(settlement: Settlement): void;
}

/** A request goes out now. */
export type Begin = (series: Series, maxTokens: MaxTokens) => Hold;
