/** What one of those who share a quota asks for, as parts of the whole: 0 to 1. */
export interface Ask {
  /** would use it now */
  wants: number;
  /** can't give it up: held by requests under way */
  holds: number;
}

/**
 * Shares a quota out: nobody gets less than what it holds; of the rest each gets what it wants, as long as nobody who
 * wants more gets less (max-min); and what nobody wants is shared out evenly, so that whoever begins has something.
 * @returns by the asks' keys; together at most 1, unless more is held already
 */
export function fairShares(asks: ReadonlyMap<string, Ask>): Map<string, number> {
  const sharesAt = (level: number) =>
    new Map([...asks].map(([who, { wants, holds }]) => [who, Math.max(holds, Math.min(wants, level))] as const));
  const shares = sharesAt(highestLevel((level) => sum(sharesAt(level)) <= 1));
  const left = 1 - sum(shares);
  if (left > 0) for (const [who, share] of shares) shares.set(who, share + left / shares.size);
  return shares;
}

const sum = (shares: ReadonlyMap<string, number>): number =>
  [...shares.values()].reduce((total, share) => total + share, 0);

/** The highest level up to 1 that still fits, to the last bit that matters; 0 where none does. */
function highestLevel(fits: (level: number) => boolean): number {
  if (fits(1)) return 1;
  let [low, high] = [0, 1];
  for (let step = 0; step < 52; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
