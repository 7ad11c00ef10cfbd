import { exitCodes } from "../usage/exit-code.ts";
import type { DiagnosisDocument } from "./document-shape.ts";

/** 4 nothing called Bedrock; 3 the cause of a burst, or part of the data, can't be told; 1 throttled; 0 nothing was. */
export function diagnosisCode({ targets, incomplete, inUse }: DiagnosisDocument): number {
  const isUntold = targets.some(({ bursts, notes }) => notes.length > 0 || bursts.some(({ cause }) => cause === null));
  if (incomplete.length > 0 || isUntold) return exitCodes.cannotTell;
  if (targets.length > 0) return exitCodes.warning;
  return inUse === 0 ? exitCodes.nothingFound : exitCodes.ok;
}
