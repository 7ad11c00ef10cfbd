import type { TargetCallers } from "../../monitoring/report/callers-document.ts";
import { shownCallers } from "../../monitoring/report/shown-callers.ts";
import { callerCells, callerColumns } from "../usage/callers/callers-table.ts";
import { bytesText, periodsText, sourceLines, usdText } from "../usage/callers/text.ts";
import { wrapped } from "../wrapped.ts";
import { clean, endFor, fitted, line, type Piece, widthOf } from "./fit.ts";
import type { TopRow } from "./rows.ts";
import type { TopState } from "./state.ts";
import { clockIn } from "./texts.ts";
import { isLogged, isReadingWho, type PlaceWho, type WhoSpent } from "./who.ts";

/** Who draws on a target, from the invocation logs; none without --by. */
export function whoLines(state: TopState, { who, target }: TopRow, columns: number): string[] {
  if (!who) return [];
  const { look, timeZone } = state;
  const text = (words: string, style?: Piece["style"]): string[] =>
    wrapped(signs(clean(words), look), columns)
      .split("\n")
      .map((one) => line([{ text: one, style }], columns, look));
  const { reading, failure } = who;
  const clock = clockIn(state);
  const hour = reading && isLogged(target) ? `, ${clock(reading.start)} to ${clock(reading.end)}` : "";
  const own = reading?.targets.find(({ modelId, scope }) => modelId === target.modelId && scope === target.scope);
  return [
    ...text(`Who, from the invocation logs, by ${who.by}${hour}`, "dim"),
    ...(isLogged(target)
      ? [
          ...(failure === undefined ? [] : text(`Not read: ${failure}`, "red")),
          ...standing(who).flatMap((one) => text(one)),
          ...(own
            ? [...tableLines(own.callers, who.by, columns, look), ...text(periodsText(own.callers, timeZone))]
            : []),
          ...(reading && !own ? text("It had no use in that hour.") : []),
          ...(reading ? sourceLines({ callers: reading.source }).flatMap((one) => text(one)) : []),
        ]
      : text("Calls on bedrock-mantle are in no log.")),
  ];
}

/** What goes on, or can be done. */
function standing(who: PlaceWho): string[] {
  if (isReadingWho(who)) return ["Reading the logs of the last hour"];
  if (!who.isReadable || who.reading) return [];
  const cost = who.estimate === null ? "at a cost that is not known" : `for about ${usdText(who.estimate)}`;
  return [`b reads the logs of the last hour, ${cost}`];
}

/** Signs of the report that ASCII lacks. */
const signs = (text: string, { unicode }: TopState["look"]): string =>
  unicode ? text : text.replaceAll("×", "x").replaceAll("…", "...");

/** Columns of `callerColumns` that go where there is no room, the first to go first; shares stay. */
const optional = ["cache r/w", "errors", "consumption", "input", "output", "throttled", "requests"] as const;
/** Columns that names have before figures go, and at most. */
const leastName = 20;
const mostName = 50;

/** The callers, with the numbers that `usage` has. */
function tableLines(callers: TargetCallers, by: string, columns: number, look: TopState["look"]): string[] {
  const rows = shownCallers(callers).map((row) => ({ name: row.name, cells: callerCells(row) }));
  const all = callerColumns.map((head, index) => ({
    head,
    index,
    width: Math.max(...[head, ...rows.map(({ cells }) => cells[index] ?? "")].map(widthOf)),
  }));
  const taken = (kept: typeof all): number => kept.reduce((sum, { width }) => sum + width + 1, 0);
  const names = Math.min(mostName, Math.max(leastName, ...rows.map(({ name }) => widthOf(clean(name)))));
  const kept = optional.reduce(
    (some, head) => (taken(some) + names <= columns ? some : some.filter((one) => one.head !== head)),
    all,
  );
  const wide = Math.max(0, Math.min(names, columns - taken(kept)));
  const shown = (name: string, cell: (column: (typeof all)[number]) => string, style?: Piece["style"]): string =>
    line(
      [
        {
          text: [
            fitted(name, wide, "left", endFor(look)),
            ...kept.map((one) => fitted(cell(one), one.width, "right")),
          ].join(" "),
          style,
        },
      ],
      columns,
      look,
    );
  return [
    shown(by, ({ head }) => head, "dim"),
    ...rows.map(({ name, cells }) => shown(name, ({ index }) => cells[index] ?? "")),
  ];
}

/** What reading logs took so far, of all places, in the order of how much room it takes; none without --by. */
export function whoSpentTexts({ places, look }: Pick<TopState, "places" | "look">): string[] {
  const spent = places.flatMap(({ who }) => (who ? [who.spent] : []));
  if (spent.length === 0) return [];
  const sum = (of: (one: WhoSpent) => number) => spent.reduce((total, one) => total + of(one), 0);
  const least = spent.every(({ isAll }) => isAll) ? "" : look.unicode ? "≥" : ">=";
  const usd = `${least}${usdText(sum((one) => one.usd)).replace("less than ", "<")}`;
  return [`logs ${least}${bytesText(sum(({ bytes }) => bytes))} ${usd}`, `logs ${usd}`];
}
