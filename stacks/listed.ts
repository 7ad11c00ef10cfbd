import type { FoundationModel } from "../aws/bedrock.ts";
import type { QuotaRow } from "../aws/service-quotas.ts";
import type { ListedModel, ListedQuota } from "../registry/listing.ts";

/** A model that a Region lists, as the registry is built from it. */
export const listedModel = ({
  modelId,
  name,
  provider,
  inputModalities,
  outputModalities,
  inferenceTypes,
  lifecycle,
  legacy,
  extendedAccess,
  endOfLife,
}: FoundationModel): ListedModel => ({
  modelId,
  ...(name !== undefined && { name }),
  provider: provider ?? modelId.slice(0, modelId.indexOf(".")),
  inputModalities,
  outputModalities,
  inferenceTypes,
  ...(lifecycle !== undefined && { lifecycle }),
  ...(legacy !== undefined && { legacy: legacy.slice(0, 10) }),
  ...(extendedAccess !== undefined && { extendedAccess: extendedAccess.slice(0, 10) }),
  ...(endOfLife !== undefined && { endOfLife: endOfLife.slice(0, 10) }),
});

/** A quota that a Region lists, with the value of its row for AWS's default. */
export const listedQuota = ({ code, name, adjustable, value }: QuotaRow): ListedQuota => ({
  code,
  name,
  adjustable,
  ...(value !== undefined && { defaultValue: value }),
});
