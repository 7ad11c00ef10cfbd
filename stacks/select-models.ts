import { nearest } from "../registry/nearest.ts";
import { matchesGlob } from "../words/glob.ts";
import type { Registry, RegistryModel } from "../words/registry.ts";
import { scopes as allScopes, type Scope } from "../words/words.ts";
import { parseArn } from "./arn.ts";
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

/** Regions that offer a model, by its id or a profile's id, where this Region does not. */
export type OfferedElsewhere = ReadonlyMap<string, readonly string[]>;

/** Names of single models that the Region does not know by that name: what to look for elsewhere. */
export const unknownNames = (entries: readonly PlacedEntry[], registry: Registry): string[] =>
  entries
    .map(({ entry }) => entry.model)
    .filter((name) => !isPattern(name) && parseArn(name) === undefined && findExact(name, registry) === undefined);

/**
 * What each entry selects in the Region.
 *
 * `all` and patterns select every matching model that can be called by one of the scopes; a model's id selects it in
 * every scope the Region offers, a system-defined profile's id in that profile's scope; `scopes` narrows each.
 */
export const selectModels = (
  entries: readonly PlacedEntry[],
  registry: Registry,
  elsewhere: OfferedElsewhere,
  problems: Problems,
): Selection[] =>
  entries.flatMap((placed) => {
    const exact = !isPattern(placed.entry.model);
    const named = exact
      ? selectExact(placed, registry, elsewhere, problems)
      : selectByPattern(placed, registry, problems);
    if (!named) return [];
    const selected = narrow(placed, named, exact, registry, problems);
    // What an entry with a wrong scope was meant to select can't be told.
    return problems.under(at(placed.path, "scopes")) ? [] : [{ ...placed, exact, selected }];
  });

const isPattern = (name: string): boolean => name === "all" || name.includes("*");

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

function selectByPattern(
  { namePath, entry }: PlacedEntry,
  registry: Registry,
  problems: Problems,
): ModelScope[] | undefined {
  const pattern = entry.model === "all" ? "*" : entry.model;
  // A model that can't be called any more is monitored only where it is named.
  const found = registry.models
    .filter(({ lifecycle }) => lifecycle !== "end-of-life")
    .flatMap((model) =>
      scopesOf(model).filter(
        ({ scope }) =>
          matchesGlob(pattern, model.modelId) || model.scopes[scope]?.ids.some((id) => matchesGlob(pattern, id)),
      ),
    );
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
  { namePath, entry }: PlacedEntry,
  registry: Registry,
  elsewhere: OfferedElsewhere,
  problems: Problems,
): ModelScope[] | undefined {
  const name = entry.model;
  const found = findExact(name, registry);
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
    ? { message: `is not offered in ${registry.region}`, fix: "remove it" }
    : whyUnknown(name, registry, elsewhere);
  problems.add(namePath, name, message, fix);
  return undefined;
}

const profilePrefix = /^(us-gov|us|eu|apac|jp|au|ca|in|global)\.(.+)$/;

function whyUnknown(name: string, registry: Registry, elsewhere: OfferedElsewhere): { message: string; fix: string } {
  const { region } = registry;
  const arn = parseArn(name);
  if (arn) return whyNoArn(arn);

  const [, prefix, baseId] = profilePrefix.exec(name) ?? [];
  const base = registry.models.find(({ modelId }) => modelId === baseId);
  if (prefix && base) {
    const ids = allScopes.flatMap((scope) => base.scopes[scope]?.ids ?? []);
    return {
      message: `is not offered in ${region}: ${base.modelId} has no "${prefix}." profile there`,
      fix: ids.length > 0 ? `use ${listed([...new Set(ids)], "or")}` : "remove it",
    };
  }
  const regions = elsewhere.get(name) ?? [];
  if (regions.length > 0) {
    return {
      message: `is not offered in ${region}, but in ${listed(regions)}`,
      fix: `monitor it in the stack of ${listed(regions, "or")}${similar(name, registry)}`,
    };
  }
  const near = suggestions(name, registry);
  if (near.length === 0 && !name.includes(".") && /^[a-z0-9]+$/.test(name)) {
    return {
      message: "is no model's id; it may be the id of an application inference profile",
      fix: "put a profile's id into applicationProfiles of the model it was made from",
    };
  }
  return {
    message: `is not a model that ${region} offers, nor one known in any other Region`,
    fix: didYouMean(
      near,
      'look up the id in the Bedrock console\'s model catalog, or use a pattern such as "anthropic.*"',
    ),
  };
}

function whyNoArn(arn: NonNullable<ReturnType<typeof parseArn>>): { message: string; fix: string } {
  switch (arn.resourceType) {
    case "application-inference-profile":
      return {
        message: "is an application inference profile: its traffic draws on the quotas of the model it was made from",
        fix: `put ${show(arn.resourceId)} into applicationProfiles of that model's entry`,
      };
    case "inference-profile":
    case "foundation-model":
      return { message: "is an ARN, where an id is wanted", fix: `write ${show(arn.resourceId)}` };
    default:
      return {
        message: "is an ARN of something that has no on-demand quotas",
        fix: "write a model's id, a system-defined profile's id or a pattern",
      };
  }
}

/** Ids that someone may have meant: first those that hold the name, as a person abbreviates it, then slips of the key. */
function suggestions(name: string, registry: Registry): string[] {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const written = plain(name);
  const holding =
    written.length < 4
      ? []
      : registry.models.filter((model) => plain(model.modelId).includes(written) || plain(model.name) === written);
  if (holding.length > 0) return holding.slice(0, 3).map(({ modelId }) => modelId);
  const ids = registry.models.flatMap((model) => [
    model.modelId,
    ...scopesOf(model).flatMap(({ scope }) => model.scopes[scope]?.ids ?? []),
  ]);
  return nearest(name, ids);
}

function similar(name: string, registry: Registry): string {
  const near = suggestions(name, registry);
  return near.length > 0 ? `; the nearest here: ${listed(near, "or")}` : "";
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

function specificity({ exact, entry }: Selection): [exact: number, literals: number, scoped: number] {
  const literals = entry.model === "all" || exact ? 0 : entry.model.replaceAll("*", "").length;
  const scoped = entry.scopes !== undefined || profilePrefix.test(entry.model);
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
