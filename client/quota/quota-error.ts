/**
 * Why a request was not sent, or not again:
 * - "no-quota": a quota is 0, or none is known: none was given and none can be read
 * - "too-large": it asks for more tokens than the quota, or this process's share, has in a minute
 * - "too-long": Bedrock says that the input is longer than the model takes
 * - "queue-full", "deadline", "closed": it waited behind too many others, too long, or the client was closed
 * - "daily": Bedrock says that a daily quota is used up, the model's or the account's
 * - "throttled", "not-ready", "capacity": Bedrock refused it again and again: a quota, a model that isn't ready, or AWS's own capacity
 */
export type QuotaReason =
  | "no-quota"
  | "too-large"
  | "too-long"
  | "queue-full"
  | "deadline"
  | "closed"
  | "daily"
  | "throttled"
  | "not-ready"
  | "capacity";

/** A request that the quota-aware client gave up. `cause` is Bedrock's last error, where it had been sent. */
export class QuotaError extends Error {
  readonly reason: QuotaReason;
  readonly modelId: string;

  constructor(reason: QuotaReason, modelId: string, message: string, cause?: unknown) {
    super(`${modelId}: ${message}`, cause === undefined ? undefined : { cause });
    this.name = "QuotaError";
    this.reason = reason;
    this.modelId = modelId;
  }
}
