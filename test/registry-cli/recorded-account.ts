import type { PretendModel, PretendProfile } from "../../local/servers/bedrock.ts";
import type { PretendQuota } from "../../local/servers/service-quotas.ts";
import type { Listing } from "../../registry/listing.ts";
import { readListings } from "../registry/data/listings.ts";

/** As many quotas of Bedrock as one account reported (September 2026). */
const quotasOfAnAccount = 1_123;

export interface RecordedAccount {
  models: PretendModel[];
  profiles: PretendProfile[];
  quotas: PretendQuota[];
}

/**
 * The account of test/registry/data, as a server gives it: its models, profiles and inference quotas in us-east-1. The
 * quotas of other kinds, of which the data has 25, are filled up to as many as an account has.
 */
export async function recordedAccount(): Promise<RecordedAccount> {
  const listings = await readListings();
  const listing = listings.find(({ key }) => key === "us-east-1") as Listing;
  // What AWS's pages have said of the Region since: else a refresh would take it away again.
  const since = listings
    .filter(({ key, region }) => key === "model-cards-2026-11" && region === "us-east-1")
    .flatMap(({ profiles }) => profiles)
    .filter(({ profileId }) => !listing.profiles.some((one) => one.profileId === profileId));
  const quotas = listing.quotas.map(
    ({ code, name, defaultValue = 0, adjustable = false }): PretendQuota => ({
      code,
      name,
      default: defaultValue,
      applied: defaultValue,
      adjustable,
    }),
  );
  for (let index = quotas.length; index < quotasOfAnAccount; index++) {
    const code = `L-F${index.toString(16).toUpperCase().padStart(7, "0")}`;
    quotas.push({ code, name: `(Model customization) Filled up, number ${index}`, default: index, applied: index });
  }
  return {
    models: listing.models.map(({ name, inputModalities, outputModalities, lifecycle, ...model }) => ({
      ...model,
      ...(name !== undefined && { name }),
      ...(inputModalities && { inputModalities }),
      ...(outputModalities && { outputModalities }),
      ...(lifecycle && { lifecycle }),
    })),
    profiles: [...listing.profiles, ...since].map(({ profileId, name, modelId }) => ({
      profileId,
      ...(name !== undefined && { name }),
      type: "SYSTEM_DEFINED",
      modelArns: [`arn:aws:bedrock:us-east-1::foundation-model/${modelId}`],
    })),
    quotas,
  };
}
