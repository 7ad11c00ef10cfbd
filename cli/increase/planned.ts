import type { IncreaseDocument, IncreaseQuota, IncreaseTarget } from "./document-shape.ts";
import type { Planned } from "./submit.ts";

/** A request that --submit sends, with the target and quota that it is for. */
export interface PlannedRequest extends Planned {
  target: Pick<IncreaseTarget, "modelId" | "scope">;
  quota: IncreaseQuota;
}

/**
 * What --submit sends of one Region. A quota that several scopes draw on (a model's daily one) is asked for once, by the
 * larger of their values: Service Quotas takes one request at a time.
 */
export function plannedRequests({ region, targets }: IncreaseDocument): PlannedRequest[] {
  const planned = new Map<string, PlannedRequest>();
  for (const target of targets) {
    for (const quota of target.quotas) {
      const { verdict, code, desired } = quota;
      if (verdict !== "can-request" || desired === null) continue;
      if ((planned.get(code)?.desired ?? 0) < desired) planned.set(code, { region, code, desired, target, quota });
    }
  }
  return [...planned.values()];
}
