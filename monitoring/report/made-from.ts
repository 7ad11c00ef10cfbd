import type { Scope } from "../../words/words.ts";

/** A profile as far as its models tell what it draws on. */
export interface ProfileModels {
  profileId: string;
  /** ARNs of foundation models, one for each Region; a global profile's first has no Region */
  modelArns: readonly string[];
}

/** The Region and the id in a foundation model's ARN; undefined for any other text. */
export function foundationModelOf(arn: string): { region: string; modelId: string } | undefined {
  const parts = /^arn:aws[\w-]*:bedrock:([\w-]*)::foundation-model\/(.+)$/.exec(arn);
  return parts ? { region: parts[1]!, modelId: parts[2]! } : undefined;
}

/**
 * What an application profile was made from: its traffic draws on the quotas of that. AWS does not say it in so many
 * words; the profile has the models of what it was copied from (API CreateInferenceProfile, modelSource), so:
 * the same models as a system profile: that one; else one without a Region: global; one alone, of the own Region:
 * the model itself; several: cross-region.
 * @returns undefined where its models are not of one model, or none of those fit
 */
export const madeFrom = (
  profile: ProfileModels,
  systemProfiles: readonly ProfileModels[],
  region: string,
): Origin | undefined => readingsOf(profile, systemProfiles, region)[0];

/** What a profile can have been made from. */
export interface Origin {
  modelId: string;
  scope: Scope;
}

/**
 * Every origin that a profile's models allow, the likeliest first: more than one where system profiles of different
 * scopes have the same models, or where a system profile calls the own Region alone.
 */
export function readingsOf(profile: ProfileModels, systemProfiles: readonly ProfileModels[], region: string): Origin[] {
  const models = profile.modelArns.flatMap((arn) => foundationModelOf(arn) ?? []);
  const [first] = models;
  if (!first || models.some(({ modelId }) => modelId !== first.modelId)) return [];
  const { modelId } = first;
  const key = setKey(profile.modelArns);
  const scopes = new Set<Scope>();
  for (const system of systemProfiles)
    if (setKey(system.modelArns) === key)
      scopes.add(system.profileId.startsWith("global.") ? "global" : "cross-region");
  if (models.length === 1 && first.region === region) scopes.add("on-demand");
  if (scopes.size === 0 && models.some((model) => model.region === "")) scopes.add("global");
  if (scopes.size === 0 && models.length > 1) scopes.add("cross-region");
  return [...scopes].map((scope) => ({ modelId, scope }));
}

const setKey = (arns: readonly string[]): string => [...new Set(arns)].sort().join(" ");
