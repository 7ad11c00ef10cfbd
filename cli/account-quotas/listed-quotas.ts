import { quotaUrl } from "../../monitoring/console.ts";
import { notRead, type QuotaReadings, quotaValue, type ReadingOrigin } from "../../monitoring/report/quota-reading.ts";
import type { Finding } from "../../registry/build.ts";
import { readQuotaName } from "../../registry/quota-name.ts";
import { multiplierOf } from "../../words/multiplier.ts";
import { type QuotaCode, type Scope, scopes } from "../../words/words.ts";
import type { Account } from "../usage/read-account.ts";

/** A quota on calling models, as `headroom quotas` lists it. */
export interface ListedQuota {
  /** null: no known model is meant, or more than one */
  modelId: string | null;
  scope: Scope | null;
  kind: string;
  /** "", or 1m-context, latency-optimized, async: a limit of its own beside the model's */
  variant: string;
  applied: number | null;
  default: number | null;
  /** applied, else default, as Service Quotas shows it; null: none, or cannot tell */
  awsValue: number | null;
  multiplier: 1 | 2;
  /** effective for this scope: AWS's value times the multiplier */
  value: number | null;
  origin: ReadingOrigin;
  adjustable: boolean | null;
  code: QuotaCode;
  name: string;
  url: string;
  /** why modelId is null */
  unmapped: string | null;
  region: string;
}

/** A quota in one scope, before it is known what the account has of it. */
export type QuotaPlace = Pick<
  ListedQuota,
  "modelId" | "scope" | "kind" | "variant" | "code" | "name" | "unmapped" | "multiplier"
>;

/** What quotas are wanted of: models, or ways of calling them; undefined: all. */
export type QuotaWish = readonly { modelId: string; scope?: Scope }[] | undefined;

const isWished = (wish: NonNullable<QuotaWish>, modelId: string | null, scope: Scope | null): boolean =>
  wish.some((one) => one.modelId === modelId && (one.scope ?? scope) === scope);

/**
 * Every quota of calling models that one of the account's lists has, in each scope that it counts. With a wish also those
 * that the registry has of it and neither list; the daily quota across all models always.
 */
export function quotaPlaces(
  { findings, quotaLists, registry }: Pick<Account, "findings" | "quotaLists" | "registry">,
  wish: QuotaWish,
): QuotaPlace[] {
  const listed = new Set<string>(
    [...(quotaLists.applied ?? []), ...(quotaLists.defaults ?? [])].map(({ code }) => code),
  );
  const places = findings
    .filter(({ status, code }) => status !== "not-inference" && listed.has(code))
    .flatMap(placesOf)
    .filter(({ modelId, scope }) => !wish || isWished(wish, modelId, scope));
  const { crossModelDaily } = registry;
  if (!wish && crossModelDaily && !listed.has(crossModelDaily.code)) {
    const { code, name } = crossModelDaily;
    const unmapped = "the daily quota across all models";
    places.push({ modelId: null, scope: null, kind: "tpd", variant: "", code, name, unmapped, multiplier: 1 });
  }
  return wish ? [...places, ...lacking(registry, wish, listed)] : places;
}

function placesOf(finding: Finding): QuotaPlace[] {
  const { code, name, kind, variant, status, modelId, reason } = finding;
  const isMatched = status === "matched";
  const read = readQuotaName(name);
  const doubled = "doubled" in read && read.doubled;
  return (finding.scopes.length > 0 ? finding.scopes : [null]).map((scope) => ({
    modelId: isMatched ? modelId : null,
    scope,
    kind,
    variant,
    code: code as QuotaCode,
    name,
    unmapped: isMatched ? null : reason,
    multiplier: multiplierOf(doubled, scope),
  }));
}

/** Quotas that the models have elsewhere, and that neither list of this account has. */
function lacking(
  { models }: Account["registry"],
  wish: NonNullable<QuotaWish>,
  listed: ReadonlySet<string>,
): QuotaPlace[] {
  return models.flatMap(({ modelId, scopes: offered }) =>
    scopes
      .filter((scope) => isWished(wish, modelId, scope))
      .flatMap((scope) =>
        (offered[scope]?.quotas ?? [])
          .filter(({ code }) => !listed.has(code))
          .map(({ kind, code, name, multiplier }) => ({
            modelId,
            scope,
            kind,
            variant: "",
            code,
            name,
            unmapped: null,
            multiplier,
          })),
      ),
  );
}

/** The quotas with what the account has of them, by model, scope and kind; those without a model at the end. */
export function listedQuotas(places: readonly QuotaPlace[], readings: QuotaReadings, region: string): ListedQuota[] {
  const quotas = places.map((place): ListedQuota => {
    const { modelId, scope, kind, variant, code, name, unmapped, multiplier } = place;
    const reading = readings.get(code) ?? notRead;
    return {
      modelId,
      scope,
      kind,
      variant,
      applied: reading.applied,
      default: reading.default,
      ...quotaValue(reading, multiplier),
      origin: reading.origin,
      adjustable: reading.adjustable,
      code,
      name,
      url: quotaUrl(region, code),
      unmapped,
      region,
    };
  });
  const sortKey = ({ modelId, scope, kind, variant, name }: ListedQuota) =>
    `${modelId ?? "~"} ${scope} ${variant} ${kind} ${name}`;
  return quotas.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}
