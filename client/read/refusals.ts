/**
 * What an error of Bedrock's says about a request:
 * - "tokens", "requests": the quota of the minute; "throttled": one of them, or another; the text doesn't say which
 * - "daily": a daily quota, the model's or the account's across models
 * - "not-ready": the model isn't; "capacity": AWS has too little at the moment
 * - "too-long": the input is longer than the model takes
 */
export type Refusal = "tokens" | "requests" | "throttled" | "daily" | "not-ready" | "capacity" | "too-long";

/**
 * Tells an error apart by its name and, where one name has several meanings, by its text.
 * Sources: Amazon Bedrock User Guide, troubleshooting-api-error-codes (names, 429 and 503); re:Post,
 * bedrock-throttling-error (texts). The texts may change: one that isn't known is "throttled".
 * @returns undefined for an error that is about something else
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined;
  switch (error.name) {
    case "ThrottlingException":
      if (/per day|daily/i.test(error.message)) return "daily";
      if (/tokens/i.test(error.message)) return "tokens";
      return /requests/i.test(error.message) ? "requests" : "throttled";
    case "ModelNotReadyException":
      return "not-ready";
    case "ServiceUnavailableException":
      return "capacity";
    case "ValidationException":
      return /too long|too many (?:input )?tokens|maximum (?:context|input)|context (?:length|window)|exceeds? the max/i.test(
        error.message,
      )
        ? "too-long"
        : undefined;
    default:
      return undefined;
  }
}
