import { exitCodes } from "../usage/exit-code.ts";
import type { BacktestDocument } from "./document-shape.ts";

/** 3: part of it can't be told; 1: throttled minutes came without a warning; 4: nothing was called; 0: none of these. */
export function backtestCode({ outcome, incomplete }: BacktestDocument, isCalled: boolean): number {
  if (!isCalled) return exitCodes.nothingFound;
  const isUntold = outcome.targets.some(({ alarms }) => alarms.some(({ cannotTell }) => cannotTell !== undefined));
  if (incomplete.length > 0 || isUntold) return exitCodes.cannotTell;
  return outcome.warnedMinutes < outcome.throttledMinutes ? exitCodes.warning : exitCodes.ok;
}
