/** Names of the metrics that the reservation is made of, beside Bedrock's own. */

/**
 * Namespace of what the metric filters count. A metric filter takes dimensions from the record alone, so the stack must
 * be in the namespace for two stacks to share none.
 */
export const logsNamespace = (stack: string): string => `Bedrock/Reservation/${stack}`;

/** What the metric filters publish; the one dimension is ModelId, as the log record names the model. */
export const logMetrics = {
  /** max_tokens of each request whose record names one */
  maxTokens: "MaxTokens",
  /** requests whose record holds a body without one */
  without: "RequestsWithoutMaxTokens",
  /** requests whose record holds no body: metadata alone, or a body that went to S3 */
  unseen: "RequestsWithoutBody",
} as const;

/** Where the client library publishes, unless its `namespace` says otherwise (docs/client.md). */
export const clientNamespace = "BedrockHeadroom/Client";

/** What the client library publishes, with dimensions Application, Endpoint and ModelId (client/publish/metrics.ts). */
export const clientMetrics = {
  requests: "Requests",
  unknown: "RequestsOfUnknownShape",
  /** input + cache write of the answers */
  input: "InputTokens",
  maxTokens: "MaxTokens",
  without: "RequestsWithoutMaxTokens",
  held: "HeldTokenSeconds",
} as const;
