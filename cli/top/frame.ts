import { detailLines } from "./detail-lines.ts";
import { line } from "./fit.ts";
import { allPlaceLines, headLine, placeLines } from "./head-lines.ts";
import { helpLines } from "./help-lines.ts";
import { listPieces } from "./list-columns.ts";
import { placeText, shownRows, type TopRow } from "./rows.ts";
import type { TopState } from "./state.ts";
import { isLogged } from "./who.ts";
import { whoLines } from "./who-lines.ts";

/** What the screen shows: at most so many lines, none wider than so many columns. */
export function frame(state: TopState, columns: number, rows: number): string[] {
  const head = [headLine(state, columns)];
  const room = Math.max(0, rows - head.length - 1);
  const all = shownRows(state);
  const opened = all.find(({ key }) => key === state.opened);
  const keys = keyLine(state, columns, !state.help && opened?.who?.isReadable === true && isLogged(opened.target));
  const body = state.help
    ? scrolled(helpLines(state, columns), state.scrolled, room)
    : opened
      ? scrolled(detailLines(state, opened, columns), state.scrolled, room)
      : list(state, all, columns, room);
  const filled = [...head, ...body, ...new Array(Math.max(0, room - body.length)).fill(""), keys];
  return filled.slice(0, Math.max(0, rows));
}

/** Everything as text, for where there is no terminal to show it on. */
export function wholeFrame(state: TopState, columns: number): string[] {
  const all = shownRows(state);
  return [
    headLine(state, columns),
    ...allPlaceLines(state),
    ...(all.length === 0 ? [nothing(state)] : listLines(state, all, columns, all)),
    ...all.flatMap((row) =>
      row.who
        ? ["", `${row.target.name} ${row.target.scope}  ${placeText(row.place)}`, ...whoLines(state, row, columns)]
        : [],
    ),
  ];
}

export const chosenIndex = ({ chosen }: TopState, rows: readonly TopRow[]): number =>
  Math.max(
    0,
    rows.findIndex(({ key }) => key === chosen),
  );

function list(state: TopState, all: readonly TopRow[], columns: number, room: number): string[] {
  const { look } = state;
  const places = placeLines(state, columns, Math.max(1, Math.floor(room / 3)));
  const left = Math.max(1, room - places.length - 1);
  if (all.length === 0) return [...places, line([{ text: nothing(state) }], columns, look)].slice(0, room);
  const index = chosenIndex(state, all);
  // A page at a time: rows stay where they are while the choice moves among them.
  const from = Math.floor(index / left) * left;
  return [...places, ...listLines(state, all, columns, all.slice(from, from + left), index)].slice(0, room);
}

/** The heading and some of the rows; columns are as wide as all rows need, so that they stay from page to page. */
function listLines(
  state: TopState,
  all: readonly TopRow[],
  columns: number,
  shown: readonly TopRow[],
  chosen?: number,
): string[] {
  const { head, of } = listPieces(state, all, columns);
  return [head, ...shown.map((row) => of(row, row === all[chosen ?? -1]))].map((pieces) =>
    line(pieces, columns, state.look),
  );
}

function nothing({ places, filter }: TopState): string {
  const found = places.some(({ reading }) => reading && reading.targets.length > 0);
  if (found) return `nothing has "${filter}" in it`;
  if (places.every(({ reading }) => reading === undefined)) return "";
  return "No Bedrock model has metrics here. Calls are counted in the Region and account that they are made from; a new metric is listed up to 15 minutes late.";
}

function scrolled(lines: readonly string[], by: number, room: number): string[] {
  const from = Math.max(0, Math.min(by, lines.length - room));
  return lines.slice(from, from + room);
}

function keyLine({ typing, opened, help, paused, look }: TopState, columns: number, hasWho: boolean): string {
  const text = typing
    ? "Enter keep  Esc clear  what is written must be in the row"
    : help || opened !== undefined
      ? `Esc back  ${look.unicode ? "↑↓" : "j/k"} scroll  ${hasWho ? "b who  " : ""}p ${paused ? "go on" : "pause"}  q quit`
      : `Enter open  s sort  / filter  p ${paused ? "go on" : "pause"}  ? help  q quit`;
  return line([{ text, style: "dim" }], columns, look);
}
