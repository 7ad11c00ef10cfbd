/** How a model is called. Each scope has quotas of its own. */
export const scopes = ["on-demand", "cross-region", "global", "mantle"] as const;
export type Scope = (typeof scopes)[number];

/** What a quota limits. Mantle has a quota for input and one for output in place of `tpm`. */
export const limitKinds = ["tpm", "rpm", "tpd", "concurrency", "input-tpm", "output-tpm"] as const;
export type LimitKind = (typeof limitKinds)[number];

/** A Service Quotas code, `L-` and eight hexadecimal digits. */
export type QuotaCode = `L-${string}`;

/** The kinds whose use CloudWatch can tell. Concurrency has no metric. */
export const measurableKinds = ["tpm", "rpm", "tpd", "input-tpm", "output-tpm"] as const satisfies readonly LimitKind[];
export type MeasurableKind = (typeof measurableKinds)[number];

export const isMeasurable = (kind: LimitKind): kind is MeasurableKind =>
  (measurableKinds as readonly LimitKind[]).includes(kind);

export const kindLabels: Readonly<Record<LimitKind, string>> = {
  tpm: "tokens per minute",
  rpm: "requests per minute",
  tpd: "tokens per day",
  concurrency: "concurrent requests",
  "input-tpm": "input tokens per minute",
  "output-tpm": "output tokens per minute",
};
