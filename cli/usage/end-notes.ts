import { endNotices, endText } from "../../monitoring/end-of-life.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";

/** Which of the report's models AWS ends soon. @param now epoch seconds */
export const endNotes = (targets: readonly TargetSettings[], now: number): string[] =>
  endNotices(
    targets.map(({ model }) => model),
    isoTime(now).slice(0, 10),
  ).map(endText);
