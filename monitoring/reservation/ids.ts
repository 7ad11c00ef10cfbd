import { partitionOf } from "../console.ts";
import type { TargetSettings } from "../settings.ts";
import { monitoredIds, scopeOf } from "../target.ts";
import type { StackPlace } from "../usage.ts";

/** The ids of a target that are no ARNs: what the client library calls them by. */
export const plainIds = (target: TargetSettings, region: string): string[] =>
  monitoredIds(target, region).filter((id) => !id.startsWith("arn:"));

/**
 * What `modelId` of an invocation log's record can be for a target's calls: each id, and its ARN. Records of calls through
 * profiles were seen with the profile's ARN (aws-samples and blogs of 2025); whether some records name the id is
 * unverified, so both are read. A record has one `modelId`: no request counts twice.
 */
export function loggedIds(target: TargetSettings, place: StackPlace): string[] {
  const ids = plainIds(target, place.region);
  return [...ids, ...ids.flatMap((id) => arnOf(target, id, place) ?? [])];
}

function arnOf(target: TargetSettings, id: string, { region, accountId }: StackPlace): string | undefined {
  const head = `arn:${partitionOf(region)}:bedrock:${region}`;
  if (target.scope === "on-demand" && scopeOf(target).ids.includes(id)) return `${head}::foundation-model/${id}`;
  if (accountId === undefined) return undefined;
  const kind = scopeOf(target).ids.includes(id) ? "inference-profile" : "application-inference-profile";
  return `${head}:${accountId}:${kind}/${id}`;
}
