/** How a model is called. Each scope has quotas of its own. */
export const scopes = ["on-demand", "cross-region", "global", "mantle"] as const;
export type Scope = (typeof scopes)[number];

/** A Service Quotas code, `L-` and eight hexadecimal digits. */
export type QuotaCode = `L-${string}`;

/** Whether a Region is of AWS GovCloud (US), a partition of its own with accounts of its own. */
export const isGovCloud = (region: string): boolean => region.startsWith("us-gov-");

export {
  isMeasurable,
  kindLabels,
  type LimitKind,
  limitKinds,
  type MeasurableKind,
  measurableKinds,
} from "./limit-kinds.ts";
