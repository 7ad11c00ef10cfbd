import {
  ruleText,
  shareText,
  summaryTexts,
  targetText,
  warnedText,
  whatIfTexts,
  worthKnowing,
} from "../../monitoring/backtest/texts.ts";
import type { WhatIf } from "../../monitoring/backtest/what-if.ts";
import { fittedTable } from "../fitted-table.ts";
import { clockTime, whole } from "../usage/numbers.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import { thresholdsText } from "./document.ts";
import type { BacktestDocument } from "./document-shape.ts";

type Outcome = BacktestDocument["outcome"];

/** Bursts that are shown; the JSON has all. */
const shown = 10;

/** The backtest as a person reads it on a terminal. */
export function describeBacktest(document: BacktestDocument, timeZone: string, paint: Paint, width: number): string {
  const { stack, window, lagMinutes, outcome, changed, whatIf, incomplete, notes } = document;
  const line = (text: string, lead = "") => wrapped(text, width, "  ", lead);
  const head = `Stack ${stack} on ${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone}), metrics ${lagMinutes} min late`;
  return [
    paint("bold", line(head)),
    "",
    ...summaryTexts(outcome).map((text) => line(text)),
    ...(changed
      ? [line(`With ${thresholdsText(changed.thresholds)}: ${summaryTexts(changed.outcome).join(" ")}`)]
      : []),
    "",
    ...burstsTable(outcome, timeZone, width),
    alarmsTable(outcome, timeZone, width),
    "",
    ...whatIfTexts(document.whatIf as WhatIf).map((text) => line(text)),
    "",
    ...(whatIf.throttledMinutes > 0 ? [trialsTable(document, width), ""] : []),
    ...incomplete.map(({ what, why, effect }) => paint("yellow", line(`Not read: ${what}: ${why}; ${effect}.`))),
    ...notes.map((note) => paint("dim", line(`${note[0]!.toUpperCase()}${note.slice(1)}.`))),
  ]
    .join("\n")
    .trimEnd();
}

function burstsTable({ targets }: Outcome, timeZone: string, width: number): string[] {
  const all = targets
    .flatMap((target) => target.bursts.map((burst) => ({ target, burst })))
    .toSorted((one, other) => other.burst.start.localeCompare(one.burst.start));
  if (all.length === 0) return [];
  const rows = all
    .slice(0, shown)
    .map(({ target, burst }) => [
      targetText(target),
      clockTime(burst.start, timeZone),
      whole(burst.throttled),
      warnedText(burst),
    ]);
  const head = ["throttled", "from", "requests", "warned of"];
  const more =
    all.length > shown ? [wrapped(`${all.length - shown} earlier bursts are in --json.`, width, "  ", "")] : [];
  return [
    fittedTable({ head, rows, align: ["left", "left", "right", "left"], names: 1, optional: [2] }, width),
    ...more,
    "",
  ];
}

function alarmsTable({ targets }: Outcome, timeZone: string, width: number): string {
  const rows = targets.flatMap((target) =>
    target.alarms
      .filter(({ pages, episodes, cannotTell }) => pages > 0 || episodes.length > 0 || cannotTell !== undefined)
      .map((alarm) => {
        const [first] = alarm.episodes;
        return [
          targetText(target),
          alarm.id.split("/").slice(-2).join("/"),
          alarm.cannotTell === undefined ? whole(alarm.pages) : "can't tell",
          whole(alarm.quietPages),
          first ? clockTime(first.on, timeZone) : "-",
          first?.off ? clockTime(first.off, timeZone) : "-",
        ];
      }),
  );
  if (rows.length === 0) return "No alarm would have gone on.";
  const head = ["alarm of", "kind/severity", "on", "quiet", "first on", "off"];
  return fittedTable(
    { head, rows, align: ["left", "left", "right", "right", "left", "left"], names: 1, optional: [5, 4] },
    width,
  );
}

/** The rules that no other one beats both in warnings and in messages. */
function trialsTable({ whatIf }: BacktestDocument, width: number): string {
  const rows = worthKnowing(whatIf.trials).map((trial) => [
    ruleText(trial),
    shareText(trial.warnedMinutes, whatIf.throttledMinutes),
    whole(trial.messages),
    whole(trial.quietPages),
  ]);
  const head = ["one level on use at", "warned", "messages", "quiet"];
  return fittedTable({ head, rows, align: ["left", "right", "right", "right"], names: 1, optional: [3] }, width);
}
