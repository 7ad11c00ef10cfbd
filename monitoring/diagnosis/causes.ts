/**
 * What can have refused requests. Bedrock answers all of them with a 429, and no metric says which it was
 * (bedrock/latest/userguide/troubleshooting-api-error-codes).
 */
export const causes = [
  /** the quota of tokens, by what was finally counted: less work is what helps */
  "tokens-consumed",
  /** the quota of tokens, by what requests under way held beyond what they used: a lower max_tokens is what helps */
  "tokens-reserved",
  /** the quota of requests */
  "requests",
  /** the model's own daily quota */
  "model-daily",
  /** the account's daily quota across all models, weighted by price: no metric shows it */
  "account-daily",
  /** a quota whose value is 0 */
  "quota-zero",
  /** a quota of a minute that only a burst within the minute can have reached: the minute as a whole was far from it */
  "burst-within-minute",
  /** no quota: a model that isn't ready, AWS's capacity, or something unknown */
  "not-a-quota",
] as const;

export type Cause = (typeof causes)[number];

/** How sure a cause is. certain: errors of callers and figures leave no other; likely: it explains what is seen; possible: it can't be ruled out. */
export type Sureness = "certain" | "likely" | "possible";

/** What the text of an error says of the limit (texts seen of Bedrock and AWS's pages: docs/diagnose.md). */
export const errorClasses = [
  "tokens-a-minute",
  "requests-a-minute",
  "tokens-a-day",
  "not-ready",
  "capacity",
  "throttled-unsaid",
] as const;

export type ErrorClass = (typeof errorClasses)[number];
