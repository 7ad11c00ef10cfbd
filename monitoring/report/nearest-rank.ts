/**
 * The nearest rank of a percentile: counted from 1, the first of so many ascending values that at least so many percent
 * of them do not exceed. 0 of none.
 */
export const nearestRank = (percent: number, of: number): number => Math.ceil((percent / 100) * of);
