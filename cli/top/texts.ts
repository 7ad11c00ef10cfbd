import { zonedTime } from "../../pages/charts/zoned-time.ts";
import { dash, percent, short } from "../usage/numbers.ts";
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

/** Who draws most, and how many more there are. */
export function drawersText(drawers: readonly Drawer[], most = 3): string {
  const shown = drawers.slice(0, most).map((one) => `${nameOf(one)} ${percent(one.share)}`);
  const others = drawers.length - shown.length;
  return [...shown, ...(others > 0 ? [`+${others}`] : [])].join(", ");
}

/** An application profile by its name, which its owner chose; others by the id that their callers know. */
export const nameOf = ({ id, name, isApplicationProfile }: Drawer): string => (isApplicationProfile ? name : id);
