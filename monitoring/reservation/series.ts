import type { Metric } from "../expression/expression.ts";
import type { ReservationSettings, TargetSettings } from "../settings.ts";
import type { StackPlace } from "../usage.ts";
import { loggedIds, plainIds } from "./ids.ts";
import { type clientMetrics, type logMetrics, logsNamespace } from "./metrics.ts";

type Series = Omit<Metric, "stat">;

/** A figure's series that the filters of the invocation log publish, one of each id. */
export const loggedSeries = (
  target: TargetSettings,
  place: StackPlace,
  name: (typeof logMetrics)[keyof typeof logMetrics],
): Series[] =>
  loggedIds(target, place).map((ModelId) => ({ namespace: logsNamespace(place.stack), name, dimensions: { ModelId } }));

/** A figure's series that client libraries publish, one of each application and id. */
export const clientSeries = (
  target: TargetSettings,
  { region }: StackPlace,
  { applications, namespace }: ReservationSettings & { source: "client" },
  name: (typeof clientMetrics)[keyof typeof clientMetrics],
): Series[] => {
  const Endpoint = target.scope === "mantle" ? "bedrock-mantle" : "bedrock-runtime";
  return applications.flatMap((Application) =>
    plainIds(target, region).map((ModelId) => ({ namespace, name, dimensions: { Application, Endpoint, ModelId } })),
  );
};
