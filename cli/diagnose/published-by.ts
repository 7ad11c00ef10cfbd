import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { listMetrics } from "../../aws/metrics.ts";
import { quotaNamespace } from "../../monitoring/metrics.ts";

/**
 * Which stacks publish quotas of each id, by the id: whatever they are named, and wherever their files are. A quota is the
 * account's, so each of them tells it. CloudWatch lists those of the last two weeks, a new one up to 15 minutes late.
 * @throws the SDK's error when the list can't be read
 */
export async function publishedBy(
  client: CloudWatchClient,
  ending: { abortSignal?: AbortSignal },
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const { dimensions } of await listMetrics(client, quotaNamespace, ending)) {
    const { Stack: stack, ModelId: id } = dimensions;
    if (stack === undefined || id === undefined) continue;
    found.set(id, (found.get(id) ?? new Set()).add(stack));
  }
  return found;
}
