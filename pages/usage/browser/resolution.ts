import type { Shade } from "../../charts/drawings.ts";
import { epoch, type PageContext } from "./page.ts";

/** "1 min", "5 min", "1 h" */
export const resolutionName = (seconds: number): string =>
  seconds >= 86_400 ? `${seconds / 86_400} d` : seconds >= 3_600 ? `${seconds / 3_600} h` : `${seconds / 60} min`;

/** The parts of the window of which CloudWatch has only means over several minutes, as charts show them. */
export const coarseShades = ({ document: { resolution } }: PageContext): Shade[] =>
  resolution
    .filter(({ hidesMinutePeaks }) => hidesMinutePeaks)
    .map(({ start, end, periodSeconds }) => ({
      from: epoch(start),
      to: epoch(end),
      label: `peaks hidden: ${resolutionName(periodSeconds)} means`,
    }));

/** What is said beside the highest value of a figure that is a mean over several minutes. */
export const meanOver = (seconds: number | null): string =>
  seconds === null || seconds <= 60 ? "" : seconds >= 86_400 ? "whole day" : `mean over ${resolutionName(seconds)}`;
