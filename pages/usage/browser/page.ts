import type { Charts } from "../../../monitoring/report/document.ts";
import { unpacked } from "../../browser/unpacked.ts";
import type { drawnInView } from "../../charts/in-view.ts";
import { zonedTime } from "../../charts/zoned-time.ts";
import { chartsId, type UsagePageData } from "../data.ts";
import { type HeatStep, heatSteps } from "../heat.ts";

/** What every part of the page needs. */
export interface PageContext extends UsagePageData {
  time: ReturnType<typeof zonedTime>;
  /** The steps of colour of a target, by its place in the report. */
  stepsOf(target: number): HeatStep[];
  /** epoch seconds */
  window: { start: number; end: number };
  /** The series of a target's charts, by its place in the report. */
  chartsOf(target: number): Charts;
}

/** What draws charts while they are near the window. */
export type InView = ReturnType<typeof drawnInView>;

export const epoch = (time: string): number => Date.parse(time) / 1000;

export function readPage(): PageContext {
  const data = JSON.parse(textOf("data")) as UsagePageData;
  const { timeZone, window } = data.document;
  const steps = data.targets.map(({ thresholds }) => heatSteps(thresholds));
  const read = new Map<number, Charts>();
  return {
    ...data,
    time: zonedTime(timeZone),
    stepsOf: (target) => steps[target] ?? [],
    window: { start: epoch(window.start), end: epoch(window.end) },
    chartsOf(target) {
      const charts = read.get(target) ?? (JSON.parse(unpacked(textOf(chartsId(target)))) as Charts);
      // The ones looked at last are kept: all of a large report would take a lot of memory.
      read.delete(target);
      read.set(target, charts);
      for (const oldest of read.keys()) if (read.size > 8) read.delete(oldest);
      return charts;
    },
  };
}

const textOf = (id: string): string => document.querySelector(`#${id}`)?.textContent ?? "";

/** The id of a target's section. */
export const sectionId = (target: number): string => `target-${target}`;
