import { type ApplicationProfile, discoverTargets, targetOf } from "../../monitoring/report/discover.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { scopes } from "../../words/words.ts";
import { readWishes } from "../model-names/read-wishes.ts";
import type { FoundIds } from "./find-ids.ts";
import type { Account } from "./read-account.ts";

export interface Wish {
  /** names of models, of profiles, patterns; none: those in use */
  models: readonly string[];
  /** all that the Region offers, used or not */
  all: boolean;
}

export interface ChosenTargets {
  targets: TargetSettings[];
  unassigned: { id: string; namespace: string; why: string }[];
  /** ids and ARNs of the application profiles that were asked for by name */
  asked: ReadonlySet<string>;
}

/**
 * The targets that a report is about. A model that is named is one of them, used or not; of those that a pattern fits
 * the ones in use are, unless none is, or all are wanted.
 * @throws UserError for a name that means nothing in the Region, or several models
 */
export function chooseTargets(wish: Wish, account: Account, { seen }: Pick<FoundIds, "seen">): ChosenTargets {
  const { registry } = account;
  const { targets: used, unassigned } = discoverTargets(
    registry,
    seen,
    account.applicationProfiles as readonly ApplicationProfile[] | undefined,
    account.systemProfiles,
  );
  const wanted = wish.models.flatMap((text) => readWishes(text, account));
  const asked = new Set(wanted.flatMap(({ profile }) => (profile ? [profile.profileId, profile.arn] : [])));
  if (wanted.length === 0 && !wish.all) return { targets: used, unassigned, asked };
  const inUse = new Map(used.map((target) => [`${target.model.modelId} ${target.scope}`, target]));
  const places = registry.models.flatMap((model) =>
    scopes.flatMap((scope) => {
      const offered = model.scopes[scope];
      const target = inUse.get(`${model.modelId} ${scope}`);
      return offered ? [{ model, scope, offered, target }] : [];
    }),
  );
  const fits = (byPattern: boolean, { model, scope }: (typeof places)[number]) =>
    wanted.filter(
      (one) =>
        (one.byPattern ?? false) === byPattern && one.modelId === model.modelId && (one.scope ?? scope) === scope,
    );
  const matched = places.filter((place) => fits(true, place).length > 0);
  const usedOnly = !wish.all && matched.some(({ target }) => target);
  const targets = places.flatMap((place) => {
    const { model, scope, offered, target } = place;
    const named = fits(false, place);
    const isWanted =
      wanted.length === 0
        ? offered.quotas.length > 0 || target
        : named.length > 0 || (matched.includes(place) && (target || !usedOnly));
    if (!isWanted) return [];
    const known = target ?? targetOf(model, scope, []);
    // One that has no metrics yet is shown all the same, with what it used: nothing.
    const unseen = named.flatMap(({ profile }) =>
      profile && !known.applicationProfiles.some((id) => id === profile.profileId || id === profile.arn)
        ? [profile.profileId]
        : [],
    );
    return [unseen.length > 0 ? targetOf(model, scope, [...known.applicationProfiles, ...new Set(unseen)]) : known];
  });
  return { targets, unassigned: wanted.length === 0 ? unassigned : [], asked };
}
