import type { ErrorClass } from "./causes.ts";

/**
 * What a line of text says of a request that Bedrock refused, in whatever form an SDK writes its errors.
 *
 * Texts: "Too many tokens, please wait before trying again.", "Too many requests, please wait …", "Too many tokens per day,
 * please wait …" (seen; re:Post, bedrock-throttling-error), "Too many connections …" of a 503, which is no quota
 * (bedrock/latest/userguide/troubleshooting-api-error-codes). "429 Too Many Requests" alone is HTTP's name of the status
 * and says nothing of the limit. A request that is too long is not throttled.
 * @returns undefined: the line is about something else
 */
export function errorClassOf(line: string): ErrorClass | undefined {
  if (!aboutRefusals.test(line)) return undefined;
  if (/too many tokens per day/i.test(line)) return "tokens-a-day";
  if (/ModelNotReady|model is not ready/i.test(line)) return "not-ready";
  if (/too many connections, please wait/i.test(line)) return "capacity";
  if (/ServiceUnavailable/i.test(line)) return ofBedrock.test(line) ? "capacity" : undefined;
  if (/ValidationException|too long/i.test(line)) return undefined;
  if (/too many tokens/i.test(line)) return "tokens-a-minute";
  if (/too many requests, please wait/i.test(line)) return "requests-a-minute";
  return "throttled-unsaid";
}

/** That it is about Bedrock: other services are unavailable by the same name. */
const ofBedrock = /bedrock|InvokeModel|Converse/i;

/** Looked for first: of a large file nearly no line is about a refusal. */
const aboutRefusals =
  /Throttl|too many (?:tokens|requests|connections)|ModelNotReady|model is not ready|ServiceUnavailable|RateLimitError|rate_limit_error|TooManyRequests/i;
