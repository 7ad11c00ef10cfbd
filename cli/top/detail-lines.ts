import { percent, short, whole } from "../usage/numbers.ts";
import { wrapped } from "../wrapped.ts";
import { endFor, fitted, line, type Piece, widthOf } from "./fit.ts";
import type { TopQuota } from "./reading.ts";
import { placeText, type TopRow } from "./rows.ts";
import { bar, spark, styleFor, wholeMinutes } from "./spark.ts";
import type { TopState } from "./state.ts";
import { clockIn, nameOf, nowText } from "./texts.ts";
import { whoLines } from "./who-lines.ts";

const chartRows = 8;

/** Everything that is known of one target. */
export function detailLines(state: TopState, row: TopRow, columns: number): string[] {
  const { look } = state;
  const { target, place } = row;
  const show = (...pieces: Piece[]): string => line(pieces, columns, look);
  return [
    show({ text: `${target.name} ${target.scope}`, style: "bold" }, { text: `  ${placeText(place)}` }),
    show({ text: target.modelId, style: "dim" }),
    "",
    ...target.quotas.flatMap((quota) => quotaLines(state, row, quota, columns)),
    ...(target.quotas.length === 0 ? [show({ text: "no quota of it is known" }), ""] : []),
    ...chartLines(state, row, columns),
    ...wrapped(throttlesSentence(state, row), columns)
      .split("\n")
      .map((text) => show({ text })),
    "",
    ...drawerLines(row, columns, look),
    ...(row.who ? ["", ...whoLines(state, row, columns)] : []),
  ];
}

function quotaLines(state: TopState, { reading, target }: TopRow, quota: TopQuota, columns: number): string[] {
  const { look } = state;
  const clock = clockIn(state);
  const { kind, code, awsValue, multiplier, value, adjustable, now, peak, percents, note, name, url } = quota;
  const style = styleFor(now?.percent ?? null, target.thresholds);
  const effective = multiplier === 1 ? "" : ` x ${multiplier} = ${whole(value)}`;
  const at = now ? ` at ${clock(now.at)}` : "";
  const facts = [
    `${kind}  ${code}  ${whole(awsValue)}${effective}`,
    `now ${nowText(now, look)}${at}`,
    ...(peak ? [`peak ${percent(peak.percent)} at ${clock(peak.at)}`] : []),
    adjustable === null ? "adjustable: not known" : adjustable ? "adjustable" : "not adjustable",
  ].join(", ");
  const wide = Math.max(0, columns - 2);
  return [
    ...wrapped(facts, columns, "  ", "")
      .split("\n")
      .map((text) => line([{ text, style }], columns, look)),
    ...(percents
      ? [
          line(
            [{ text: "  " }, ...spark(percents, wholeMinutes(reading), wide, target.thresholds, look)],
            columns,
            look,
          ),
        ]
      : []),
    ...(note === null
      ? []
      : wrapped(note, wide)
          .split("\n")
          .map((text) => line([{ text: `  ${text}` }], columns, look))),
    line([{ text: `  ${name}`, style: "dim" }], columns, look),
    // Half an address is none.
    ...(widthOf(url) <= wide ? [line([{ text: `  ${url}`, style: "dim" }], columns, look)] : []),
    "",
  ];
}

/** The hour of the fullest quota per minute, a column a minute where there is room, on the one scale: the top line is 100 %. */
function chartLines(state: TopState, { byMinute, reading, target }: TopRow, columns: number): string[] {
  const { look } = state;
  if (!byMinute?.percents) return [];
  const clock = clockIn(state);
  const { percents, kind } = byMinute;
  const scale = 6;
  const width = Math.min(percents.length, columns - scale);
  if (width < 10) return [];
  const parts = Array.from({ length: width }, (_, part) => {
    const from = Math.floor((part * percents.length) / width);
    const to = Math.floor(((part + 1) * percents.length) / width);
    return percents
      .slice(from, to)
      .reduce<number | null>((high, one) => ((one ?? -1) > (high ?? -1) ? one : high), null);
  });
  const share = 100 / chartRows;
  const lines = Array.from({ length: chartRows }, (_, down) => {
    const floor = 100 - (down + 1) * share;
    const label = down === 0 ? "100%" : down === chartRows / 2 ? "50%" : "";
    const pieces = parts.map((value): Piece => {
      const style = styleFor(value, target.thresholds);
      if (value === null || value <= floor) return { text: " " };
      if (down === 0 && value > 100) return { text: "!", style };
      return { text: bar(Math.min(100, ((value - floor) / share) * 100), look), style };
    });
    return line([{ text: `${fitted(label, scale - 1, "right")} `, style: "dim" }, ...pieces], columns, look);
  });
  const ends = `${clock(reading.start)}${fitted(clock(reading.start + percents.length * 60), width - 5, "right")}`;
  return [
    line([{ text: `The last hour of ${kind}, percent of the quota`, style: "dim" }], columns, look),
    ...lines,
    line([{ text: " ".repeat(scale) + ends, style: "dim" }], columns, look),
    "",
  ];
}

function throttlesSentence(state: TopState, { target }: TopRow): string {
  const { throttles } = target;
  if (throttles === null) return "Throttles: bedrock-mantle has no metric of them.";
  if (throttles.lastAt === null) return "Throttles: none in the last hour.";
  return `Throttles: ${whole(throttles.recent)} in the last 5 minutes, ${whole(throttles.hour)} in the last hour, the last at ${clockIn(state)(throttles.lastAt)}.`;
}

function drawerLines({ target }: TopRow, columns: number, look: TopState["look"]): string[] {
  const { drawers } = target;
  if (drawers.length === 0) return [line([{ text: "Nothing called it in the last hour." }], columns, look)];
  const figures = ["share", "tokens", "requests", "throttles"].map((head) => fitted(head, 9, "right")).join(" ");
  const wide = Math.max(10, Math.min(50, columns - widthOf(figures) - 1));
  const cells = drawers.map((drawer) => [
    fitted(nameOf(drawer), wide, "left", endFor(look)),
    ...[percent(drawer.share), short(drawer.tokens), short(drawer.requests), short(drawer.throttles)].map((text) =>
      fitted(text, 9, "right"),
    ),
  ]);
  return [
    line(
      [{ text: `${fitted("Who drew on it in the last hour", wide, "left", endFor(look))} ${figures}`, style: "dim" }],
      columns,
      look,
    ),
    ...cells.map((row) => line([{ text: row.join(" ") }], columns, look)),
  ];
}
