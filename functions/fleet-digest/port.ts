import type { PlacedQuery } from "../../monitoring/fleet/digest.ts";
import type { Alert } from "../quota-publisher/alert.ts";

/** The values of a query by minute since 1970. */
export type Minutes = ReadonlyMap<number, number>;

/** All that the digest needs of AWS. */
export interface DigestPort {
  /**
   * The queries of one request that return data, by id, from a minute (inclusive) to another (exclusive).
   * Rejects when CloudWatch can't answer for one of them in full.
   */
  read(
    region: string,
    queries: readonly PlacedQuery[],
    from: number,
    to: number,
  ): Promise<ReadonlyMap<string, Minutes>>;
  /** Rejects when SNS did not take it. */
  publish(message: Alert): Promise<void>;
}
