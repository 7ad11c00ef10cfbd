/** How a model is called. Each scope has quotas of its own. */
export const scopes = ["on-demand", "cross-region", "global", "mantle"] as const;
export type Scope = (typeof scopes)[number];

/** What a quota limits. Mantle has a quota for input and one for output in place of `tpm`. */
export const limitKinds = ["tpm", "rpm", "tpd", "concurrency", "input-tpm", "output-tpm"] as const;
export type LimitKind = (typeof limitKinds)[number];

/** A Service Quotas code, `L-` and eight hexadecimal digits. */
export type QuotaCode = `L-${string}`;
