import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { lengthUnits, readTime } from "../usage/time-range.ts";

const halfAnHour = 1_800;

/**
 * The window that --around means.
 * @param text a time, or how long ago
 * @param now epoch seconds
 * @throws UserError for what is no time, or one in the future
 */
export function aroundTime(text: string, now: number, timeZone: string): { start: number; end: number } {
  const ago = /^(\d+)([mhdw])$/.exec(text);
  const at = ago ? now - Number(ago[1]) * lengthUnits[ago[2] as keyof typeof lengthUnits] : readTime(text, timeZone);
  if (at === undefined)
    throw new UserError(
      `--around ${text}: no time; write ISO 8601 such as 2026-11-26T14:05Z, or how long ago, such as 90m`,
      exitCodes.cannotTell,
    );
  if (at > now)
    throw new UserError(`--around ${text} is in the future: nothing was throttled there yet`, exitCodes.cannotTell);
  return { start: at - halfAnHour, end: Math.min(now, at + halfAnHour) };
}
