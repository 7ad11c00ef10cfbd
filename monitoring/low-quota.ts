/**
 * An applied value under this share of AWS's default is worth a word: such an account throttles long before its users
 * expect it. Accounts with a quarter or half of a default are common and no news.
 */
const lowShare = 0.2;

/** A value that is worth a word: 0, or far under AWS's default. In Service Quotas' own numbers, without multiplier. */
export interface LowQuota {
  value: number;
  /** AWS's default; absent where it is not known */
  standard?: number;
}

/**
 * A quota's value as a low one, where it is: 0 whatever the default, else under `lowShare` of it.
 * @param standard AWS's default, in the same unit; undefined where it is not known
 */
export function lowQuota(value: number, standard: number | undefined): LowQuota | undefined {
  const isFarUnder = standard !== undefined && value < lowShare * standard;
  if (value !== 0 && !isFarUnder) return undefined;
  return { value, ...(standard === undefined ? {} : { standard }) };
}
