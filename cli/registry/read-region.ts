import type { BedrockClient } from "@aws-sdk/client-bedrock";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { listFoundationModels, listInferenceProfiles } from "../../aws/bedrock.ts";
import { listQuotas, type QuotaRow } from "../../aws/service-quotas.ts";
import type { ListedQuota, Listing } from "../../registry/listing.ts";
import { listedModel, listedQuota } from "../../stacks/listed.ts";
import { refreshCalls } from "./permissions.ts";
import { ReadFailure, readFailure } from "./read-failure.ts";

export interface RegionClients {
  bedrock: BedrockClient;
  quotas: ServiceQuotasClient;
}

export interface ReadRegionOptions {
  /** ISO date of the reading */
  today: string;
  /** milliseconds between two pages of a list of quotas; only tests ask for less than what AWS allows */
  interval?: number;
  /** milliseconds after which a Region's lists must have come to their end */
  longest?: number;
  /** hears of what was left out of the listing */
  warn(text: string): void;
}

/** A dozen pages take two seconds. A token that leads back to its own page would be asked for for ever. */
const threeMinutes = 180_000;

/**
 * Everything that AWS lists of a Region, or nothing of it: a list that lacks something can't be told from one that
 * AWS made shorter.
 * @throws ReadFailure where a call fails or its answer can't be right
 */
export async function readRegion(
  region: string,
  { bedrock, quotas }: RegionClients,
  { today, warn, longest = threeMinutes, ...pace }: ReadRegionOptions,
): Promise<Listing> {
  const stop = new AbortController();
  const options = { abortSignal: stop.signal, ...pace };
  let endless = false;
  const timer = setTimeout(() => {
    endless = true;
    stop.abort();
  }, longest);
  const ask = async <Answer>(operation: keyof typeof refreshCalls, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (endless)
        throw new ReadFailure(region, "other", `${operation}: AWS's list came to no end in ${longest / 1_000} s.`);
      throw readFailure(region, operation, refreshCalls[operation], error);
    }
  };
  try {
    const [models, profiles, defaults, applied] = await Promise.all([
      ask("ListFoundationModels", listFoundationModels(bedrock, options)),
      ask("ListInferenceProfiles", listInferenceProfiles(bedrock, "system-defined", options)),
      ask("ListAWSDefaultServiceQuotas", listQuotas(quotas, "default", options)),
      ask("ListServiceQuotas", listQuotas(quotas, "applied", options)),
    ]);
    // An empty list can't be told from an answer that lost its contents, and every Region known has all three.
    const lists = {
      ListFoundationModels: models,
      ListInferenceProfiles: profiles,
      ListAWSDefaultServiceQuotas: defaults,
    };
    for (const [operation, { length }] of Object.entries(lists)) {
      if (length === 0)
        throw new ReadFailure(
          region,
          "empty",
          `${operation} lists nothing: Bedrock isn't offered, or the answer is cut short.`,
        );
    }
    return checked({
      key: region,
      source: `AWS's own lists in ${region}: foundation models, inference profiles, quotas and their defaults`,
      readAt: today,
      region,
      complete: true,
      models: models.map(listedModel),
      profiles: profiles.flatMap(({ profileId, name, modelArns }) => {
        const called = [...new Set(modelArns.map((arn) => arn.split(":foundation-model/")[1] ?? ""))];
        const [modelId = "", ...others] = called;
        const prefix = profileId.slice(0, -modelId.length);
        if (
          aModelId.test(modelId) &&
          others.length === 0 &&
          /^[a-z-]+\.$/.test(prefix) &&
          profileId.endsWith(modelId)
        ) {
          return [{ profileId, name, modelId }];
        }
        const models = called.map((id) => JSON.stringify(id)).join(", ");
        warn(
          `${region}: profile ${profileId} is left out: its id is not made of a prefix and its one model's, ${models}`,
        );
        return [];
      }),
      mantle: [],
      quotas: together(oneNameEach(region, defaults), oneNameEach(region, applied)),
    });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** A page that moved between two calls can bring a quota twice, but never as two. */
function oneNameEach(region: string, list: readonly QuotaRow[]): readonly QuotaRow[] {
  const names = new Map<string, string>();
  for (const { code, name } of list) {
    const before = names.get(code) ?? name;
    if (before !== name) {
      throw new ReadFailure(
        region,
        "other",
        `AWS's list of quotas can't be read: ${code} is both "${before}" and "${name}"`,
      );
    }
    names.set(code, name);
  }
  return list;
}

/** AWS's defaults; a quota that has an applied value alone comes without one, as that value is the account's own. */
function together(defaults: readonly QuotaRow[], applied: readonly QuotaRow[]): ListedQuota[] {
  const quotas = new Map<string, ListedQuota>();
  for (const { code, name, adjustable } of applied) quotas.set(code, { code, name, adjustable });
  for (const row of defaults) quotas.set(row.code, listedQuota(row));
  return [...quotas.values()];
}

/** Provider and model. */
const aModelId = /^[a-z0-9-]+\.\S+$/i;

/** The listing, if all of its ids look like what AWS uses. */
function checked(listing: Listing): Listing {
  const { models, quotas, region = "" } = listing;
  const odd = (operation: string, what: string): never => {
    throw new ReadFailure(region, "other", `${operation}: AWS's answer can't be read: ${what}`);
  };
  for (const { modelId } of models) {
    if (!aModelId.test(modelId)) odd("ListFoundationModels", `a model's id is ${JSON.stringify(modelId)}`);
  }
  for (const { code, name } of quotas) {
    if (!/^L-[0-9A-F]{8}$/.test(code)) odd("ListServiceQuotas", `the code of "${name}" is ${JSON.stringify(code)}`);
  }
  return listing;
}
