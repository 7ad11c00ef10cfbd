import pLimit from "p-limit";
import type { Place } from "./places.ts";

export type Command = "up" | "preview" | "destroy";

/** How a place ended. `stopped` was under way when the run was broken off, `left` had not begun, `skipped` was done before. */
export type Status = "done" | "skipped" | "failed" | "stopped" | "left";

export interface PlaceResult {
  stack: string;
  status: Status;
  /** resources by what was done to them, e.g. create, update, same */
  changes: Readonly<Record<string, number>>;
  seconds: number;
  /** why it failed or was stopped */
  error?: string;
}

/** Does the command for one place. Rejects where it fails; `tell` is called with the resources that are through. */
export type Operate = (
  place: Place,
  tell: (resources: number) => void,
  signal: AbortSignal,
) => Promise<Readonly<Record<string, number>>>;

export interface RunOptions {
  places: readonly Place[];
  parallel: number;
  operate: Operate;
  /** no place begins once it is aborted; what is under way is asked to stop */
  signal: AbortSignal;
  onBegin?: (place: Place) => void;
  onProgress?: (place: Place, resources: number) => void;
  onEnd?: (result: PlaceResult) => void;
}

/** Does all places, so many at a time. One that fails stops no other. @returns the results in the order of the places */
export function runPlaces(options: RunOptions): Promise<PlaceResult[]> {
  const limit = pLimit(options.parallel);
  return Promise.all(options.places.map((place) => limit(() => runOne(place, options))));
}

async function runOne(place: Place, { operate, signal, onBegin, onProgress, onEnd }: RunOptions): Promise<PlaceResult> {
  const { stack } = place;
  if (signal.aborted) return { stack, status: "left", changes: {}, seconds: 0 };
  onBegin?.(place);
  const begun = performance.now();
  const ended = (rest: Pick<PlaceResult, "status" | "changes" | "error">): PlaceResult => {
    const result = { stack, seconds: (performance.now() - begun) / 1000, ...rest };
    onEnd?.(result);
    return result;
  };
  try {
    const changes = await operate(place, (resources) => onProgress?.(place, resources), signal);
    return ended({ status: "done", changes });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return ended({ status: signal.aborted ? "stopped" : "failed", changes: {}, error: message });
  }
}
