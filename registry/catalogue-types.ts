import type { LimitKind, QuotaCode, Scope } from "../monitoring/words.ts";
import type { QuotaVariant } from "./quota-name.ts";

/** Where and when facts were read; entries name their source by its key. */
export interface Source {
  /** what was read, so that a person can find it */
  source: string;
  /** ISO date */
  readAt: string;
  /** the Region it was read in, where it holds for one Region only (default values do) */
  region?: string;
}

export type Lifecycle = "active" | "legacy" | "end-of-life";

/** A model, as AWS lists it in the newest source that has it. */
export interface CatalogueModel {
  modelId: string;
  name: string;
  /** where the name was not listed: it is read from an inference profile's name, or spelled from the id */
  nameFrom?: "profile" | "id";
  provider: string;
  /** absent where no source lists them */
  inputModalities?: readonly string[];
  outputModalities?: readonly string[];
  inferenceTypes: readonly string[];
  lifecycle: Lifecycle;
  /** key of the source */
  from: string;
}

/** One Service Quotas entry about calling models. */
export interface CatalogueQuota {
  code: QuotaCode;
  /** the exact Service Quotas name */
  name: string;
  /** AWS's default in the source's Region, in the kind's own unit */
  defaultValue: number;
  adjustable?: boolean;
  scopes: readonly Scope[];
  kind: LimitKind;
  variant: QuotaVariant;
  doubled: boolean;
  /** the model it limits; null where its label means none, or more than one, of the known models */
  modelId: string | null;
  from: string;
}

/** registry/catalogue.json: every model and quota known in any Region. */
export interface Catalogue {
  schemaVersion: 1;
  sources: Readonly<Record<string, Source>>;
  crossModelDaily?: { code: QuotaCode; name: string; defaultValue: number; from: string };
  /** by modelId */
  models: readonly CatalogueModel[];
  /** by name */
  quotas: readonly CatalogueQuota[];
}

/** What a Region offers of one model. */
export interface RegionOffer {
  modelId: string;
  /** callable in the Region itself, by the model's id */
  onDemand?: true;
  /** prefixes of the geographic profiles usable from the Region, e.g. ["us"] */
  geographic?: readonly string[];
  /** the global profile is usable from the Region */
  global?: true;
  /** served by the Region's bedrock-mantle endpoint */
  mantle?: true;
  /** key of the source, in the catalogue */
  from: string;
}

/** registry/regions/<region>.json: by modelId. */
export interface RegionFile {
  schemaVersion: 1;
  region: string;
  models: readonly RegionOffer[];
}
