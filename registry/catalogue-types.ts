import type { Life, Provenance, RegistryModel } from "../words/registry.ts";
import type { LimitKind, QuotaCode, Scope } from "../words/words.ts";
import type { QuotaVariant } from "./quota-name.ts";

/** Where and when facts were read; entries name their source by its key. */
export interface Source extends Provenance {
  /** the Region whose default values it has; those can differ between Regions */
  region?: string;
}

/** A model, as the newest source that lists it has it. */
export interface CatalogueModel extends Pick<RegistryModel, "modelId" | "provider">, Life {
  name: string;
  /** where no source lists the name: it is that of an inference profile, or spelled from the id */
  nameFrom?: "profile" | "id";
  /** other names that AWS's sources have for it, but for those with its provider in front */
  alsoNamed?: readonly string[];
  /** absent where no source lists them */
  inputModalities?: readonly string[];
  outputModalities?: readonly string[];
  /** as AWS names them: ON_DEMAND, INFERENCE_PROFILE, PROVISIONED */
  inferenceTypes: readonly string[];
  /** key of the source */
  from: string;
}

/** One Service Quotas entry about calling models. */
export interface CatalogueQuota {
  code: QuotaCode;
  /** the exact Service Quotas name */
  name: string;
  /** AWS's default in the source's Region, in the kind's own unit; absent where no source tells it */
  defaultValue?: number;
  adjustable?: boolean;
  scopes: readonly Scope[];
  kind: LimitKind;
  variant: QuotaVariant;
  doubled: boolean;
  /** the model it limits; null where its label means none, or more than one, of the known models */
  modelId: string | null;
  /**
   * The Regions whose lists have this code, where others have another for the same quota. Of a quota's codes one has no
   * such list: it holds in every other Region.
   */
  only?: readonly string[];
  /** a list of AWS GovCloud (US) has it; without that no code is taken to hold in that partition */
  inGovCloud?: true;
  from: string;
}

/** The account-wide daily quota across all models. */
interface CrossModelDaily {
  code: QuotaCode;
  name: string;
  defaultValue: number;
  /** as for CatalogueQuota, also `only` */
  only?: readonly string[];
  inGovCloud?: true;
  from: string;
}

/** registry/catalogue.json: every model and quota known in any Region. */
export interface Catalogue {
  schemaVersion: 1;
  sources: Readonly<Record<string, Source>>;
  crossModelDaily?: CrossModelDaily & {
    /** its codes in Regions that have another one */
    elsewhere?: readonly (CrossModelDaily & { only: readonly string[] })[];
  };
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
