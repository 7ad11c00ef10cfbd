import type { AlarmSimulation, Transition } from "../monitoring/simulation/simulate.ts";
import { fittedTable } from "./fitted-table.ts";
import type { StackSimulation } from "./simulate-stack.ts";
import { fitLines } from "./wrapped.ts";

const simulateAlign = ["right", "right", "right", "left", "left"] as const;

/** The result as a person reads it: a line per alarm that fires, the first one first. */
export function describe(
  input: StackSimulation,
  { traffic }: { traffic: string },
  results: readonly AlarmSimulation[],
  width = Number.POSITIVE_INFINITY,
): string {
  const { plan, start, minutes, lag } = input;
  const dated = "recorded" in input.traffic && input.traffic.recorded.start !== undefined;
  const when = ({ minute, epoch }: Transition) => (dated ? isoTime(epoch) : String(minute));
  const fired = results
    .map((result) => ({ alarm: result.alarm, episodes: episodesOf(result) }))
    .filter(({ episodes }) => episodes.length > 0)
    .sort((left, right) => left.episodes[0]!.fired.minute - right.episodes[0]!.fired.minute);
  const rows = fired.map(({ alarm, episodes }) => {
    const [{ fired, cleared }, ...again] = episodes as [Episode, ...Episode[]];
    return [when(fired), cleared ? when(cleared) : "-", again.length > 0 ? `${again.length}` : "", alarm, fired.reason];
  });
  const simulated = results.filter(({ outcome }) => outcome === "simulated");
  const unsure = results.filter((result) => result.outcome === "cannot tell" || result.finalState === "CANNOT_TELL");
  const late = lag > 0 ? `, Bedrock's metrics ${lag} minute${lag === 1 ? "" : "s"} late` : "";
  const lines = [
    `Stack ${plan.stack}, ${plan.region}: ${traffic} for ${minutes} minutes${dated ? ` from ${isoTime(start)}` : ""}${late}`,
    "",
    ...(rows.length === 0
      ? ["No alarm fires."]
      : [
          fittedTable(
            { head: ["fires", "clears", "again", "alarm", "why"], rows, align: simulateAlign, names: 0 },
            width,
          ),
          "",
          dated ? "Times are UTC." : "Times are minutes since the start; 2: at the end of the second minute.",
        ]),
    `${rows.length} of ${simulated.length} alarms fire${unsure.length === 0 ? "." : `; of ${unsure.length} it can't be told:`}`,
    ...cannotTell(unsure),
  ];
  return fitLines(lines.join("\n"), width);
}

/** A time that an alarm was in ALARM. */
interface Episode {
  fired: Transition;
  /** absent: to the end */
  cleared?: Transition;
}

function episodesOf(result: AlarmSimulation): Episode[] {
  if (result.outcome !== "simulated") return [];
  return result.transitions.flatMap((fired, index, all) => {
    if (fired.to !== "ALARM") return [];
    const cleared = all[index + 1];
    return [{ fired, ...(cleared && { cleared }) }];
  });
}

/** The alarms that can't be told, by reason. */
function cannotTell(results: readonly AlarmSimulation[]): string[] {
  const byReason = Map.groupBy(results, (result) =>
    result.outcome === "cannot tell" ? result.reason : "It hangs on an alarm that can't be told.",
  );
  return [...byReason].flatMap(([reason, alarms]) => [`  ${reason}`, ...alarms.map(({ alarm }) => `    ${alarm}`)]);
}

/** 2026-01-05T00:02Z */
export const isoTime = (epoch: number): string => `${new Date(epoch * 1000).toISOString().slice(0, 16)}Z`;
