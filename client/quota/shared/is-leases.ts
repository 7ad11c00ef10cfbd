import type { Lease } from "./lease-store.ts";

/** Whether what was read from a store is what was written there. */
export const isLeases = (value: unknown): value is Lease[] => Array.isArray(value) && value.every(isLease);

function isLease(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { who, ...numbers } = value as Record<string, unknown>;
  return (
    typeof who === "string" && ["fraction", "wants", "holds", "beat"].every((name) => Number.isFinite(numbers[name]))
  );
}
