import { day as dayLength } from "../../words/units.ts";

/** A figure of one whole UTC day on which there was use. */
export interface DayValue {
  /** epoch seconds of its midnight UTC */
  day: number;
  /** above 0, in any unit that is the same for all days */
  value: number;
}

/** Days since 1970: what trends count in. 1 January 1970 was a Thursday. */
export const dayNumber = (epoch: number): number => Math.floor(epoch / dayLength);

/** 0 to 6; which is which doesn't matter where days of one weekday are compared. */
export const weekdayOf = (epoch: number): number => dayNumber(epoch) % 7;
