import { announcedText } from "../../monitoring/end-of-life.ts";
import type { Life } from "../../words/registry.ts";

/** The first few of many Regions. */
export const someRegions = (regions: readonly string[]): string =>
  regions.length <= 6 ? regions.join(" ") : `${regions.slice(0, 5).join(" ")} and ${regions.length - 5} more`;

/** The days of a model's life, each with its source, and with what another source says. */
export const lifeFacts = ({ lifecycle, legacy, extendedAccess, endOfLife }: Life): [string, string][] => [
  ["lifecycle", lifecycle],
  ...Object.entries({ legacy, extended: extendedAccess, ends: endOfLife }).flatMap(
    ([what, day]): [string, string][] => {
      if (day === undefined) return [];
      const where = day.regions ? ` in ${someRegions(day.regions)}` : "";
      return [[what, `${day.date}${where} (${announcedText(day)})`]];
    },
  ),
];
