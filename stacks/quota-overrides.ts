import { catalogueNow } from "../registry/index.ts";
import { kindsOf } from "../words/limit-kinds.ts";
import { multiplierOf } from "../words/multiplier.ts";
import type { Registry, RegistryQuota } from "../words/registry.ts";
import type { LimitKind, QuotaCode, Scope } from "../words/words.ts";
import { at, listed, type Problems } from "./config-error.ts";
import type { Selection } from "./select-models.ts";

/** What an entry says of single quotas. */
export interface QuotaOverrides {
  /** those named by code, for the entry's one model and scope */
  quotas: readonly RegistryQuota[];
  /** kinds that no target of the entry is to have */
  leftOut: readonly LimitKind[];
}

/**
 * Reads an entry's `quotas`. `none` leaves a kind out of every target that the entry selects; a code is for one target.
 * A code that the registry knows as another model's is refused: an alarm on the wrong quota lies. One that it does not
 * know at all is taken, with a warning and without a default value.
 */
export function quotaOverrides(
  { path, entry, exact, selected }: Selection,
  registry: Registry,
  problems: Problems,
  warnings: string[],
): QuotaOverrides | undefined {
  const all = Object.entries(entry.quotas ?? {}) as [LimitKind, QuotaCode | "none"][];
  const base = at(path, "quotas");
  const [only, ...more] = selected;
  if (all.length === 0 || !only) return undefined;
  const leftOut = all.flatMap(([kind, code]) => (code === "none" ? [kind] : []));
  for (const kind of leftOut)
    checkKind(at(base, kind), "none", [...new Set(selected.map(({ scope }) => scope))], problems, kind);
  const given = all.filter((one): one is [LimitKind, QuotaCode] => one[1] !== "none");
  if (given.length === 0) return { quotas: [], leftOut };
  if (!exact) {
    const message = "is for one model, but the entry's model is a pattern";
    problems.add(base, entry.quotas, message, "give the model an entry of its own");
    return undefined;
  }
  if (more.length > 0) {
    const message = `is for one scope, but the entry has ${listed(selected.map(({ scope }) => scope))}`;
    problems.add(base, entry.quotas, message, `add scopes: [${only.scope}], or another one`);
    return undefined;
  }
  const { model, scope } = only;
  const quotas: RegistryQuota[] = [];
  for (const [kind, code] of given) {
    const place = at(base, kind);
    if (!checkKind(place, code, [scope], problems, kind)) continue;
    const known = knownQuota(code);
    const wrong = known && whyWrong(known, kind, scope, model.modelId, registry.region);
    if (wrong) {
      problems.add(place, code, wrong, "look the code up on the Service Quotas page of Amazon Bedrock");
      continue;
    }
    const mapped = model.scopes[scope]?.quotas.find((quota) => quota.kind === kind);
    warnings.push(...doubtsOf(code, known, mapped, registry.region).map((doubt) => `${place}: ${doubt}`));
    quotas.push({
      kind,
      code,
      name: known?.name ?? `${code}, named in the stack's config`,
      ...(known && { defaultValue: known.defaultValue }),
      multiplier: multiplierOf(known?.doubled ?? false, scope),
      // The account's lists may have what the shipped registry has not.
      ...(!known && mapped?.code === code && mapped),
    });
  }
  return { quotas, leftOut };
}

/**
 * What a person should look at again where a code is taken.
 * @param mapped the quota of the same kind that the registry has for the target
 */
function doubtsOf(
  code: QuotaCode,
  known: KnownQuota | undefined,
  mapped: RegistryQuota | undefined,
  region: string,
): string[] {
  const doubts: string[] = [];
  if (!known && mapped?.code !== code)
    doubts.push(
      `the registry does not know the quota ${code}. Check that it is the right one: ` +
        `aws service-quotas get-service-quota --service-code bedrock --quota-code ${code} --region ${region}`,
    );
  if (mapped && mapped.code !== code)
    doubts.push(`${code} takes the place of ${mapped.code} (${mapped.name}), which the registry maps.`);
  return doubts;
}

/** Tells of a kind that none of the scopes has. */
function checkKind(
  place: string,
  found: string,
  scopes: readonly Scope[],
  problems: Problems,
  kind: LimitKind,
): boolean {
  const kinds = [...new Set(scopes.flatMap(kindsOf))];
  if (kinds.includes(kind)) return true;
  problems.add(
    place,
    found,
    `is no kind of quota that the scope ${listed(scopes, "or")} has: ${listed(kinds)}`,
    `name one of ${listed(kinds, "or")}`,
  );
  return false;
}

type KnownQuota = ReturnType<typeof catalogueNow>["quotas"][number];

const knownQuota = (code: string): KnownQuota | undefined => catalogueNow().quotas.find((quota) => quota.code === code);

/** Why a code that the registry knows is not that of a target's quota; undefined where it can be. */
export function whyWrong(
  known: KnownQuota,
  kind: LimitKind,
  scope: Scope,
  modelId: string,
  region: string,
): string | undefined {
  const name = `"${known.name}"`;
  if (known.modelId && known.modelId !== modelId) return `is ${name}, a quota of ${known.modelId}`;
  if (known.only && !known.only.includes(region))
    return `is ${name} as ${listed(known.only)} ${known.only.length > 1 ? "have" : "has"} it, and this stack is of ${region}`;
  if (known.kind !== kind) return `is ${name}, which limits ${known.kind}`;
  if (!known.scopes.includes(scope)) return `is ${name}, a quota of the scope ${listed(known.scopes)}`;
  return undefined;
}
