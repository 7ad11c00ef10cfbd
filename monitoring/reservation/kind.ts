import type { TargetSettings } from "../settings.ts";

/** The kind of quota that a reservation is taken from; on mantle the one for input. bedrock/latest/userguide/quotas-mantle */
export type ReservedKind = "tpm" | "input-tpm";

export const reservedKind = ({ scope }: TargetSettings): ReservedKind => (scope === "mantle" ? "input-tpm" : "tpm");
