import { distance } from "fastest-levenshtein";
import { refreshCommand } from "../words/commands.ts";
import type { Registry, RegistryModel } from "../words/registry.ts";
import { type Arn, parseArn } from "./arn.ts";
import type { Checked } from "./check-shape.ts";
import { listed, show } from "./config-error.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { globalPrefix, readModelId, whyNoId } from "./model-id.ts";
import type { ModelEntry } from "./model-shapes.ts";
import { newestDate, someRegions } from "./unknown-models.ts";

/** What is wrong with a name and what to do, in the words of a problem. */
export interface Why {
  message: string;
  fix: string;
}

export interface UnknownIn {
  registry: Registry;
  elsewhere: Elsewhere;
  /** what asking the account came to: absent where there is none to ask */
  asked?: { trouble?: string };
}

/**
 * Why a name is no model that can be monitored, and what to do: a slip of the key, then newer than the data, then another
 * Region's. Never another model in its place: an alarm on what nobody calls is silent for ever.
 */
export function whyUnknown(entry: Checked<ModelEntry>, { registry, elsewhere, asked }: UnknownIn): Why {
  const name = entry.model;
  const arn = parseArn(name);
  if (arn) return whyNoArn(arn);
  const near = suggestions(name, registry, elsewhere);
  const noId = whyNoId(name, elsewhere);
  if (noId) {
    if (near.length > 0) return { message: noId.message, fix: `did you mean ${listed(near.map(show), "or")}?` };
    if (/^[a-z0-9]+$/.test(name) && !/^\d{12}$/.test(name)) {
      return {
        message: "is no model's id; it may be the id of an application inference profile",
        fix: "put a profile's id into applicationProfiles of the model it was made from",
      };
    }
    return noId;
  }
  const needsProfile = whyNeedsProfile(entry, registry, elsewhere);
  if (needsProfile) return needsProfile;

  const { region } = registry;
  const regions = elsewhere.offered.get(name) ?? [];
  const account =
    asked === undefined
      ? ""
      : asked.trouble === undefined
        ? ", nor do this account's own lists have it"
        : `, and the account's own lists could not be read (${asked.trouble})`;
  const reasons = [
    ...(near.length > 0 ? [`misspelt: did you mean ${listed(near.map(show), "or")}?`] : []),
    `newer than the data of ${newestDate(registry)}: refresh it (${refreshCommand(region)}), or give the codes of its quotas: ${example(name, registry, elsewhere)}`,
    regions.length > 0
      ? `not in this Region: it is in ${someRegions(regions)}, so monitor it in a stack there`
      : "not in this Region: no other is known to have it",
  ];
  return {
    message: `is unknown to the registry's data of ${region}, the newest of ${newestDate(registry)}${account}`,
    fix: reasons.map((reason, index) => `${index + 1}. ${reason}`).join("; "),
  };
}

/** A bare id with the scope of a geographic profile, whose id nobody can tell. */
function whyNeedsProfile(
  { model: name, scopes, quotas }: Checked<ModelEntry>,
  { geographicPrefixes }: Registry,
  elsewhere: Elsewhere,
): Why | undefined {
  const id = readModelId(name, elsewhere);
  if (!id || id.prefix !== undefined || !scopes?.includes("cross-region")) return undefined;
  if (Object.values(quotas ?? {}).every((code) => code === undefined || code === "none")) return undefined;
  const prefix = geographicPrefixes[0] ?? "us";
  return {
    message: "is a model that the registry doesn't know, so the geographies of its profiles can't be told",
    fix: `write the profile's id, e.g. ${show(`${prefix}.${name}`)}, and leave out scopes`,
  };
}

/** The entry with the codes that are known for the model and scope, or with a place for one. */
function example(name: string, { models }: Registry, elsewhere: Elsewhere): string {
  const id = readModelId(name, elsewhere);
  const known = id && (models.find(({ modelId }) => modelId === id.modelId) ?? elsewhere.models.get(id.modelId));
  const quotas = (id && known?.scopes[id.scope]?.quotas) ?? [];
  const codes = quotas.map(({ kind, code }) => `${kind}: ${code}`).join(", ") || "tpm: L-…";
  return `- { model: "${name}", quotas: { ${codes} } }`;
}

function whyNoArn(arn: Arn): Why {
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

/** Keys that a slip takes at most, in the whole id or in a short prefix. */
const slip = 2;
const slipInPrefix = 1;

/** Ids that someone may have meant: first those that hold the name, as a person abbreviates it, then slips of the key. */
function suggestions(name: string, registry: Registry, elsewhere: Elsewhere): string[] {
  const written = plain(name);
  const sameVersion = ({ modelId }: Pick<RegistryModel, "modelId">) => isSameVersion(name, modelId);
  if (written.length < 4) return [];
  const living = registry.models.filter(({ scopes }) => Object.keys(scopes).length > 0);
  const id = readModelId(name, elsewhere);
  if (id?.prefix === undefined) {
    const holding = living.filter(
      (model) => sameVersion(model) && (plain(model.modelId).includes(written) || plain(model.name) === written),
    );
    if (holding.length > 0) return holding.slice(0, 3).map(({ modelId }) => modelId);
  }
  const ids = living.flatMap(({ modelId, scopes }) =>
    [...new Set([modelId, ...Object.values(scopes).flatMap((scope) => scope.ids)])].map((one) => ({ one, modelId })),
  );
  return ids
    .filter(
      ({ one, modelId }) =>
        isSameVersion(id?.modelId ?? name, modelId) && mayBeSlip(id?.prefix, one, modelId, elsewhere),
    )
    .map(({ one }) => ({ one, cost: distance(withoutRelease(name), withoutRelease(one)) }))
    .filter(({ cost }) => cost <= slip)
    .sort((left, right) => left.cost - right.cost || (left.one < right.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => one);
}

/** Whether a prefix can be a slip of another id's: one that is known, "eu" for "us", is meant as it stands. */
function mayBeSlip(prefix: string | undefined, candidate: string, modelId: string, { prefixes }: Elsewhere): boolean {
  const other = candidate === modelId ? undefined : candidate.slice(0, candidate.length - modelId.length - 1);
  if (prefix === other) return true;
  if (prefix === undefined || other === undefined) return false;
  if (prefixes.has(prefix) || prefix === globalPrefix) return false;
  return distance(prefix, other) <= slipInPrefix;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** Without what a person leaves out: the day of release and a first version. */
const withoutRelease = (id: string): string =>
  id
    .replace(/(?:-v1)?(?::\d+)?$/, "")
    .replace(/-\d{8}(?=$|-)/, "")
    .toLowerCase();

const versionOf = (id: string): string => (withoutRelease(id).match(/\d+/g) ?? []).join(".");

/** Names that differ in a version's digits are other models; one without digits may mean any of them. */
export function isSameVersion(name: string, modelId: string): boolean {
  const written = versionOf(name);
  return written === "" || written === versionOf(modelId);
}
