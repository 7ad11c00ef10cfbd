import { prices } from "../../monitoring/prices.ts";
import { cut, endFor, fitted, line, type Piece, widthOf } from "./fit.ts";
import { placeText } from "./rows.ts";
import type { PlaceState, TopState } from "./state.ts";
import { clockIn } from "./texts.ts";
import { whoSpentTexts } from "./who-lines.ts";

/** What reading costs in an hour, US dollars: the metrics that are asked for. */
export const costAnHour = (places: readonly PlaceState[]): number =>
  places.reduce((sum, { reading }) => sum + (reading?.metricsAnHour ?? 0), 0) * prices.readMetric.usd;

/** From when on it is said how old the newest whole minute is, seconds: CloudWatch's own lateness is less. */
const oldAfter = 360;

const dollars = (value: number): string => `$${value < 0.1 ? value.toFixed(4) : value.toFixed(2)}`;

/** The line at the top: what is shown, of which minute, and what it costs. */
export function headLine(state: TopState, columns: number): string {
  const { places, look, order, filter, typing, paused, now } = state;
  const clock = clockIn(state);
  const minutes = places.flatMap(({ reading }) => (reading ? [reading.settled] : []));
  const [first, last] = [Math.min(...minutes), Math.max(...minutes)];
  const age = now - first >= oldAfter ? `, ${Math.floor((now - first) / 60)} min ago` : "";
  const whole = minutes.length === 0 ? [] : [`now ${clock(first)}${first === last ? "" : `-${clock(last)}`}${age}`];
  const [only] = places;
  const where = places.length === 1 && only ? placeText(only.place) : `${places.length} places`;
  const standing = [
    ...(paused ? ["paused"] : []),
    ...whole,
    `by ${order}`,
    ...(filter !== "" || typing ? [`/${filter}${typing ? "_" : ""}`] : []),
  ].join("  ");
  const left = `headroom top  ${where}  ${standing}`;
  const room = columns - widthOf(cut(left, columns));
  const pieces: Piece[] = [{ text: left, style: "bold" }];
  if (minutes.length > 0) {
    const price = dollars(costAnHour(places));
    const logs = whoSpentTexts(state);
    const costs =
      logs.length > 0
        ? [`${logs[0]}, ${price} an hour`, ...logs.map((one) => `${one}, ${price}/h`)]
        : [`${price} an hour`, `${price}/h`];
    const cost = costs.find((text) => widthOf(text) + 2 <= room);
    if (cost !== undefined) pieces.push({ text: fitted(cost, room, "right"), style: "dim" });
  }
  return line(pieces, columns, look);
}

/** A line for each place that could not be read or is still being read. */
function failureLines({ places, timeZone, look }: TopState): Piece[] {
  const clock = clockIn({ timeZone });
  return places.flatMap(({ place, reading, failure }): Piece[] => {
    if (failure !== undefined) {
      const since = reading ? `as of ${clock(reading.readAt)}; ` : "";
      return [{ text: `${placeText(place)}: ${since}${failure}`, style: "red" }];
    }
    return reading ? [] : [{ text: `${placeText(place)}: reading${look.unicode ? "…" : "..."}`, style: "dim" }];
  });
}

const noteLines = ({ places }: TopState): Piece[] =>
  places.flatMap(({ place, reading }) =>
    (reading?.notes ?? []).map((note): Piece => ({ text: `${placeText(place)}: ${note}`, style: "cyan" })),
  );

/** Everything that could not be read, or not as a whole. */
export const allPlaceLines = (state: TopState): string[] =>
  [...failureLines(state), ...noteLines(state)].map((piece) => line([piece], Number.POSITIVE_INFINITY, state.look));

/** What could not be read, in at most so many lines, and how much more there is to know. */
export function placeLines(state: TopState, columns: number, most: number): string[] {
  const failures = failureLines(state);
  const notes = noteLines(state);
  const shown = [...failures, ...notes].slice(0, Math.min(most, failures.length + 1));
  const rest = failures.length + notes.length - shown.length;
  return shown.map((piece, index) => {
    const more = rest > 0 && index === shown.length - 1 ? `  (${rest} more: ?)` : "";
    const text = cut(piece.text, columns - widthOf(more), endFor(state.look));
    return line([{ ...piece, text: text + more }], columns, state.look);
  });
}
