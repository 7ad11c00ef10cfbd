import type { Severity } from "../../monitoring/report/document.ts";
import { dash, percent } from "../usage/numbers.ts";
import { cut, endFor, fitted, type Piece, widthOf } from "./fit.ts";
import type { TopRow } from "./rows.ts";
import { spark, styleFor, wholeMinutes } from "./spark.ts";
import type { TopState } from "./state.ts";
import { clockIn, drawersText, nowText, throttlesText } from "./texts.ts";

/** A severity's mark says the same as its colour. */
const marks = {
  critical: { unicode: "●", ascii: "X", style: "red" },
  warning: { unicode: "▲", ascii: "!", style: "yellow" },
  ok: { unicode: "✓", ascii: " ", style: "green" },
  unknown: { unicode: "?", ascii: "?", style: "cyan" },
} as const satisfies Record<Severity, { unicode: string; ascii: string; style: Piece["style"] }>;

interface Column {
  head: string;
  align?: "right";
  /** columns that it takes at least, and at most as long as its longest text is no longer */
  least: number;
  most: number;
  /** absent: it is always shown; else those with lower numbers get room first */
  rank?: number;
  text(row: TopRow): string;
  style?(row: TopRow): Piece["style"];
  /** figures: half a number would be another one, so they get the room that they need or none */
  isWhole?: true;
  /** as wide as there is room, whatever its rows have */
  isBars?: true;
  /** pieces in place of a text: of exactly so many columns */
  pieces?(row: TopRow, width: number): Piece[];
}

const gap = 2;
const markWidth = 4;

/** A part of the line, within bounds. */
const partOf = (width: number, share: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.floor(width * share)));

/** Every column that rows can have. Whose a row is, is told where there are several to tell apart. */
function columnsOf(state: TopState, rows: readonly TopRow[], width: number): Column[] {
  const { look, places } = state;
  const label = ({ target }: TopRow): string => `${target.name} ${target.scope}`;
  const longest = Math.max(14, ...rows.map((row) => widthOf(label(row))));
  const clock = clockIn(state);
  const several = (of: (place: TopState["places"][number]["place"]) => string | undefined) =>
    new Set(places.map(({ place }) => of(place))).size > 1;
  const columns: (Column | false)[] = [
    { head: "target", least: Math.min(longest, partOf(width, 0.25, 14, 40)), most: 60, text: label },
    several(({ region }) => region) && { head: "Region", least: 9, most: 14, text: ({ place }) => place.region },
    several(({ profile }) => profile) && {
      head: "profile",
      least: 7,
      most: 20,
      text: ({ place }) => place.profile ?? dash,
    },
    { head: "quota", least: 5, most: 11, rank: 3, text: ({ tightest }) => tightest?.kind ?? dash },
    {
      head: "now",
      isWhole: true,
      align: "right",
      least: 5,
      most: 30,
      text: ({ tightest }) => nowText(tightest?.now ?? null, look),
      style: ({ severity }) => marks[severity].style,
    },
    {
      head: "at",
      least: 5,
      most: 5,
      rank: 7,
      text: ({ tightest }) => (tightest?.now ? clock(tightest.now.at) : dash),
    },
    {
      head: "last hour",
      least: partOf(width - 10, 0.2, 10, 30),
      most: 60,
      rank: 1,
      text: ({ byMinute }) => (byMinute ? "" : dash),
      isBars: true,
      pieces: ({ byMinute, reading, target }, own) =>
        byMinute?.percents
          ? padded(spark(byMinute.percents, wholeMinutes(reading), own, target.thresholds, look), own)
          : [{ text: fitted(dash, own) }],
    },
    {
      head: "peak",
      isWhole: true,
      align: "right",
      least: 5,
      most: 30,
      rank: 4,
      text: ({ peak }) => percent(peak),
      style: ({ peak, target }) => styleFor(peak, target.thresholds),
    },
    {
      head: "thr 5m/1h",
      isWhole: true,
      align: "right",
      least: 9,
      most: 30,
      rank: 2,
      text: ({ target }) => throttlesText(target.throttles),
      style: ({ target }) => ((target.throttles?.recent ?? 0) > 0 ? "red" : undefined),
    },
    {
      head: "last",
      least: 5,
      most: 5,
      rank: 6,
      text: ({ target }) => (target.throttles?.lastAt ? clock(target.throttles.lastAt) : dash),
    },
    {
      head: "who draws",
      least: 24,
      most: 80,
      rank: 5,
      text: ({ target }) => drawersText(target.drawers, 80, look),
      pieces: ({ target }, own) => [{ text: fitted(drawersText(target.drawers, own, look), own) }],
    },
  ];
  return columns.filter((column) => column !== false);
}

function padded(pieces: readonly Piece[], width: number): Piece[] {
  const taken = pieces.reduce((sum, { text }) => sum + widthOf(text), 0);
  return [...pieces, { text: " ".repeat(Math.max(0, width - taken)) }];
}

interface Placed {
  column: Column;
  width: number;
}

/** Which columns there is room for, and how wide each gets to be. */
function placed(all: readonly Column[], rows: readonly TopRow[], width: number): Placed[] {
  let room = width - markWidth;
  const taken = new Set<Column>();
  const ranked = all.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const least = (column: Column): number => (column.isWhole ? naturalWidth(column, rows) : column.least);
  for (const column of ranked) {
    const needs = least(column) + gap;
    if (column.rank !== undefined && room < needs) continue;
    taken.add(column);
    room -= needs;
  }
  // The line's last column has no gap behind it.
  room += gap;
  const kept = all.filter((column) => taken.has(column)).map((column): Placed => ({ column, width: least(column) }));
  for (const one of kept.toSorted((a, b) => growth(a.column) - growth(b.column))) {
    const { column } = one;
    const natural = column.isBars ? column.most : naturalWidth(column, rows);
    const more = Math.max(0, Math.min(room, Math.min(natural, column.most) - one.width));
    one.width += more;
    room -= more;
  }
  return kept;
}

const naturalWidth = ({ text, least, most }: Column, rows: readonly TopRow[]): number =>
  Math.max(...rows.map((row) => widthOf(cut(text(row), most))), least);

/** What gets spare room first: texts that would be cut, then who draws, then the hour. */
const growth = ({ rank, pieces, isBars }: Column): number => (isBars ? 3 : pieces ? 2 : rank ? 1 : 0);

/** The heading of the rows and the rows, each as pieces. */
export function listPieces(
  state: TopState,
  rows: readonly TopRow[],
  width: number,
): { head: Piece[]; of: (row: TopRow, isChosen: boolean) => Piece[] } {
  const { look } = state;
  const columns = placed(columnsOf(state, rows, width), rows, width);
  const end = endFor(look);
  const space = { text: " ".repeat(gap) };
  const joined = (cells: readonly Piece[][]): Piece[] =>
    cells.flatMap((cell, index) => (index === 0 ? cell : [space, ...cell]));
  return {
    head: [
      { text: " ".repeat(markWidth) },
      ...joined(
        columns.map(({ column, width: own }) => [
          { text: fitted(column.head, own, column.align ?? "left", end), style: "dim" },
        ]),
      ),
    ],
    of: (row, isChosen) => {
      const { unicode, ascii, style } = marks[row.severity];
      return [
        { text: isChosen ? (look.unicode ? "› " : "> ") : "  ", style: "bold" },
        { text: `${look.unicode ? unicode : ascii} `, style },
        ...joined(
          columns.map(({ column, width: own }, index) =>
            column.pieces
              ? column.pieces(row, own)
              : [
                  {
                    text: fitted(column.text(row), own, column.align ?? "left", end),
                    style: column.style?.(row) ?? (isChosen && index === 0 ? "bold" : undefined),
                  },
                ],
          ),
        ),
      ];
    },
  };
}
