/**
 * How much of a quota a process may draw on, where several draw on one. A source of shares keeps the sum of all live
 * grants at 1 or below; a client sizes its buckets by its grant and asks again before the grant ends.
 */
export interface ShareSource {
  /**
   * Asks for a share of the quota; a grant replaces the one before it.
   * @param quota names what is shared: the same text in every process that draws on it
   * @returns the grant; rejects when it can't be told, and what was granted before stands until it ends
   */
  renew(quota: string, ask: ShareAsk): Promise<ShareGrant>;
  /** Gives back what is granted of every quota: another process may have it at once. */
  close(): Promise<void>;
}

/** What a process asks for, as fractions of the whole quota, 0 to 1. */
export interface ShareAsk {
  /** what it would use: what it sends now and what waits */
  wants: number;
  /** what it can't give up: held by requests under way. A grant is never below it, unless it never was granted. */
  holds: number;
}

export interface ShareGrant {
  /** of the whole quota, 0 to 1 */
  fraction: number;
  /** milliseconds from now until which it holds; ask again in about half of it */
  validFor: number;
}

/** A share that nobody else draws on, for as long as it's asked for. @param fraction of the whole quota, above 0, up to 1 */
export function fixedShare(fraction: number): ShareSource {
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(`a share of a quota is above 0 and at most 1, not ${fraction}`);
  return {
    renew: async () => ({ fraction, validFor: Number.POSITIVE_INFINITY }),
    close: async () => {},
  };
}
