import { type ApplicationProfile, placeOfProfile } from "../../monitoring/report/discover.ts";
import type { ProfileModels } from "../../monitoring/report/made-from.ts";
import { nearest } from "../../registry/nearest.ts";
import { normalise } from "../../registry/normalise.ts";
import { type Arn, parseArn } from "../../stacks/arn.ts";
import { findExact, isPattern, matchPattern } from "../../stacks/select-models.ts";
import { UserError } from "../../stacks/user-error.ts";
import { isSameVersion } from "../../stacks/why-unknown.ts";
import type { Registry, RegistryModel } from "../../words/registry.ts";
import { type Scope, scopes } from "../../words/words.ts";
import { isIdWithoutRelease, modelsNamed, modelsNamedWith } from "./models-named.ts";

/** What a name means: a model, or one way of calling it. */
export interface Wished {
  modelId: string;
  scope?: Scope;
  /** the name is this application profile's, and its quotas are those that it draws on */
  profile?: ApplicationProfile;
  /** the name is a pattern, which fits others, too */
  byPattern?: true;
}

/** Where names are looked up. */
export interface KnownNames {
  registry: Registry;
  /** undefined: they could not be read; absent: nobody asks the account */
  applicationProfiles?: readonly ApplicationProfile[] | undefined;
  systemProfiles?: readonly (ProfileModels & { name: string })[];
}

/**
 * What a name that people have in hand means in a Region: a model's id, whole or without its release; its name ("Claude
 * Opus 4.5", "opus 4.5"); a system profile's id or name; an application profile's id, name or ARN; the ARN of a model or
 * a profile; or a pattern (`anthropic.*`), which may mean several. Each may end in a scope, as in `simulate --target`:
 * "anthropic.claude-opus-5/global".
 * @throws UserError for a name that means nothing here, or more than one model
 */
export function readWishes(text: string, known: KnownNames): Wished[] {
  const { name, scope } = splitScope(text.trim());
  const wishes = isPattern(name) ? byPattern(name, known.registry) : bySingleName(name, known);
  if (scope === undefined) return wishes;
  const narrowed = wishes
    .filter((wish) => (wish.scope ?? scope) === scope && scopesOf(wish, known.registry).includes(scope))
    .map((wish) => ({ ...wish, scope }));
  if (narrowed.length > 0) return narrowed;
  const offered = [...new Set(wishes.flatMap((wish) => wish.scope ?? scopesOf(wish, known.registry)))];
  throw wrong(`${known.registry.region} offers ${name} not as ${scope}, but as ${offered.join(", ")}`);
}

const wrong = (message: string): UserError => new UserError(message, 3);

function splitScope(text: string): { name: string; scope?: Scope } {
  const end = scopes.find((scope) => text.endsWith(`/${scope}`) || text.endsWith(`:${scope}`));
  return end === undefined ? { name: text } : { name: text.slice(0, -end.length - 1), scope: end };
}

const scopesOf = ({ modelId }: Wished, { models }: Registry): Scope[] => {
  const offered = models.find((model) => model.modelId === modelId)?.scopes ?? {};
  return scopes.filter((scope) => offered[scope] !== undefined);
};

function byPattern(pattern: string, registry: Registry): Wished[] {
  const found = matchPattern(pattern === "all" ? "*" : pattern.toLowerCase(), registry.models);
  if (found.length > 0) return found.map(({ model, scope }) => ({ modelId: model.modelId, scope, byPattern: true }));
  const families = new Set(registry.models.map(({ modelId }) => `${modelId.split(".")[0]}.*`));
  throw unknown(pattern, registry, nearest(pattern, families), "");
}

function bySingleName(text: string, known: KnownNames): Wished[] {
  const { registry, systemProfiles = [] } = known;
  const arn = parseArn(text);
  if (arn) return byArn(text, arn, known);
  const exact = byId(text, registry) ?? byId(text.toLowerCase(), registry);
  if (exact) return exact;
  const living = registry.models.filter(({ scopes: offered }) => Object.keys(offered).length > 0);
  const readings: (() => Wished[])[] = [
    () => byIdWithoutRelease(text.toLowerCase(), living),
    () => modelsNamed(text, living),
    () =>
      systemProfiles
        .filter(({ name }) => normalise(name) === normalise(text))
        .flatMap(({ profileId }) => byId(profileId, registry) ?? []),
    () => byProfile(text, known),
    () => modelsNamedWith(text, living),
  ];
  for (const read of readings) {
    const found = read().map(({ modelId, scope, profile }) => ({
      modelId,
      ...(scope && { scope }),
      ...(profile && { profile }),
    }));
    if (found.length > 0) return oneModel(text, found, registry);
  }
  const names = living.flatMap(({ modelId, name, scopes: offered }) => [
    modelId,
    name,
    ...Object.values(offered).flatMap(({ ids }) => ids),
  ]);
  // Names that differ in a version are other models: Haiku 5.5 is no slip of Haiku 4.5.
  const near = nearest(text, new Set(names)).filter((id) => isSameVersion(text, id));
  const unread =
    "applicationProfiles" in known && known.applicationProfiles === undefined
      ? "; whether an application profile is called so can't be told, as they could not be read"
      : "";
  throw unknown(text, registry, near, unread);
}

/** A model's id means the model, a system profile's the scope that it is of; undefined: it is neither. */
function byId(id: string, registry: Registry): Wished[] | undefined {
  const found = findExact(id, registry);
  const [first] = found ?? [];
  if (!found) return undefined;
  if (!first) {
    throw wrong(
      `${id} can't be called on demand or by an inference profile in ${registry.region}, so it has no such quotas`,
    );
  }
  const { modelId } = first.model;
  return modelId === id ? [{ modelId }] : found.map(({ scope }) => ({ modelId, scope }));
}

function byIdWithoutRelease(text: string, models: readonly RegistryModel[]): Wished[] {
  const own = models.filter(({ modelId }) => isIdWithoutRelease(text, modelId));
  if (own.length > 0) return own.map(({ modelId }) => ({ modelId }));
  return models.flatMap(({ modelId, scopes: offered }) =>
    scopes
      .filter((scope) => offered[scope]?.ids.some((id) => isIdWithoutRelease(text, id)))
      .map((scope) => ({ modelId, scope })),
  );
}

function byArn(text: string, arn: Arn, known: KnownNames): Wished[] {
  const { region } = known.registry;
  if (arn.region !== "" && arn.region !== region) throw wrong(`${text} is of ${arn.region}: --region ${arn.region}`);
  switch (arn.resourceType) {
    case "foundation-model":
    case "inference-profile":
      return bySingleName(arn.resourceId, known);
    case "application-inference-profile": {
      const found = byProfile(text, known);
      if (found.length > 0) return found;
      throw wrong(
        known.applicationProfiles === undefined
          ? `${text}: what it draws on can't be told, as the account's application profiles are not known here`
          : `the account has no application profile ${text} in ${region}`,
      );
    }
    default:
      throw wrong(`${text}: a ${arn.resourceType || arn.service} draws on no on-demand quota of a model`);
  }
}

/** By an application profile's ARN, id or name. */
function byProfile(text: string, { registry, applicationProfiles = [], systemProfiles = [] }: KnownNames): Wished[] {
  const by = (matches: (profile: ApplicationProfile) => boolean) => applicationProfiles.filter(matches);
  const ids = by(({ arn, profileId }) => arn === text || profileId === text);
  const exact = ids.length > 0 ? ids : by(({ name }) => name === text);
  const found = exact.length > 0 ? exact : by(({ name }) => name.toLowerCase() === text.toLowerCase());
  return found.map((profile) => {
    const place = placeOfProfile(profile, registry, systemProfiles);
    if ("why" in place) throw wrong(`${text} is ${place.why}`);
    return { modelId: place.model.modelId, scope: place.scope, profile };
  });
}

/** @throws UserError where a single name fits several models: only a pattern may */
function oneModel(text: string, found: Wished[], { models, region }: Registry): Wished[] {
  const ids = [...new Set(found.map(({ modelId }) => modelId))];
  if (ids.length === 1) return found;
  const shown = ids.slice(0, 20).map((id) => `  ${id}  ${models.find(({ modelId }) => modelId === id)?.name ?? ""}`);
  const more = ids.length > shown.length ? [`  and ${ids.length - shown.length} more`] : [];
  throw wrong(
    [`"${text}" fits ${ids.length} models in ${region}; name one, or write a pattern:`, ...shown, ...more].join("\n"),
  );
}

const unknown = (text: string, { region }: Registry, near: readonly string[], more: string): UserError =>
  wrong(
    `"${text}" is no model that ${region} offers${near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ""}${more} (headroom quotas --region ${region} lists them)`,
  );
