import type { Lease, LeaseStore } from "../../client/quota/shared/lease-store.ts";

/** A store in memory, in which writers of one turn meet. */
export function memoryStore(): LeaseStore & { leases(quota: string): readonly Lease[]; writes: number } {
  const tables = new Map<string, { leases: readonly Lease[]; version: number }>();
  const store = {
    writes: 0,
    leases: (quota: string) => tables.get(quota)?.leases ?? [],
    read: async (quota: string) => tables.get(quota) ?? { leases: [], version: undefined },
    write: async (quota: string, leases: readonly Lease[], version: number | undefined) => {
      if (tables.get(quota)?.version !== version) return false;
      tables.set(quota, { leases, version: (version ?? 0) + 1 });
      store.writes++;
      return true;
    },
  };
  return store;
}
