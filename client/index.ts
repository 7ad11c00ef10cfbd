export type { Clock } from "./clock.ts";
export type { Fetch } from "./fetch/wrap-fetch.ts";
export { type Headroom, type HeadroomOptions, headroom } from "./headroom.ts";
export type { Distribution } from "./minutes/distribution.ts";
export type { Figures } from "./minutes/figures.ts";
export type { MinuteRecord } from "./minutes/minutes.ts";
export { type CloudWatchOptions, cloudWatch } from "./publish/cloudwatch.ts";
export { type EmfOptions, emf } from "./publish/emf.ts";
export { type OpenTelemetryOptions, openTelemetry } from "./publish/open-telemetry.ts";
export type { Batch, Outcome, Publisher } from "./publish/publisher.ts";
export type { ModelQuotas, QuotaKind } from "./quota/limits.ts";
export type { ModelSettings, QuotaAwareOptions, QuotaSource, SendOptions } from "./quota/options.ts";
export { type PublishedQuotasOptions, publishedQuotas } from "./quota/published-quotas.ts";
export {
  type BedrockCommand,
  type QuotaAwareBedrock,
  type QuotaStatistics,
  quotaAware,
} from "./quota/quota-aware.ts";
export { QuotaError, type QuotaReason } from "./quota/quota-error.ts";
export { type ServiceQuotasOptions, serviceQuotas } from "./quota/service-quotas.ts";
export { fixedShare, type ShareAsk, type ShareGrant, type ShareSource } from "./quota/share.ts";
export type { Refusal } from "./read/refusals.ts";
export type { Endpoint, Hold, MaxTokens, Series, Settlement, Usage } from "./words.ts";
