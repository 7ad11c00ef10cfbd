import type { TargetDiagnosis } from "../../monitoring/diagnosis/diagnosis.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { recent } from "../../monitoring/report/utilisation.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import type { StackCover } from "../usage/stack-cover.ts";
import { timesOf } from "./errors-of.ts";
import type { ReadErrors } from "./read-errors.ts";

export interface Noted {
  targets: readonly TargetSettings[];
  /** the part of the window that is told, epoch seconds */
  told: { start: number; end: number };
  now: number;
  errors: ReadErrors | undefined;
  found: readonly TargetDiagnosis[];
  cover: Pick<StackCover, "unreadable">;
}

/** What a reader should know beside the bursts: each a sentence without its capital and full stop. */
export function notesOf({ targets, told, now, errors, found, cover }: Noted): string[] {
  const mantle = targets.filter(({ scope }) => scope === "mantle").map(({ model }) => model.modelId);
  return [
    ...(now - told.end < recent
      ? ["the newest minutes may still grow: CloudWatch gets them up to a few minutes late"]
      : []),
    ...(mantle.length > 0 && !errors
      ? [
          `bedrock-mantle publishes no throttled requests (${mantle.join(", ")}): --errors with what callers got tells of them`,
        ]
      : []),
    ...(errors ? errorNotes(errors, found) : []),
    ...cover.unreadable,
  ];
}

function errorNotes(errors: ReadErrors, found: readonly TargetDiagnosis[]): string[] {
  const times = timesOf(errors);
  const isHeard = found.some(({ bursts }) => bursts.some((burst) => burst.errors?.timed));
  return [
    ...(errors.errors === 0 ? ["the files of --errors hold no error of Bedrock's that is known"] : []),
    ...(errors.errors > 0 && !times
      ? ["no error of --errors has a time, so that none can be held against a burst"]
      : []),
    ...(times && !isHeard
      ? [
          `the errors of --errors are of ${isoTime(times.first)} to ${isoTime(times.last)}, and none of a burst told here: are they of this Region, and is --timezone that of times without an offset?`,
        ]
      : []),
    ...(errors.tooLong > 0 ? [`lines of --errors that are over 32 MB were not read: ${errors.tooLong}`] : []),
  ];
}
