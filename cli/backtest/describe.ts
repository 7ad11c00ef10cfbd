import { windowText } from "../../monitoring/evaluation.ts";
import { fittedTable } from "../fitted-table.ts";
import { clockTime, percent, whole } from "../usage/numbers.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { BacktestDocument } from "./document-shape.ts";
import { targetLabelOf } from "./texts.ts";

type Outcome = BacktestDocument["outcome"];
type Trial = BacktestDocument["whatIf"]["trials"][number];

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
    ...summaryLines(outcome).map((text) => line(text)),
    ...(changed
      ? [
          line(
            `With ${Object.entries(changed.thresholds)
              .map(([name, value]) => `${name} ${value} %`)
              .join(", ")}: ${summaryLines(changed.outcome).join(" ")}`,
          ),
        ]
      : []),
    "",
    ...burstsTable(outcome, timeZone, width),
    alarmsTable(outcome, timeZone, width),
    "",
    ...whatIfLines(document).map((text) => line(text)),
    "",
    ...(whatIf.throttledMinutes > 0 ? [trialsTable(document, width), ""] : []),
    ...incomplete.map(({ what, why, effect }) => paint("yellow", line(`Not read: ${what}: ${why}; ${effect}.`))),
    ...notes.map((note) => paint("dim", line(`${note[0]!.toUpperCase()}${note.slice(1)}.`))),
  ]
    .join("\n")
    .trimEnd();
}

/** What the alarms would have done, in sentences. */
function summaryLines({
  throttledMinutes,
  warnedMinutes,
  pages,
  quietPages,
  messages,
  mostInAnHour,
}: Outcome): string[] {
  const warned =
    throttledMinutes === 0
      ? "Nothing was throttled."
      : `${whole(warnedMinutes)} of ${whole(throttledMinutes)} minutes with throttled requests (${percent((100 * warnedMinutes) / throttledMinutes)}) were warned of before they began.`;
  return [
    warned,
    `${whole(pages)} alarms went on, ${whole(quietPages)} of them without a throttled request; ${whole(messages)} messages, at most ${whole(mostInAnHour)} in an hour.`,
  ];
}

function burstsTable({ targets }: Outcome, timeZone: string, width: number): string[] {
  const all = targets
    .flatMap((target) => target.bursts.map((burst) => ({ target, burst })))
    .toSorted((one, other) => other.burst.start.localeCompare(one.burst.start));
  if (all.length === 0) return [];
  const rows = all
    .slice(0, shown)
    .map(({ target, burst }) => [
      targetLabelOf(target),
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

/** "12 min before", "3 min late", "never". */
function warnedText({ leadMinutes, lateMinutes }: Outcome["targets"][number]["bursts"][number]): string {
  if (leadMinutes !== null) return leadMinutes === 0 ? "as it began" : `${whole(leadMinutes)} min before`;
  return lateMinutes === null ? "never" : `${whole(lateMinutes)} min late`;
}

function alarmsTable({ targets }: Outcome, timeZone: string, width: number): string {
  const rows = targets.flatMap((target) =>
    target.alarms
      .filter(({ pages, episodes, cannotTell }) => pages > 0 || episodes.length > 0 || cannotTell !== undefined)
      .map((alarm) => {
        const [first] = alarm.episodes;
        return [
          targetLabelOf(target),
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

const ruleText = (rule: Trial): string => `${rule.threshold} % ${windowText(rule)}`;

/** What other thresholds would have done, and what to set. */
function whatIfLines({ whatIf }: Pick<BacktestDocument, "whatIf">): string[] {
  const { throttledMinutes, bursts, recommended, best, targets, trials } = whatIf;
  if (throttledMinutes === 0) {
    const quiet = trials.toSorted((one, other) => one.messages - other.messages || one.threshold - other.threshold)[0];
    return [
      `Nothing was throttled, so nothing says which thresholds would warn in time${quiet ? `; ${ruleText(quiet)} would have sent ${whole(quiet.messages)} messages` : ""}.`,
    ];
  }
  const rests = `It rests on ${bursts} ${bursts === 1 ? "burst" : "bursts"}${bursts < few ? ": few, so take it for a hint" : ""}.`;
  const own = targets
    .filter(
      (target) =>
        target.recommended && (recommended === null || target.recommended.threshold !== recommended.threshold),
    )
    .slice(0, 5)
    .map((target) => `${targetLabelOf(target)} by itself: ${ruleText(target.recommended!)}.`);
  if (recommended)
    return [
      `Recommended: one level at ${ruleText(recommended)}: warns of ${share(recommended, throttledMinutes)} of the throttled minutes before they begin, with ${whole(recommended.messages)} messages. ${rests}`,
      ...own,
    ];
  return [
    `No threshold on use from 50 % on warns of 95 % of the throttled minutes before they begin${best ? `: the most is ${share(best, throttledMinutes)}, at ${ruleText(best)}` : ""}. What came without a warning were bursts, or what requests reserve: headroom diagnose says which. ${rests}`,
    ...own,
  ];
}

/** Bursts under which a recommendation rests on little. */
const few = 5;

const share = ({ warnedMinutes }: Trial, all: number): string => percent((100 * warnedMinutes) / all);

/** The rules worth knowing: no other one warns of as much with fewer messages. */
function trialsTable({ whatIf }: BacktestDocument, width: number): string {
  const { trials, throttledMinutes } = whatIf;
  const best = trials.filter(
    (one) =>
      !trials.some(
        (other) =>
          other.warnedMinutes >= one.warnedMinutes &&
          other.messages <= one.messages &&
          (other.warnedMinutes > one.warnedMinutes || other.messages < one.messages),
      ),
  );
  const byBoth = new Map(best.map((one) => [`${one.warnedMinutes} ${one.messages}`, one]));
  const rows = [...byBoth.values()]
    .toSorted((one, other) => other.warnedMinutes - one.warnedMinutes)
    .map((trial) => [ruleText(trial), share(trial, throttledMinutes), whole(trial.messages), whole(trial.quietPages)]);
  const head = ["one level on use at", "warned", "messages", "quiet"];
  return fittedTable({ head, rows, align: ["left", "right", "right", "right"], names: 1, optional: [3] }, width);
}
