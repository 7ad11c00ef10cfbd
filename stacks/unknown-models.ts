import { burndownOf } from "../registry/burndown.ts";
import { previewCommand, refreshCommand } from "../words/commands.ts";
import { kindsOf } from "../words/limit-kinds.ts";
import type { Registry, RegistryModel, RegistryScope } from "../words/registry.ts";
import type { LimitKind, Scope } from "../words/words.ts";
import { AccountError, type StackAccount } from "./account.ts";
import { listed, show } from "./config-error.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { globalPrefix, readModelId } from "./model-id.ts";
import { findExact, type ModelScope, type PlacedEntry } from "./select-models.ts";

/** What a name that the registry does not know turned out to be. */
export interface Resolved {
  modelId: string;
  scopes: readonly Scope[];
}

export interface ResolvedModels {
  /** the registry with the models that were found or taken as written */
  registry: Registry;
  resolved: ReadonlyMap<PlacedEntry, Resolved>;
  warnings: string[];
  /** why the account could not be asked; undefined where it answered, or where there is none */
  accountTrouble?: string;
}

/** The newest day on which anything of a Region was read: an ISO date, or year and month. */
export const newestDate = ({ models }: Registry): string =>
  models
    .map(({ provenance }) => provenance.readAt)
    .sort()
    .at(-1) ?? "no day";

/**
 * What can be monitored of models that the registry does not know: what the account's own lists have, and what an entry
 * names with the codes of its quotas. All else stays unknown.
 * @param asked entries whose names can be a model's, see `canBeModels`
 */
export function resolveUnknown(
  asked: readonly PlacedEntry[],
  registry: Registry,
  elsewhere: Elsewhere,
  { lists, accountTrouble }: AccountAnswer,
): ResolvedModels {
  const found = new Map<string, RegistryModel>();
  const resolved = new Map<PlacedEntry, Resolved>();
  const warnings: string[] = [];
  for (const placed of asked) {
    const name = placed.entry.model;
    const offered = lists ? offeredIn(lists, placed) : [];
    const taken = offered.length > 0 ? offered : asWritten(placed, registry, elsewhere);
    const [first] = taken;
    if (!first) continue;
    const { modelId } = first.model;
    const scopes = taken.map(({ scope }) => scope);
    const known = found.get(modelId) ?? registry.models.find((model) => model.modelId === modelId);
    found.set(modelId, together(known, first.model, scopes));
    resolved.set(placed, { modelId, scopes });
    warnings.push(
      `${placed.path} (${show(name)}): ${
        offered.length > 0
          ? fromAccount(registry)
          : fromConfig(first.model, registry, elsewhere.offered.get(name) ?? [], lists ? "lacks" : accountTrouble)
      }`,
    );
  }
  const models = [
    ...registry.models.map((model) => found.get(model.modelId) ?? model),
    ...[...found.values()].filter(({ modelId }) => !registry.models.some((model) => model.modelId === modelId)),
  ];
  return { registry: { ...registry, models }, resolved, warnings, ...(accountTrouble && { accountTrouble }) };
}

/** What the account's lists have of an entry: all that its scopes name, or nothing. */
function offeredIn(lists: Registry, { entry }: PlacedEntry): ModelScope[] {
  const offered = findExact(entry.model, lists) ?? [];
  const isWhole = entry.scopes?.every((wanted) => offered.some(({ scope }) => scope === wanted)) ?? true;
  return isWhole ? offered : [];
}

/** What the account's own lists say; nothing where there is no account, or nothing to ask. */
export interface AccountAnswer {
  lists?: Registry;
  /** why they could not be read */
  accountTrouble?: string;
}

/** Entries whose names can be a model's, by their form: what an account is asked about. */
export const canBeModels = (unknown: readonly PlacedEntry[], elsewhere: Elsewhere): PlacedEntry[] =>
  unknown.filter(({ entry }) => readModelId(entry.model, elsewhere));

export async function askAccount(account: StackAccount): Promise<AccountAnswer> {
  try {
    return { lists: await account.registry() };
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    return { accountTrouble: error.message };
  }
}

/** The model that an entry describes by its id and its quotas' codes; none where it has no codes, or no id of its scope. */
function asWritten({ entry }: PlacedEntry, registry: Registry, elsewhere: Elsewhere): ModelScope[] {
  const id = readModelId(entry.model, elsewhere);
  const kinds = codedKinds(entry.quotas);
  if (!id || kinds.length === 0) return [];
  const scopes = id.prefix === undefined ? bareScopes(entry.scopes, kinds) : [id.scope];
  const known = elsewhere.models.get(id.modelId);
  const vendor = id.modelId.slice(0, id.modelId.indexOf("."));
  const sibling = [...elsewhere.models.values()].find(({ modelId }) => modelId.startsWith(`${vendor}.`));
  const readAt = newestDate(registry);
  const own = Object.fromEntries(
    scopes.map((scope): [Scope, RegistryScope] => [scope, { ids: [idOf(id, scope)], quotas: [] }]),
  );
  const model: RegistryModel = known
    ? { ...known, scopes: own }
    : {
        modelId: id.modelId,
        name: id.modelId.slice(vendor.length + 1),
        provider: sibling?.provider ?? vendor,
        lifecycle: "active",
        outputModalities: [],
        burndown: burndownOf(id.modelId),
        scopes: own,
        provenance: { source: "the stack's config", readAt },
      };
  return scopes.map((scope) => ({ model, scope }));
}

const codedKinds = (quotas: PlacedEntry["entry"]["quotas"]): LimitKind[] =>
  (Object.entries(quotas ?? {}) as [LimitKind, string | undefined][]).flatMap(([kind, code]) =>
    code === undefined || code === "none" ? [] : [kind],
  );

/**
 * The ways of calling that a bare id can mean: on demand, or on mantle, by the entry's scopes or by the kinds of its
 * quotas. The global profile's id follows from the model's; which geographies a model has does not.
 */
function bareScopes(wanted: PlacedEntry["entry"]["scopes"], kinds: readonly LimitKind[]): Scope[] {
  const given = (wanted ?? []).flatMap((scope) => scope ?? []);
  if (given.length > 0) return [...new Set(given.filter((scope) => scope !== "cross-region"))];
  const onMantle = kindsOf("mantle");
  return kinds.every((kind) => onMantle.includes(kind)) ? ["mantle"] : ["on-demand"];
}

const idOf = ({ modelId, prefix }: { modelId: string; prefix?: string }, scope: Scope): string => {
  if (prefix !== undefined) return `${prefix}.${modelId}`;
  return scope === "global" ? `${globalPrefix}.${modelId}` : modelId;
};

/** A model with the scopes of another reading of it: ids of both, the known ones first; the known quotas stay. */
function together(known: RegistryModel | undefined, added: RegistryModel, named: readonly Scope[]): RegistryModel {
  const scopes: Partial<Record<Scope, RegistryScope>> = { ...known?.scopes };
  for (const scope of named) {
    const [before, now] = [scopes[scope], added.scopes[scope]];
    if (!now) continue;
    const ids = [...new Set([...(before?.ids ?? []), ...now.ids])] as [string, ...string[]];
    scopes[scope] = { ids, quotas: before && before.quotas.length > 0 ? before.quotas : now.quotas };
  }
  return { ...(known ?? added), scopes };
}

const fromAccount = (registry: Registry): string =>
  `from this account's lists; the shipped registry of ${newestDate(registry)} doesn't know it. ` +
  `Where no account is asked (${previewCommand}, plan) it needs its codes: headroom init writes them.`;

function fromConfig(
  { burndown }: RegistryModel,
  registry: Registry,
  regions: readonly string[],
  account: "lacks" | string | undefined,
): string {
  const unknown = [
    "whether it is offered",
    "its other ids and ways of calling it",
    ...(burndown.rate === "unknown" ? ["its burndown rate"] : []),
    "its largest output",
    "AWS's defaults of its quotas",
  ];
  const where = regions.length > 0 ? ` (it knows it in ${someRegions(regions)})` : "";
  const lists = {
    none: "",
    lacks: " This account's own lists don't have it either.",
    trouble: ` The account's own lists could not be read: ${account}.`,
  }[account === undefined ? "none" : account === "lacks" ? "lacks" : "trouble"];
  return (
    `the registry's data of ${registry.region}, the newest of ${newestDate(registry)}, doesn't know it${where}, so the ` +
    `entry's codes are taken as written. What can't be known: ${listed(unknown)}.${lists} ` +
    `If it is newer than the data: ${refreshCommand(registry.region)}`
  );
}

const mostRegions = 6;

/** The first of the Regions, and how many more there are. */
export const someRegions = (regions: readonly string[], joiner = "and"): string =>
  regions.length <= mostRegions
    ? listed(regions, joiner)
    : `${regions.slice(0, mostRegions).join(", ")} ${joiner} ${regions.length - mostRegions} more`;
