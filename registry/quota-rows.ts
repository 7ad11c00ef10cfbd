import { kindLabels, type LimitKind, limitKinds, type QuotaCode, type Scope, scopes } from "../words/words.ts";
import type { BuiltRegistry } from "./build.ts";
import { byText } from "./by-text.ts";
import type { RegionOffer } from "./catalogue-types.ts";
import { isHeldIn } from "./held-in.ts";
import type { QuotaVariant } from "./quota-name.ts";

/** One (model, scope, limit kind, variant). Its keys are the columns of `headroom registry export --csv`. */
export interface QuotaRow {
  model_id: string;
  scope: Scope;
  limit_kind: LimitKind;
  variant: QuotaVariant;
  quota_code: QuotaCode;
  quota_name: string;
  /** what the default counts, e.g. "tokens per minute" */
  unit: string;
  /** AWS's default as Service Quotas has it; absent where no source tells it */
  default_value?: number;
  /** Regions that offer the model by this scope and can have this code, of those that the registry knows */
  region_count: number;
  source: string;
  read_at: string;
}

/** The ways that an offer lets a model be called. */
export function scopesOf({ onDemand, geographic, global, mantle }: RegionOffer): Scope[] {
  return [
    ...(onDemand ? (["on-demand"] as const) : []),
    ...(geographic ? (["cross-region"] as const) : []),
    ...(global ? (["global"] as const) : []),
    ...(mantle ? (["mantle"] as const) : []),
  ];
}

/** The Regions that offer each model by each scope: `regionsOf(modelId, scope)`, in alphabetical order. */
export function regionsByScope({ regions }: BuiltRegistry): (modelId: string, scope: Scope) => readonly string[] {
  const found = new Map<string, string[]>();
  for (const { region, models } of regions.values()) {
    for (const offer of models) {
      for (const scope of scopesOf(offer)) {
        const key = `${offer.modelId} ${scope}`;
        const there = found.get(key);
        if (there) there.push(region);
        else found.set(key, [region]);
      }
    }
  }
  return (modelId, scope) => found.get(`${modelId} ${scope}`) ?? [];
}

/** A row for each (model, scope, limit kind, variant) that a quota is known of; quotas of no known model have none. */
export function quotaRows(registry: BuiltRegistry): QuotaRow[] {
  const regionsOf = regionsByScope(registry);
  const { quotas, sources } = registry.catalogue;
  const rows = quotas.flatMap((quota) => {
    const { modelId, scopes: counted, kind, variant, code, name, defaultValue, from } = quota;
    return modelId === null
      ? []
      : counted.map((scope): QuotaRow => {
          const { source, readAt } = sources[from]!;
          return {
            model_id: modelId,
            scope,
            limit_kind: kind,
            variant,
            quota_code: code,
            quota_name: name,
            unit: kindLabels[kind],
            ...(defaultValue !== undefined && { default_value: defaultValue }),
            region_count: regionsOf(modelId, scope).filter((region) => isHeldIn(region, quota)).length,
            source,
            read_at: readAt,
          };
        });
  });
  const place = ({ model_id, scope, limit_kind, variant }: QuotaRow): string =>
    [model_id, scopes.indexOf(scope), limitKinds.indexOf(limit_kind), variant].join(" ");
  return rows.sort(byText(place));
}
