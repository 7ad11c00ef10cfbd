import type { TargetCallers } from "../../../monitoring/report/callers-document.ts";
import { isoTime } from "../../../monitoring/report/iso-time.ts";
import { clockTime, whole } from "../numbers.ts";

/** How long after a call its record may still be on its way, seconds: a guess, as AWS names no time. */
export const lateness = 15 * 60;

/** What is known of how far the records go. */
interface Known {
  joined: readonly TargetCallers[];
  /** requests that CloudWatch counted before the first record */
  before: number;
  /** requests without a record that CloudWatch counted in the newest minutes */
  late: number;
  /** epoch seconds */
  firstMinute: number | undefined;
  hasMantle: boolean;
  foreign: number;
  timeZone: string;
}

/** What to know when reading who used how much. */
export function callerNotes(known: Known): string[] {
  const { joined, before, firstMinute, timeZone } = known;
  const notes: string[] = [];
  const unlogged = joined.flatMap(({ rows }) => rows.filter(({ kind }) => kind === "unlogged"));
  if (firstMinute === undefined) {
    notes.push("The log group has no record of this window: logging was off then, or the records are still to come.");
  } else if (before > 0) {
    notes.push(
      `Logging since ${clockTime(isoTime(firstMinute), timeZone)}: that is the first record, and CloudWatch counted ${whole(before)} requests before it, which are "not in the logs". Logging was off, or older records are gone.`,
    );
  }
  if (known.late > 0) {
    notes.push(
      `${whole(known.late)} of the requests that are not in the logs are of the newest ${lateness / 60} minutes: their records may still come; AWS names no time for that.`,
    );
  }
  if (unlogged.some(({ throttled, errors }) => throttled + errors > 0)) {
    notes.push(
      'Throttled and failed requests without a record have no name: AWS does not say whether it logs them. "While throttled" is who used the quota in the minutes that had throttles.',
    );
  }
  const beyond = joined.reduce((sum, one) => sum + (one.beyond?.requests ?? 0), 0);
  if (joined.some((one) => one.beyond !== null)) {
    notes.push(
      `The records have more than CloudWatch counted (${whole(beyond)} requests): its newest minutes are still to come, or it counts a call in another minute. Shares are then of what the records have.`,
    );
  }
  if (joined.some(({ basis }) => basis === "tokens")) {
    notes.push(
      "Where a model's burndown rate is not documented, shares are of tokens, each once: what they took of the quota can't be told.",
    );
  }
  if (known.hasMantle) notes.push("Calls on bedrock-mantle are not logged: who made them can't be told.");
  if (known.foreign > 0) {
    notes.push(`${whole(known.foreign)} records of other Regions or accounts are in the log group and left out.`);
  }
  return notes;
}
