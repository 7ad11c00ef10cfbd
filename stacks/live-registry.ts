import type { FoundationModel, InferenceProfile } from "../aws/bedrock.ts";
import type { QuotaRow } from "../aws/service-quotas.ts";
import { foundationModelOf } from "../monitoring/report/made-from.ts";
import { buildRegistry, type Finding } from "../registry/build.ts";
import { loadBuiltRegistry, registryOf, UnknownRegionError } from "../registry/index.ts";
import { endsOfLife } from "../registry/lifecycle.ts";
import type { Listing } from "../registry/listing.ts";
import { overrides } from "../registry/overrides.ts";
import type { Registry } from "../words/registry.ts";
import type { QuotaCode } from "../words/words.ts";
import { listedModel, listedQuota } from "./listed.ts";

/**
 * The shipped registry of a Region with what the Region itself lists now, so that a model that is newer than the
 * registry is in the report on its first day. Built by the registry's own rules: a quota is matched exactly or not at all.
 * @throws UnknownRegionError where the registry has nothing about the Region and the Region lists nothing
 */
export async function liveRegistry(
  region: string,
  listed: {
    models: readonly FoundationModel[];
    profiles: readonly InferenceProfile[];
    quotas: readonly QuotaRow[];
  },
): Promise<{ registry: Registry; findings: readonly Finding[] }> {
  const previous = await loadBuiltRegistry();
  const listing: Listing = {
    key: "this account",
    source: `ListFoundationModels, ListInferenceProfiles and Service Quotas of ${region}`,
    readAt: new Date().toISOString().slice(0, 10),
    region,
    // Where one of the lists was denied, what it would have had must stay.
    complete: false,
    models: listed.models.map(listedModel),
    profiles: listed.profiles.flatMap(({ profileId, name, modelArns }) => {
      const modelId = foundationModelOf(modelArns[0] ?? "")?.modelId;
      return modelId === undefined ? [] : [{ profileId, name, modelId }];
    }),
    mantle: [],
    quotas: listed.quotas.map(listedQuota),
  };
  const { catalogue, regions, findings } = buildRegistry({ previous, listings: [listing], overrides, endsOfLife });
  const file = regions.get(region);
  if (!file || file.models.length === 0) throw new UnknownRegionError(region);
  return { registry: registryOf(catalogue, file), findings };
}

/** Each code once, with AWS's default where it has one. */
export function quotaNames(applied: readonly QuotaRow[], defaults: readonly QuotaRow[]): QuotaRow[] {
  const rows = new Map<QuotaCode, QuotaRow>();
  for (const { value: _, errorCode: __, ...row } of applied) rows.set(row.code, row);
  for (const row of defaults) rows.set(row.code, row);
  return [...rows.values()];
}
