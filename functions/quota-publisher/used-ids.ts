import { type CloudWatchClient, paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import { mantleNamespace, runtimeNamespace } from "../../monitoring/metrics.ts";
import type { UsedId } from "./port.ts";

/**
 * The metrics that calls leave, and the dimension that has their id. A request that Bedrock throttles is no invocation,
 * and of a model with a quota of 0 each is.
 */
const looked = [
  { namespace: runtimeNamespace, metric: "Invocations", dimension: "ModelId" },
  { namespace: runtimeNamespace, metric: "InvocationThrottles", dimension: "ModelId" },
  { namespace: mantleNamespace, metric: "Inferences", dimension: "Model" },
] as const;

/**
 * Ids with use in the last three hours, by ListMetrics: $0.01 for 1,000 requests of 500 metrics each, within AWS's free
 * ones, where a query of Metrics Insights is charged by the metrics it looks through. "There is a low probability that
 * the returned results include metrics with last published data as much as 50 minutes more"; a new metric can take 15
 * minutes to appear. API ListMetrics (RecentlyActive)
 */
export async function readUsedIds(client: CloudWatchClient, abortSignal: AbortSignal): Promise<UsedId[]> {
  const all = await Promise.all(
    looked.map(async ({ namespace, metric, dimension }) => {
      const ids: UsedId[] = [];
      const input = { Namespace: namespace, MetricName: metric, RecentlyActive: "PT3H" as const };
      for await (const page of paginateListMetrics({ client }, input, { abortSignal })) {
        for (const { Dimensions = [] } of page.Metrics ?? []) {
          // Also of a series with further dimensions, as a service tier: the id has use, wherever else it shows.
          const id = Dimensions.find(({ Name }) => Name === dimension)?.Value;
          if (id !== undefined) ids.push({ namespace, id });
        }
      }
      return ids;
    }),
  );
  return [...new Map(all.flat().map((used) => [`${used.namespace} ${used.id}`, used])).values()];
}
