import type { Charts, TargetUsage } from "./document.ts";
import type { Measured } from "./figure.ts";
import { isoTime } from "./iso-time.ts";
import { recent } from "./utilisation.ts";

/** The largest throttled periods, in order of time. */
export function throttledAt(parts: readonly Measured[]): Charts["throttledAt"] {
  const found: Charts["throttledAt"] = [];
  for (const { stretch, counts } of parts) {
    for (let i = 0; i < counts.length; i++) {
      if (counts[i]! > 0) found.push([stretch.start + i * stretch.period, counts[i]!, stretch.period]);
    }
  }
  const most = 2_000;
  if (found.length <= most) return found;
  return found
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, most)
    .toSorted((a, b) => a[0] - b[0]);
}

/** The newest period with throttles. */
export function lastThrottled(parts: readonly Measured[]): TargetUsage["lastThrottled"] {
  for (const { stretch, counts } of parts.toReversed()) {
    for (let i = counts.length - 1; i >= 0; i--) {
      if (counts[i]! > 0) return { at: isoTime(stretch.start + i * stretch.period), periodSeconds: stretch.period };
    }
  }
  return null;
}

/**
 * Throttles in the window's last minutes; null where it ends in the past, or in a period longer than they are, or where no
 * metric tells (mantle).
 * @param now epoch seconds
 */
export function throttledNow(parts: readonly Measured[], now: number): number | null {
  const last = parts.at(-1);
  if (!last || now - last.stretch.end >= recent || last.stretch.period > recent) return null;
  let sum = 0;
  // An idle minute is NaN.
  for (const count of last.counts.subarray(-recent / last.stretch.period)) if (count > 0) sum += count;
  return sum;
}
