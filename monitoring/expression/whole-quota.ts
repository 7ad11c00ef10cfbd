/**
 * What 100 % of a quota is: the quota, and of a quota of 0 (new accounts have it) 1, so that any use of it reads as far
 * more than all and nothing is divided by 0. The same once as a number and once as metric math.
 */
export const wholeOf = (quota: number): number => (quota === 0 ? 1 : quota);

/** Without a datapoint where the quota has none: IF drops a point whose condition is missing. */
export const wholeFormula = (quota: string): string => `IF(${quota}, ${quota}, 1)`;
