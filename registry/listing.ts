/** A model as ListFoundationModels gives it. */
export interface ListedModel {
  modelId: string;
  name?: string;
  provider: string;
  inputModalities?: readonly string[];
  outputModalities?: readonly string[];
  /** as AWS names them: ON_DEMAND, INFERENCE_PROFILE, PROVISIONED */
  inferenceTypes: readonly string[];
  lifecycle?: "ACTIVE" | "LEGACY";
  /** ISO dates, where AWS says them with the model: legacyTime, publicExtendedAccessTime, endOfLifeTime */
  legacy?: string;
  extendedAccess?: string;
  endOfLife?: string;
}

/** A system-defined inference profile as ListInferenceProfiles gives it. */
export interface ListedProfile {
  /** e.g. "us.anthropic.claude-opus-5" */
  profileId: string;
  /** e.g. "US Anthropic Claude Opus 5" */
  name?: string;
  modelId: string;
}

/** Where a profile routes to: "us" of "us.anthropic.claude-opus-5". */
export const prefixOf = ({ profileId }: ListedProfile): string => profileId.slice(0, profileId.indexOf("."));

/** A quota as ListAWSDefaultServiceQuotas gives it. */
export interface ListedQuota {
  code: string;
  name: string;
  /** in the quota's own unit; absent where the source doesn't tell it */
  defaultValue?: number;
  adjustable?: boolean;
}

/** What one source says of one Region at one time. */
export interface Listing {
  /** a short name for the source; several listings may be of one source */
  key: string;
  /** what was read, so that a person can find it */
  source: string;
  /** ISO date, or year and month */
  readAt: string;
  /** absent where the source has quotas alone, of no certain Region */
  region?: string;
  /** whether it has every model and profile of the Region: then whatever it lacks is offered no longer */
  complete: boolean;
  models: readonly ListedModel[];
  profiles: readonly ListedProfile[];
  /** models that the source says the Region's bedrock-mantle endpoint serves */
  mantle: readonly string[];
  /**
   * Where a Region is named: all of its quotas about calling models. Empty where quotas were not read: what earlier
   * listings say of them stays.
   */
  quotas: readonly ListedQuota[];
}
