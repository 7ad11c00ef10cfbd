/** A quota label that means a model though it spells none of the model's names; settled by a person. */
export interface Override {
  /** the model in the quota's name, as readQuotaName gives it */
  label: string;
  modelId: string;
  /** how one knows */
  reason: string;
}

/** Reviewed by hand: whatever isn't certain stays out, and its quotas stay unknown. */
export const overrides: readonly Override[] = [];
