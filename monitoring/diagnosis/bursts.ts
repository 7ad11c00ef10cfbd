/** Minutes with throttled requests that belong together. Indices of minutes, `to` exclusive. */
export interface Burst {
  from: number;
  to: number;
  /** requests throttled */
  throttled: number;
}

/** Minutes without throttling that end a burst: retries with backoff leave gaps of a minute or two. */
const gap = 5;

/**
 * Groups the minutes in which requests were throttled.
 * @param throttled requests, one value a minute; NaN: none
 */
export function burstsOf(throttled: Float64Array): Burst[] {
  const bursts: Burst[] = [];
  for (const [index, count] of throttled.entries()) {
    if (!(count > 0)) continue;
    const last = bursts.at(-1);
    if (last && index - last.to < gap) {
      last.to = index + 1;
      last.throttled += count;
    } else bursts.push({ from: index, to: index + 1, throttled: count });
  }
  return bursts;
}
