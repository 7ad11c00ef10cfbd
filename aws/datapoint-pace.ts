import { setTimeout as pause } from "node:timers/promises";

/** Keeps reading at a rate of data points, which are known only once an answer has come. */
export interface DatapointPace {
  /** waits until the points that came so far are within the rate */
  ready(): Promise<void>;
  took(points: number): void;
}

/**
 * @param perSecond data points a second; a second's worth may come at once
 * @param abortSignal ends a wait
 */
export function datapointPace(perSecond: number, abortSignal?: AbortSignal): DatapointPace {
  let credit = perSecond;
  let counted = performance.now();
  function settle(): void {
    const present = performance.now();
    credit = Math.min(perSecond, credit + ((present - counted) / 1000) * perSecond);
    counted = present;
  }
  return {
    async ready() {
      if (!Number.isFinite(perSecond)) return;
      for (settle(); credit <= 0; settle()) {
        await pause(
          (-credit / perSecond) * 1000 + 1,
          undefined,
          abortSignal === undefined ? {} : { signal: abortSignal },
        );
      }
    },
    took(points) {
      if (!Number.isFinite(perSecond)) return;
      settle();
      credit -= points;
    },
  };
}
