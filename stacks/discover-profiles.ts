import type { InferenceProfile } from "../aws/bedrock.ts";
import { type Origin, readingsOf } from "../monitoring/report/made-from.ts";
import type { TargetSettings } from "../monitoring/settings.ts";
import { monitoredIds, scopeOf, targetLabel } from "../monitoring/target.ts";
import { AccountError, type StackAccount } from "./account.ts";
import { at, listed, type Problems } from "./config-error.ts";
import type { Selection } from "./select-models.ts";

/** Where discovery is asked for: the first place, to say what stands in its way. */
export interface DiscoveryWish {
  path: string;
  targets: ReadonlySet<TargetSettings>;
}

/** Where a stack asks for discovery, and for which targets. */
export const discoveryWish = (
  targets: readonly TargetSettings[],
  selections: readonly Selection[],
  { discovers }: { discovers: boolean },
): DiscoveryWish => ({
  path: discovers
    ? "applicationProfiles"
    : at(
        selections.find(({ entry }) => entry.applicationProfiles === "discover")?.path ?? "models",
        "applicationProfiles",
      ),
  targets: new Set(targets.filter((target) => target.discovers)),
});

/** What is shown where no account is asked. */
const withoutAccount =
  "applicationProfiles: discover reads the account's application inference profiles when the stack is deployed; this plan is without them";

/**
 * The targets with the ids that the account has of them: application profiles made from them, and calls by ARN that
 * CloudWatch lists. What is listed by hand, under whatever target, stays where the hand has put it.
 *
 * A list that can't be read is a problem and no warning: to go on would take profiles out of alarms that have them.
 */
export async function discoverProfiles(
  targets: readonly TargetSettings[],
  { path, targets: wanted }: DiscoveryWish,
  region: string,
  account: StackAccount | undefined,
  problems: Problems,
  warnings: string[],
): Promise<TargetSettings[]> {
  if (wanted.size === 0) return [...targets];
  if (!account) {
    warnings.push(`${withoutAccount}.`);
    return [...targets];
  }
  let lists: [readonly InferenceProfile[], readonly InferenceProfile[], ReadonlySet<string>];
  try {
    lists = await Promise.all([account.applicationProfiles(), account.systemProfiles(), account.calledIds()]);
  } catch (error) {
    if (!(error instanceof AccountError)) throw error;
    problems.add(
      path,
      "discover",
      `can't be done, and without it alarms would lose what they count: ${error.message}`,
      "mend that, or list the profiles by hand",
    );
    return [...targets];
  }
  const [profiles, systemProfiles, called] = lists;
  const byHand = new Set(targets.flatMap(({ applicationProfiles }) => applicationProfiles));
  const targetAt = new Map(targets.map((target) => [`${target.model.modelId} ${target.scope}`, target]));
  const found = new Map<TargetSettings, string[]>();
  const unwatched = new Map<string, string[]>();
  for (const profile of profiles.toSorted((one, other) => (one.profileId < other.profileId ? -1 : 1))) {
    if (byHand.has(profile.profileId) || byHand.has(profile.arn)) continue;
    const readings = readingsOf(profile, systemProfiles, region);
    // The likeliest reading alone, as `usage` takes it: two answers to one question would be worse than either.
    const [likeliest] = readings;
    const target = likeliest && targetAt.get(`${likeliest.modelId} ${likeliest.scope}`);
    if (!target) {
      const of = readings.map(named).join(" or ") || "a model that can't be told";
      unwatched.set(of, [...(unwatched.get(of) ?? []), profile.profileId]);
      continue;
    }
    if (!wanted.has(target)) continue;
    // A way of calling that the Region does not offer is no reading that anybody could settle.
    const possible = readings.filter(
      ({ modelId, scope }) => modelId !== target.model.modelId || target.model.scopes[scope],
    );
    if (possible.length > 1) warnings.push(ambiguous(profile, possible.map(named), target));
    found.set(target, [
      ...(found.get(target) ?? []),
      profile.profileId,
      ...[profile.arn].filter((arn) => called.has(arn)),
    ]);
  }
  if (unwatched.size > 0) warnings.push(unwatchedText(unwatched));
  return targets.map((target) => {
    if (!wanted.has(target)) return target;
    const listedOnes = new Set(target.applicationProfiles);
    const arnsOfListed = profiles.filter(({ profileId, arn }) => listedOnes.has(profileId) && called.has(arn));
    const more = [
      ...arnsOfListed.map(({ arn }) => arn).sort(),
      ...(found.get(target) ?? []),
      ...calledByArn(target, region, called),
    ];
    return { ...target, applicationProfiles: [...new Set([...target.applicationProfiles, ...more])] };
  });
}

/** Calls by the ARN of one of the target's own ids, which CloudWatch shows as series of their own. */
function calledByArn(target: TargetSettings, region: string, called: ReadonlySet<string>): string[] {
  if (target.scope === "mantle") return [];
  const own = new Set<string>(scopeOf(target).ids);
  const counted = new Set(monitoredIds(target, region));
  const ofOwn = (id: string) => own.has(/^arn:.*:(?:inference-profile|foundation-model)\/(.+)$/.exec(id)?.[1] ?? "");
  return [...called].filter((id) => ofOwn(id) && !counted.has(id)).sort();
}

const named = ({ modelId, scope }: Origin): string => `${modelId} (${scope})`;

const ambiguous = ({ profileId, name }: InferenceProfile, readings: readonly string[], taken: TargetSettings): string =>
  `the application profile ${profileId} (${name}) can be of ${listed(readings, "or")}: it is counted with ${targetLabel(taken)}, the likeliest; list it in applicationProfiles under its scope to settle it.`;

const mostNamed = 6;

function unwatchedText(unwatched: ReadonlyMap<string, readonly string[]>): string {
  const parts = [...unwatched].map(([of, ids]) => `${ids.join(", ")} of ${of}`);
  const more = parts.length - mostNamed;
  return `application profiles of models that this stack does not monitor: ${parts.slice(0, mostNamed).join("; ")}${more > 0 ? `; and of ${more} more` : ""}.`;
}
