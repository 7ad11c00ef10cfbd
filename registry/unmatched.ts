import type { Catalogue } from "./catalogue-types.ts";
import { type Explanation, explainer } from "./explain.ts";

/** A quota about calling a model, of which the registry can't say which model. */
export interface UnmatchedQuota {
  code: string;
  name: string;
  status: Explanation["status"];
  /** the models that it could be of, where there are several */
  modelIds: readonly string[];
  reason: string;
}

/** The quotas whose model is not known, by name. */
export function unmatchedQuotas(catalogue: Catalogue): UnmatchedQuota[] {
  const explain = explainer(catalogue);
  return catalogue.quotas
    .filter(({ modelId }) => modelId === null)
    .map(({ code, name }) => {
      const { status, modelIds, reason } = explain(name);
      return { code, name, status, modelIds, reason };
    });
}
