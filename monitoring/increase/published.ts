/** A quota as a stack publishes it, over one stretch of time: one value a period from its start, NaN where there is none. */
export interface PublishedPart {
  /** epoch seconds */
  start: number;
  /** seconds */
  period: number;
  values: ArrayLike<number>;
}

/** What the published minutes tell of a request. Values are effective for the scope: with the multiplier. */
export interface PublishedSeen {
  /** the newest value */
  value: number;
  /** epoch seconds of the newest value */
  at: number;
  /** the value when the request was made; null: nothing was published then */
  before: number | null;
  /**
   * from when on no value was less than what was asked for, up to the newest; null: the newest is less, or there is no
   * value before it that was: then it was there when publishing began
   */
  since: { at: number; period: number } | null;
}

/**
 * What published values tell of a request; undefined: nothing was published.
 * @param parts oldest first
 * @param asked what was asked for, effective for the scope
 * @param created when, epoch seconds
 */
export function publishedSeen(
  parts: readonly PublishedPart[],
  asked: number,
  created: number,
): PublishedSeen | undefined {
  let seen: PublishedSeen | undefined;
  let before: number | null = null;
  let since: PublishedSeen["since"] = null;
  let wasLess = false;
  for (const { start, period, values } of parts) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      const at = start + i * period;
      if (at <= created) before = value;
      if (value < asked) {
        wasLess = true;
        since = null;
      } else if (wasLess && since === null) since = { at, period };
      seen = { value, at, before, since };
    }
  }
  return seen;
}
