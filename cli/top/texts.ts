import { zonedTime } from "../../pages/charts/zoned-time.ts";
import { dash, percent, short } from "../usage/numbers.ts";
import { clean, cut, endFor, widthOf } from "./fit.ts";
import type { Drawer, Now, Throttles } from "./reading.ts";
import type { Look, TopState } from "./state.ts";

export const clockIn = ({ timeZone }: Pick<TopState, "timeZone">): ((epoch: number) => string) =>
  zonedTime(timeZone).clock;

/** A lower bound is told as one: its minute's data are still coming in. */
export function nowText(now: Now | null, { unicode }: Look): string {
  if (now === null) return "?";
  return `${now.complete ? "" : unicode ? "≥" : ">="}${percent(now.percent)}`;
}

export const throttlesText = (throttles: Throttles | null): string =>
  throttles === null ? "?" : throttles.hour === 0 ? dash : `${short(throttles.recent)}/${short(throttles.hour)}`;

/** Who draws most, as many as there is room for, and how many more there are. A share is never cut off, but its name may be. */
export function drawersText(drawers: readonly Drawer[], width: number, look: Look): string {
  const most = 3;
  for (let count = Math.min(most, drawers.length); count > 1; count--) {
    const text = drawersShown(drawers, count, Number.POSITIVE_INFINITY, look);
    if (widthOf(text) <= width) return text;
  }
  const text = drawersShown(drawers, 1, Number.POSITIVE_INFINITY, look);
  return drawersShown(drawers, 1, width - (widthOf(text) - widthOf(clean(nameOf(drawers[0])))), look);
}

function drawersShown(drawers: readonly Drawer[], count: number, nameWidth: number, look: Look): string {
  const shown = drawers
    .slice(0, count)
    .map((one) => `${cut(nameOf(one), nameWidth, endFor(look))} ${percent(one.share)}`);
  const others = drawers.length - shown.length;
  return [...shown, ...(others > 0 ? [`+${others}`] : [])].join(", ");
}

/** An application profile by its name, which its owner chose; others by the id that their callers know. */
export const nameOf = (drawer: Drawer | undefined): string =>
  drawer === undefined ? "" : drawer.isApplicationProfile ? drawer.name : drawer.id;
