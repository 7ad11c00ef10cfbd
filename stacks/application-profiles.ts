import { placeholderAccount } from "../monitoring/plan.ts";
import type { Registry } from "../words/registry.ts";
import { scopes as allScopes, type Scope } from "../words/words.ts";
import { parseArn } from "./arn.ts";
import { at, ConfigError, collectProblems, listed, type Problems, show } from "./config-error.ts";
import { findExact, type Selection } from "./select-models.ts";

/** An application inference profile's id, with where it is listed. */
export interface PlacedProfile {
  id: string;
  path: string;
  /** of its ARN, where it is listed by that */
  account?: string;
}

/** bedrock/latest/APIReference/API_InferenceProfileSummary: inferenceProfileId */
const profileId = /^[a-zA-Z0-9:.-]{1,64}$/;

/** The application profiles that an entry lists, by scope. ARNs become ids: the id shows as ModelId in AWS/Bedrock. */
export function profilesByScope(
  selection: Selection,
  registry: Registry,
  problems: Problems,
): Partial<Record<Scope, PlacedProfile[]>> {
  const { path, entry, exact, selected } = selection;
  const given = entry.applicationProfiles;
  const base = at(path, "applicationProfiles");
  const scopes = selected.map(({ scope }) => scope);
  if (given === undefined || given === "discover" || scopes.length === 0) return {};
  const idsOf = (scope: Scope): readonly string[] =>
    selected.flatMap((one) => (one.scope === scope ? (one.model.scopes[scope]?.ids ?? []) : []));
  if (!exact) {
    problems.add(
      base,
      given,
      `can't be told apart under ${show(entry.model)}: a profile belongs to the one model it was made from`,
      "list it under that model's own entry",
    );
    return {};
  }
  if (Array.isArray(given)) {
    const [scope, ...more] = scopes;
    if (!scope || more.length > 0) {
      const example = Object.fromEntries(scopes.slice(0, 1).map((first) => [first, given]));
      problems.add(
        base,
        given,
        `is a list, but the entry has the scopes ${listed(scopes)}, and each has quotas of its own`,
        `say which scope the profiles were made from, e.g. applicationProfiles: ${show(example)}`,
      );
      return {};
    }
    return { [scope]: placed(given, base, { scope, ownIds: idsOf(scope) }, registry, problems) };
  }
  const byScope: Partial<Record<Scope, PlacedProfile[]>> = {};
  for (const scope of allScopes) {
    const ids = given[scope];
    if (!ids) continue;
    if (!scopes.includes(scope)) {
      problems.add(
        at(base, scope),
        ids,
        `is not a scope of this entry; it has ${listed(scopes)}`,
        `list them under ${listed(scopes, "or")}`,
      );
      continue;
    }
    byScope[scope] = placed(ids, at(base, scope), { scope, ownIds: idsOf(scope) }, registry, problems);
  }
  return byScope;
}

/** The target that profiles are listed for. */
interface Place {
  scope: Scope;
  /** its model's or system profiles' own ids */
  ownIds: readonly string[];
}

function placed(
  ids: readonly (string | undefined)[],
  base: string,
  place: Place,
  registry: Registry,
  problems: Problems,
): PlacedProfile[] {
  if (place.scope === "mantle") {
    problems.add(
      base,
      ids,
      "can't be there: the mantle endpoint is called by model id, without application profiles",
      "list them under the scope they were made from",
    );
    return [];
  }
  return ids.flatMap((text, index) => {
    if (text === undefined) return [];
    const path = at(base, index);
    const id = readProfile(text, path, place, registry, problems);
    const account = parseArn(text)?.account;
    return id === undefined ? [] : [{ id, path, ...(account && { account }) }];
  });
}

function readProfile(
  text: string,
  path: string,
  { scope, ownIds }: Place,
  registry: Registry,
  problems: Problems,
): string | undefined {
  const arn = parseArn(text);
  const id = arn ? arn.resourceId : text;
  const refuse = (message: string, fix: string): undefined => problems.add(path, text, message, fix) as undefined;
  // Calls by a system profile's ARN are a series of their own; a model's ARN is counted on demand anyway.
  if (arn?.resourceType === "inference-profile" && arn.region === registry.region && ownIds.includes(id)) return text;
  if (arn?.resourceType === "inference-profile" && arn.region === registry.region) {
    return refuse(
      `is the ARN of a profile that is none of this entry's (${scope}: ${listed(ownIds)})`,
      "list it under the entry whose own profile it is",
    );
  }
  if (arn?.resourceType === "custom-model-deployment") {
    return refuse(
      "is a deployment of a custom model: AWS gives those of Nova limits of their own (nova/latest/userguide/custom-fine-tune-odi), and says of no other whose quota it draws on",
      "remove it",
    );
  }
  if (arn?.resourceType === "imported-model") {
    return refuse("is an imported model: it draws on no on-demand quota", "remove it");
  }
  if (
    findExact(id, registry) ||
    arn?.resourceType === "inference-profile" ||
    arn?.resourceType === "foundation-model"
  ) {
    return refuse("is no application profile; a model's own ids are monitored anyway", "remove it");
  }
  if (arn && (arn.service !== "bedrock" || arn.resourceType !== "application-inference-profile")) {
    return refuse(
      "is not the ARN of an application inference profile",
      "write the profile's id, or its ARN: arn:aws:bedrock:…:application-inference-profile/…",
    );
  }
  if (arn && arn.region !== registry.region) {
    return refuse(
      `is a profile of ${arn.region || "no Region"}; Bedrock counts its use there, and this stack monitors ${registry.region}`,
      `list it in the stack of ${arn.region || "its Region"}`,
    );
  }
  if (!profileId.test(id)) {
    return refuse(
      "is no profile's id: those have at most 64 letters, digits and : . -",
      "copy the id, the last part of the profile's ARN",
    );
  }
  return id;
}

/** Tells of profiles that are listed twice: their use would count twice. */
export function checkListedOnce(profiles: Iterable<PlacedProfile>, problems: Problems): void {
  const firstAt = new Map<string, string>();
  for (const { id, path } of profiles) {
    const first = firstAt.get(id);
    if (first === undefined) firstAt.set(id, path);
    else if (first !== path) {
      problems.add(
        path,
        id,
        `is listed at ${first} too; a profile draws on the quotas of the one model and scope it was made from`,
        "remove one of the two",
      );
    }
  }
}

/** An account, and the place in the config of the first profile that names it. */
export interface ProfilesOwner {
  account: string;
  path: string;
}

/**
 * Tells of profiles of two accounts: a stack counts what its own account calls.
 * @returns the account of those listed by ARN, and the place of the first; undefined where there is none
 */
export function accountOfProfiles(profiles: Iterable<PlacedProfile>, problems: Problems): ProfilesOwner | undefined {
  let first: ProfilesOwner | undefined;
  for (const { id, path, account } of profiles) {
    if (account === undefined) continue;
    first ??= { account, path };
    if (account === first.account) continue;
    problems.add(
      path,
      id,
      `is a profile of account ${account}, and the one at ${first.path} is of ${first.account}: a stack counts what its own account calls`,
      "remove the one of the other account",
    );
  }
  return first;
}

/**
 * Profiles of another account draw on none of this one's quotas.
 * @param accountId the account that the stack is put into; AWS's example account stands for one that isn't known
 * @throws ConfigError
 */
export function checkProfilesAccount(stack: string, profilesOf: ProfilesOwner | undefined, accountId: string): void {
  if (profilesOf === undefined || [profilesOf.account, placeholderAccount].includes(accountId)) return;
  const problems = collectProblems();
  problems.add(
    profilesOf.path,
    profilesOf.account,
    `is the account of a profile that is listed by its ARN; the stack goes into ${accountId} and counts what that account calls`,
    "list profiles of the stack's account, or use the other account's credentials",
  );
  throw new ConfigError(stack, problems.list);
}
