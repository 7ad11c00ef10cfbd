import type { Place, PlaceReading } from "./reading.ts";
import type { PlaceWho } from "./who.ts";

/** A place and the newest that is known of it. */
export interface PlaceState {
  place: Place;
  /** undefined: none yet */
  reading: PlaceReading | undefined;
  /** why the newest round failed; undefined: it did not */
  failure: string | undefined;
  /** undefined: nobody asked with --by */
  who: PlaceWho | undefined;
}

export const orders = ["headroom", "peak", "throttles", "name"] as const;
export type Order = (typeof orders)[number];

/** What a terminal can show. */
export interface Look {
  colours: boolean;
  /** false: ASCII alone */
  unicode: boolean;
}

/** Everything that the screen shows. */
export interface TopState {
  places: readonly PlaceState[];
  /** epoch seconds */
  now: number;
  /** IANA name */
  timeZone: string;
  look: Look;
  order: Order;
  /** rows whose text has all of its words are shown */
  filter: string;
  /** whether keys go into the filter */
  typing: boolean;
  paused: boolean;
  help: boolean;
  /** key of the chosen row; undefined: the first */
  chosen: string | undefined;
  /** key of the opened row */
  opened: string | undefined;
  /** lines that the opened target is scrolled by */
  scrolled: number;
  ended: boolean;
}

export const firstState = (
  places: readonly Place[],
  { now, timeZone, look }: Pick<TopState, "now" | "timeZone" | "look">,
): TopState => ({
  places: places.map((place) => ({ place, reading: undefined, failure: undefined, who: undefined })),
  now,
  timeZone,
  look,
  order: "headroom",
  filter: "",
  typing: false,
  paused: false,
  help: false,
  chosen: undefined,
  opened: undefined,
  scrolled: 0,
  ended: false,
});
