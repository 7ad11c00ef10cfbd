/** One process's lease of a quota. */
export interface Lease {
  /** the process */
  who: string;
  /** of the whole quota, 0 to 1 */
  fraction: number;
  wants: number;
  holds: number;
  /** goes up each time the process renews it: a lease that stands still has lost its process */
  beat: number;
}

export interface LeaseTable {
  leases: readonly Lease[];
  /** of what was read; undefined where there is nothing yet */
  version: number | undefined;
}

/** Where several processes keep their leases. One entry a quota; a write counts only if nobody wrote in between. */
export interface LeaseStore {
  read(quota: string): Promise<LeaseTable>;
  /** @returns false where somebody else wrote since `version` was read: nothing is written then */
  write(quota: string, leases: readonly Lease[], version: number | undefined): Promise<boolean>;
  close?(): Promise<void>;
}
