import { prices } from "../../monitoring/prices.ts";
import { cut, fitted, line, type Piece, widthOf } from "./fit.ts";
import { placeText } from "./rows.ts";
import type { PlaceState, TopState } from "./state.ts";
import { clockIn } from "./texts.ts";

const roundsAnHour = 60;

/** What reading costs in an hour, US dollars: the metrics that each round asks for. */
export const costAnHour = (places: readonly PlaceState[]): number =>
  places.reduce((sum, { reading }) => sum + (reading?.metricsPerRound ?? 0), 0) * roundsAnHour * prices.readMetric.usd;

const dollars = (value: number): string => `$${value < 0.1 ? value.toFixed(4) : value.toFixed(2)}`;

/** The line at the top: what is shown, of which minute, and what it costs. */
export function headLine(state: TopState, columns: number): string {
  const { places, look, order, filter, typing, paused } = state;
  const clock = clockIn(state);
  const minutes = places.flatMap(({ reading }) => (reading ? [reading.settled] : []));
  const [first, last] = [Math.min(...minutes), Math.max(...minutes)];
  const whole =
    minutes.length === 0 ? [] : [first === last ? `now ${clock(first)}` : `now ${clock(first)}-${clock(last)}`];
  const [only] = places;
  const where = places.length === 1 && only ? placeText(only.place) : `${places.length} places`;
  const state_ = [
    ...(paused ? ["paused"] : []),
    ...whole,
    `by ${order}`,
    ...(filter !== "" || typing ? [`/${filter}${typing ? "_" : ""}`] : []),
  ].join("  ");
  const cost = minutes.length > 0 ? `${dollars(costAnHour(places))} an hour` : "";
  const left = `headroom top  ${where}  ${state_}`;
  const room = columns - widthOf(cut(left, columns)) - widthOf(cost);
  const pieces: Piece[] = [{ text: left, style: "bold" }];
  if (cost !== "" && room >= 2) pieces.push({ text: fitted(cost, room + widthOf(cost), "right"), style: "dim" });
  return line(pieces, columns, look);
}

/** A line for each place that could not be read, then what else to know; the reason first, in whole where there is room. */
export function placeLines(state: TopState, columns: number, most: number): string[] {
  const { places, look } = state;
  const clock = clockIn(state);
  const failures = places.flatMap(({ place, reading, failure }): Piece[] => {
    if (failure !== undefined) {
      const since = reading ? `as of ${clock(reading.readAt)}; ` : "";
      return [{ text: `${placeText(place)}: ${since}${failure}`, style: "red" }];
    }
    if (reading) return [];
    return [{ text: `${placeText(place)}: reading${look.unicode ? "…" : "..."}`, style: "dim" }];
  });
  const notes = places.flatMap(({ place, reading }) =>
    (reading?.notes ?? []).map((note) => ({ text: `${placeText(place)}: ${note}`, style: "cyan" as const })),
  );
  const all = [...failures, ...notes];
  const shown = all.length > most ? all.slice(0, Math.max(0, most - 1)) : all;
  const rest = all.length - shown.length;
  return [
    ...shown.map((piece) => line([piece], columns, look)),
    ...(rest > 0 && most > 0 ? [line([{ text: `${rest} more: ? shows all`, style: "cyan" }], columns, look)] : []),
  ];
}
