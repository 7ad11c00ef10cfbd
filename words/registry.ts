import type { LimitKind, QuotaCode, Scope } from "./words.ts";

/** Where and when a fact was read. */
export interface Provenance {
  source: string;
  /** ISO date */
  readAt: string;
}

/** How many tokens of TPM quota one output token burns. */
export type Burndown = ({ rate: number } & Provenance) | { rate: "unknown"; reason: string };

/** One Service Quotas entry that limits one (model, scope). */
export interface RegistryQuota {
  kind: LimitKind;
  code: QuotaCode;
  /** the exact Service Quotas name */
  name: string;
  /**
   * AWS's default, in the kind's own unit (tokens or requests a minute, tokens a day, requests at once).
   * Absent where no source tells it: the quota is in some Regions only, or a stack's config names it by code.
   */
  defaultValue?: number | undefined;
  /** whether AWS raises it on request; undefined where not known */
  adjustable?: boolean;
  /** 2 for the "doubled for cross-region calls" daily quotas seen from a geographic profile, else 1 */
  multiplier: 1 | 2;
  /** the Region that the default was read in; AWS's defaults can differ between Regions */
  defaultRegion?: string;
}

/** What a Region offers of a model by one way of calling it. */
export interface RegistryScope {
  /**
   * The ids that show as dimension ModelId in AWS/Bedrock for this scope, without application profiles:
   * the model's id (on-demand, mantle), the geographic profiles' ids (cross-region), the global profile's id (global).
   * The first is the target's own id, used as the dimension of the quota feed.
   */
  ids: readonly [string, ...string[]];
  /** at most one of each kind; a kind without a quota is absent */
  quotas: readonly RegistryQuota[];
}

/** A day in a model's life, and who names it. */
export interface NamedDay {
  /** ISO date */
  date: string;
  source: string;
}

/** A day that counts, with what other sources say where that is another day. */
export interface Announced extends NamedDay {
  otherwise?: readonly NamedDay[];
  /** the Regions that the day is named for; absent: every commercial Region */
  regions?: readonly string[];
}

/** What AWS has said of a model's end. AWS's API names the days legacyTime, publicExtendedAccessTime and endOfLifeTime. */
export interface Life {
  /** active also where no source says anything else; end-of-life also where AWS lists the model no longer */
  lifecycle: "active" | "legacy" | "end-of-life";
  /** from when it is legacy: no new customers, no quota increases, access lost after 15 days without use */
  legacy?: Announced;
  /** from when legacy use is public extended access, for which the model's provider may ask more */
  extendedAccess?: Announced;
  /** when AWS takes or took the model away, where it has said so */
  endOfLife?: Announced;
}

export interface RegistryModel extends Life {
  modelId: string;
  /** AWS's name for it, e.g. "Claude Sonnet 5" */
  name: string;
  provider: string;
  /** when AWS takes it away in other Regions, where it names no day for this one */
  endsElsewhere?: Announced;
  outputModalities: readonly string[];
  burndown: Burndown;
  /** the model's largest max_tokens, where a source says it */
  maxOutputTokens?: { value: number } & Provenance;
  scopes: Readonly<Partial<Record<Scope, RegistryScope>>>;
  provenance: Provenance;
}

/** One Region's registry: the catalogue cut down to what the Region offers. */
export interface Registry {
  region: string;
  /** e.g. ["us"]; the geographic profile prefixes usable from this Region */
  geographicPrefixes: readonly string[];
  models: readonly RegistryModel[];
  /** the account-wide daily quota across all models, weighted by price: a value to show, never a percentage */
  crossModelDaily?: { code: QuotaCode; name: string; defaultValue: number };
}
