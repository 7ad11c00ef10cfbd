import type { Scope } from "../words/words.ts";
import type { BuildResult, BuiltRegistry, Finding } from "./build.ts";
import type { CatalogueModel, CatalogueQuota } from "./catalogue-types.ts";
import type { Listing } from "./listing.ts";
import { regionsByScope, scopesOf } from "./quota-rows.ts";

/** One field of an entry that is not what it was; "" is nothing. */
interface FieldChange {
  /** model id or quota code */
  id: string;
  /** the model's or quota's name */
  name: string;
  field: string;
  before: string;
  after: string;
}

/** What is different between two registries, other than where and when it was read. */
export interface RegistryChanges {
  newRegions: string[];
  newModels: { modelId: string; name: string; provider: string; scopes: Scope[] }[];
  /** AWS took them away, or no Region offers them any longer; they stay in the catalogue */
  vanishedModels: { modelId: string; name: string; reason: string }[];
  changedModels: FieldChange[];
  offers: { modelId: string; scope: Scope; gained: string[]; lost: string[] }[];
  /** prefixes of geographic profiles by Region, e.g. "us" → "us, us-gov" */
  prefixes: { modelId: string; region: string; before: string; after: string }[];
  newQuotas: { code: string; name: string; modelId: string; status: string; reason: string }[];
  /** the code of the same name, or of the same model, scope and kind, is another now; in these Regions, or in all */
  recodedQuotas: { before: string; after: string; name: string; regions?: readonly string[] }[];
  removedQuotas: { code: string; name: string }[];
  changedQuotas: FieldChange[];
}

/** What a reviewer should know beside the changes. */
export interface RegistryNotes {
  /** quotas whose model is not settled; isNew where they were not so before */
  unmatched: (Finding & { isNew: boolean })[];
  /** quotas that their Region's list no longer has; they stay in the catalogue */
  unlisted: { code: string; name: string; region: string }[];
  /** how many defaults of a Region differ from those that the catalogue has */
  otherDefaults: { region: string; count: number }[];
}

const shown = (value: unknown): string =>
  value === undefined || value === null
    ? ""
    : typeof value === "object"
      ? Object.values(value).map(shown).join(", ")
      : String(value);

function fieldChanges<Entry extends object>(
  before: Entry,
  after: Entry,
  { id, name }: { id: string; name: string },
): FieldChange[] {
  const [old, now] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((field) => field !== "from");
  return fields.flatMap((field) => {
    const [was, is] = [shown(old[field]), shown(now[field])];
    return was === is ? [] : [{ id, name, field, before: was, after: is }];
  });
}

const placeOf = ({ modelId, scopes, kind, variant }: CatalogueQuota): string | undefined =>
  modelId === null ? undefined : `${modelId} ${scopes.join("+")} ${kind} ${variant}`;

/** Whether two codes are of one quota: by name, or by what they limit. */
function isSame(one: CatalogueQuota, other: CatalogueQuota): boolean {
  const place = placeOf(one);
  return one.name === other.name || (place !== undefined && placeOf(other) === place);
}

function vanished(
  before: BuiltRegistry,
  after: BuiltRegistry,
  old: ReadonlyMap<string, CatalogueModel>,
): RegistryChanges["vanishedModels"] {
  const offered = (registry: BuiltRegistry) =>
    new Set([...registry.regions.values()].flatMap(({ models }) => models.map(({ modelId }) => modelId)));
  const [offeredBefore, offeredNow] = [offered(before), offered(after)];
  return after.catalogue.models.flatMap(({ modelId, name, lifecycle, endOfLife }) => {
    const known = old.get(modelId);
    if (!known) return [];
    if (lifecycle === "end-of-life" && known.lifecycle !== "end-of-life") {
      const reason = endOfLife ? `end of life on ${endOfLife.date}` : "AWS lists it no longer";
      return [{ modelId, name, reason }];
    }
    const gone = offeredBefore.has(modelId) && !offeredNow.has(modelId);
    return gone ? [{ modelId, name, reason: "no Region offers it any longer" }] : [];
  });
}

function offerChanges(before: BuiltRegistry, after: BuiltRegistry): Pick<RegistryChanges, "offers" | "prefixes"> {
  const [then, now] = [regionsByScope(before), regionsByScope(after)];
  const pairs = new Map<string, [string, Scope]>();
  for (const { models } of [...before.regions.values(), ...after.regions.values()]) {
    for (const offer of models) {
      for (const scope of scopesOf(offer)) pairs.set(`${offer.modelId} ${scope}`, [offer.modelId, scope]);
    }
  }
  const offers = [...pairs].sort().flatMap(([, [modelId, scope]]) => {
    const [was, is] = [then(modelId, scope), now(modelId, scope)];
    const [gained, lost] = [is.filter((region) => !was.includes(region)), was.filter((region) => !is.includes(region))];
    return gained.length + lost.length === 0 ? [] : [{ modelId, scope, gained, lost }];
  });
  const prefixes = [...after.regions.values()].flatMap(({ region, models }) => {
    const old = new Map((before.regions.get(region)?.models ?? []).map((offer) => [offer.modelId, offer.geographic]));
    return models.flatMap(({ modelId, geographic }) => {
      const [was, is] = [old.get(modelId)?.join(", "), geographic?.join(", ")];
      return was === undefined || is === undefined || was === is ? [] : [{ modelId, region, before: was, after: is }];
    });
  });
  return { offers, prefixes };
}

function quotaChanges(
  before: BuiltRegistry,
  after: BuildResult,
): Pick<RegistryChanges, "newQuotas" | "recodedQuotas" | "removedQuotas" | "changedQuotas"> {
  const all = ({ catalogue: { quotas, crossModelDaily } }: BuiltRegistry) =>
    new Map(
      [...quotas, ...(crossModelDaily ? [crossModelDaily, ...(crossModelDaily.elsewhere ?? [])] : [])].map((quota) => [
        quota.code as string,
        quota,
      ]),
    );
  const [old, now] = [all(before), all(after)];
  const added = [...now.values()].filter(({ code }) => !old.has(code));
  const removed = [...old.values()].filter(({ code }) => !now.has(code));
  const findings = new Map(after.findings.map((finding) => [finding.code, finding]));
  const recoded = removed.flatMap((gone): RegistryChanges["recodedQuotas"] => {
    const place = "kind" in gone ? placeOf(gone) : undefined;
    const successor =
      added.find(({ name }) => name === gone.name) ??
      [...now.values()].find((quota) => place !== undefined && "kind" in quota && placeOf(quota) === place);
    return successor ? [{ before: gone.code as string, after: successor.code as string, name: successor.name }] : [];
  });
  for (const quota of added) {
    const { code, name, only: regions } = quota;
    if (!regions) continue;
    const place = "kind" in quota ? placeOf(quota) : undefined;
    const elsewhere = [...now.values()].find(
      (other) =>
        other.code !== code &&
        !other.only &&
        (other.name === name || (place !== undefined && "kind" in other && placeOf(other) === place)),
    );
    if (elsewhere) recoded.push({ before: elsewhere.code, after: code, name, regions });
  }
  const [replaced, replacing] = [new Set(recoded.map((one) => one.before)), new Set(recoded.map((one) => one.after))];
  return {
    newQuotas: added
      .filter(({ code }) => !replacing.has(code))
      .map(({ code, name }) => {
        const { modelId = "", status = "", reason = "" } = findings.get(code) ?? {};
        return { code, name, modelId, status, reason };
      }),
    recodedQuotas: recoded,
    removedQuotas: removed.filter(({ code }) => !replaced.has(code)).map(({ code, name }) => ({ code, name })),
    changedQuotas: [...now.values()].flatMap((quota) => {
      const known = old.get(quota.code);
      return known ? fieldChanges(known, quota, { id: quota.code, name: quota.name }) : [];
    }),
  };
}

/** What a refresh changes, other than where and when things were read. */
export function changesBetween(before: BuiltRegistry, after: BuildResult): RegistryChanges {
  const old = new Map(before.catalogue.models.map((model) => [model.modelId, model]));
  const scopesByModel = new Map<string, Set<Scope>>();
  for (const offer of [...after.regions.values()].flatMap(({ models }) => models)) {
    const known = scopesByModel.get(offer.modelId) ?? new Set();
    scopesByModel.set(offer.modelId, new Set([...known, ...scopesOf(offer)]));
  }
  return {
    newRegions: [...after.regions.keys()].filter((region) => !before.regions.has(region)),
    newModels: after.catalogue.models
      .filter(({ modelId }) => !old.has(modelId))
      .map(({ modelId, name, provider }) => {
        return { modelId, name, provider, scopes: [...(scopesByModel.get(modelId) ?? [])] };
      }),
    vanishedModels: vanished(before, after, old),
    changedModels: after.catalogue.models.flatMap((model) => {
      const known = old.get(model.modelId);
      return known ? fieldChanges(known, model, { id: model.modelId, name: model.name }) : [];
    }),
    ...offerChanges(before, after),
    ...quotaChanges(before, after),
  };
}

export const isEmpty = (changes: RegistryChanges): boolean =>
  Object.values(changes).every(({ length }) => length === 0);

/** What the readings say beside the changes. */
export function notesOf(before: BuiltRegistry, after: BuildResult, listings: readonly Listing[]): RegistryNotes {
  const read = listings.filter(({ quotas }) => quotas.length > 0);
  const unmatchedBefore = new Set<string>(
    before.catalogue.quotas.filter(({ modelId }) => modelId === null).map(({ code }) => code),
  );
  const defaults = new Map(after.catalogue.quotas.map(({ code, defaultValue }) => [code as string, defaultValue]));
  return {
    unmatched: after.findings
      .filter(({ status }) => status === "unknown" || status === "ambiguous")
      .map((finding) => ({ ...finding, isNew: !unmatchedBefore.has(finding.code) })),
    unlisted: read.flatMap(({ region, quotas }) => {
      const listed = new Set(quotas.map(({ code }) => code));
      // Only those of the reading before: what had gone earlier has a source with its day in the key.
      return before.catalogue.quotas
        .filter(({ code, from }) => from === region && !listed.has(code) && defaults.has(code))
        .filter(
          (quota) => !after.catalogue.quotas.some((other) => other.only?.includes(region!) && isSame(quota, other)),
        )
        .map(({ code, name }) => ({ code, name, region: region! }));
    }),
    otherDefaults: read.flatMap(({ region, quotas }) => {
      const count = quotas.filter(
        ({ code, defaultValue }) =>
          defaults.has(code) && defaultValue !== undefined && defaultValue !== defaults.get(code),
      ).length;
      return count === 0 ? [] : [{ region: region!, count }];
    }),
  };
}
