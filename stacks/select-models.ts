import { nearest } from "../registry/nearest.ts";
import { matchesGlob } from "../words/glob.ts";
import type { Registry, RegistryModel } from "../words/registry.ts";
import { scopes as allScopes, type Scope } from "../words/words.ts";
import type { Checked } from "./check-shape.ts";
import { at, didYouMean, listed, type Problems, show } from "./config-error.ts";
import type { ModelEntry } from "./model-shapes.ts";

/** One item of `models`, with where it stands. A short form is an entry with nothing but its model. */
export interface PlacedEntry {
  path: string;
  /** where the model's name stands: the entry itself in the short form */
  namePath: string;
  entry: Checked<ModelEntry>;
}

/** One way of calling one model. */
export interface ModelScope {
  model: RegistryModel;
  scope: Scope;
}

/** What one entry selects. */
export interface Selection extends PlacedEntry {
  /** whether the entry names one model, or a pattern */
  exact: boolean;
  selected: readonly ModelScope[];
}

/** A target with every entry that selects it, the most specific last. */
export interface SelectedTarget extends ModelScope {
  layers: readonly Selection[];
}

/** Entries that name a single model, or a way of calling one, which the Region's registry does not have. */
export const unknownEntries = (entries: readonly PlacedEntry[], registry: Registry): PlacedEntry[] =>
  entries.filter(({ entry }) => {
    if (isPattern(entry.model)) return false;
    const found = findExact(entry.model, registry);
    if (found?.[0]?.model.modelId !== entry.model) return found === undefined;
    return entry.scopes?.some((wanted) => wanted && !found.some(({ scope }) => scope === wanted)) ?? false;
  });

/** What is known of names that the registry does not have. */
export interface BeyondRegistry {
  /** the names that turned out to be models, by entry; the registry given has those models */
  resolved: ReadonlyMap<PlacedEntry, { modelId: string; scopes: readonly Scope[] }>;
  /** why the name of an entry is no model */
  why: (placed: PlacedEntry) => { message: string; fix: string };
}

/**
 * What each entry selects in the Region.
 *
 * `all` and patterns select every matching model that can be called by one of the scopes; a model's id selects it in
 * every scope the Region offers, a system-defined profile's id in that profile's scope; `scopes` narrows each.
 */
export const selectModels = (
  entries: readonly PlacedEntry[],
  registry: Registry,
  beyond: BeyondRegistry,
  problems: Problems,
): Selection[] =>
  entries.flatMap((placed) => {
    const exact = !isPattern(placed.entry.model);
    const named = exact ? selectExact(placed, registry, beyond, problems) : selectByPattern(placed, registry, problems);
    if (!named) return [];
    const selected = narrow(placed, named, exact, registry, problems);
    // What an entry with a wrong scope was meant to select can't be told.
    return problems.under(at(placed.path, "scopes")) ? [] : [{ ...placed, exact, selected }];
  });

/** Whether a name may mean several models. */
export const isPattern = (name: string): boolean => name === "all" || name.includes("*");

const scopesOf = (model: RegistryModel): ModelScope[] =>
  allScopes.filter((scope) => model.scopes[scope] !== undefined).map((scope) => ({ model, scope }));

/** The ways of calling that a model's id or a system-defined profile's id names; undefined where it is neither. */
export function findExact(name: string, registry: Registry): ModelScope[] | undefined {
  const model = registry.models.find(({ modelId }) => modelId === name);
  if (model) return scopesOf(model);
  for (const candidate of registry.models) {
    const byProfile = scopesOf(candidate).filter(({ scope }) => candidate.scopes[scope]?.ids.includes(name));
    if (byProfile.length > 0) return byProfile;
  }
  return undefined;
}

/** What a pattern selects: a model whose id fits in every scope, else the scopes of its profiles whose ids do. */
export const matchPattern = (pattern: string, models: readonly RegistryModel[]): ModelScope[] =>
  models.flatMap((model) =>
    scopesOf(model).filter(
      ({ scope }) =>
        matchesGlob(pattern, model.modelId) || model.scopes[scope]?.ids.some((id) => matchesGlob(pattern, id)),
    ),
  );

function selectByPattern(
  { namePath, entry }: PlacedEntry,
  registry: Registry,
  problems: Problems,
): ModelScope[] | undefined {
  const pattern = entry.model === "all" ? "*" : entry.model;
  // A model that can't be called any more is monitored only where it is named.
  const living = registry.models.filter(({ lifecycle }) => lifecycle !== "end-of-life");
  const found = matchPattern(pattern, living);
  if (found.length > 0) return found;
  const families = new Set(registry.models.map(({ modelId }) => `${modelId.split(".")[0]}.*`));
  problems.add(
    namePath,
    entry.model,
    `matches no model that ${registry.region} offers`,
    didYouMean(nearest(pattern, families), `use one of ${listed([...families].sort(), "or")}`),
  );
  return undefined;
}

function selectExact(
  placed: PlacedEntry,
  registry: Registry,
  { resolved, why }: BeyondRegistry,
  problems: Problems,
): ModelScope[] | undefined {
  const { namePath, entry } = placed;
  const name = entry.model;
  const beyond = resolved.get(placed);
  const found = beyond
    ? registry.models
        .filter(({ modelId }) => modelId === beyond.modelId)
        .flatMap((model) => scopesOf(model).filter(({ scope }) => beyond.scopes.includes(scope)))
    : findExact(name, registry);
  if (found && found.length > 0) return found;
  if (found) {
    problems.add(
      namePath,
      name,
      `can't be called on demand or by an inference profile in ${registry.region}: it is there for provisioned throughput, which has no such quotas`,
      "remove it",
    );
    return undefined;
  }
  // To compare thousands of names with every model takes seconds.
  const { message, fix } = problems.full
    ? { message: `is unknown to the registry's data of ${registry.region}`, fix: "remove it" }
    : why(placed);
  problems.add(namePath, name, message, fix);
  return undefined;
}

/** Keeps what the entry's `scopes` names, and tells which of them don't exist. */
function narrow(
  { path, entry }: PlacedEntry,
  named: readonly ModelScope[],
  exact: boolean,
  registry: Registry,
  problems: Problems,
): ModelScope[] {
  const wanted = entry.scopes;
  if (!wanted) return [...named];
  const offered = [...new Set(named.map(({ scope }) => scope))];
  for (const [index, scope] of wanted.entries()) {
    if (scope === undefined) continue;
    const where = at(at(path, "scopes"), index);
    if (wanted.indexOf(scope) < index) {
      problems.add(where, scope, "is listed twice", "remove one of them");
    } else if (!offered.includes(scope)) {
      problems.add(
        where,
        scope,
        exact
          ? `is not a way that ${registry.region} offers ${entry.model}; it offers ${listed(offered)}`
          : `is not a way that ${registry.region} offers any model of ${show(entry.model)}; it offers ${listed(offered)}`,
        offered.length === 1 ? `write ${offered[0]}, or leave out scopes` : `write ${listed(offered, "or")}`,
      );
    }
  }
  return named.filter(({ scope }) => wanted.includes(scope));
}

/**
 * Joins what the entries select into targets, in the order in which a model is first selected.
 *
 * Where several entries select one target, the more specific refines the other, whatever their order: a model's id
 * is more specific than a pattern, of two patterns the one with more literal characters, and of two that are equal
 * the one that names its scope. Two that are equal in all of that are one too many.
 */
export function mergeSelections(selections: readonly Selection[], problems: Problems): SelectedTarget[] {
  const byTarget = new Map<string, ModelScope & { layers: Selection[] }>();
  const modelOrder = new Map<string, number>();
  for (const selection of selections) {
    for (const { model, scope } of selection.selected) {
      if (!modelOrder.has(model.modelId)) modelOrder.set(model.modelId, modelOrder.size);
      const key = `${model.modelId} ${scope}`;
      const target = byTarget.get(key) ?? { model, scope, layers: [] };
      target.layers.push(selection);
      byTarget.set(key, target);
    }
  }
  const targets = [...byTarget.values()];
  reportTwice(targets, problems);
  for (const target of targets) target.layers.sort(bySpecificity);
  const rank = ({ model, scope }: ModelScope) =>
    (modelOrder.get(model.modelId) ?? 0) * allScopes.length + allScopes.indexOf(scope);
  return targets.sort((left, right) => rank(left) - rank(right));
}

function bySpecificity(left: Selection, right: Selection): number {
  const [first, second] = [specificity(left), specificity(right)];
  return first[0] - second[0] || first[1] - second[1] || first[2] - second[2];
}

function specificity({ exact, entry, selected }: Selection): [exact: number, literals: number, scoped: number] {
  const literals = entry.model === "all" || exact ? 0 : entry.model.replaceAll("*", "").length;
  // What matches no model's own id has selected by profiles' ids.
  const pattern = entry.model === "all" ? "*" : entry.model;
  const scoped = entry.scopes !== undefined || !selected.some(({ model }) => matchesGlob(pattern, model.modelId));
  return [exact ? 1 : 0, literals, scoped ? 1 : 0];
}

function reportTwice(targets: readonly SelectedTarget[], problems: Problems): void {
  const told = new Set<string>();
  for (const { model, scope, layers } of targets) {
    const firsts = new Map<string, Selection>();
    for (const layer of layers) {
      const key = specificity(layer).join();
      const earlier = firsts.get(key);
      if (!earlier) firsts.set(key, layer);
      if (!earlier || told.has(`${earlier.path} ${layer.path}`)) continue;
      told.add(`${earlier.path} ${layer.path}`);
      problems.add(
        layer.path,
        layer.entry.model,
        `names ${model.modelId} (${scope}) a second time; ${earlier.path} (${show(earlier.entry.model)}) already does`,
        "remove one of the two, or narrow one with scopes",
      );
    }
  }
}
