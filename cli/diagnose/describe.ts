import type { Step } from "../../monitoring/diagnosis/advice.ts";
import type { Cause } from "../../monitoring/diagnosis/causes.ts";
import type { BurstDiagnosis, LimitFinding } from "../../monitoring/diagnosis/diagnosis.ts";
import { kindLabels } from "../../words/limit-kinds.ts";
import { clockTime, counted, percent, whole } from "../usage/numbers.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { DiagnosisDocument } from "./document-shape.ts";
import { causeText, surenessTexts } from "./texts.ts";

/** Bursts of a target that are shown; the JSON has all. */
const shown = 5;

/** The diagnosis as a person reads it on a terminal. */
export function describeDiagnosis(document: DiagnosisDocument, timeZone: string, paint: Paint, width: number): string {
  const { region, window, targets, notes, incomplete, inUse } = document;
  const line = (text: string, indent = "  ", lead = "") => wrapped(text, width, indent, lead);
  const head = `What throttled in ${region}, ${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone})`;
  return [
    paint("bold", line(head)),
    "",
    ...targets.flatMap((target) => [
      paint("bold", line(`${target.modelId} (${target.scope}): ${counted(target.throttled, "request")} throttled`)),
      ...target.bursts.slice(0, shown).flatMap((burst) => burstLines(burst, timeZone, paint, width)),
      ...(target.bursts.length > shown
        ? [line(`In --json: ${counted(target.bursts.length - shown, "earlier burst")}.`, "  ", "  ")]
        : []),
      ...uniqueSteps(target.bursts.slice(0, shown).flatMap(({ wouldTell }) => wouldTell)).flatMap((step) => [
        paint("dim", line(`Would tell more: ${step.text}.`, "    ", "  ")),
        ...commandLine(step, "    "),
      ]),
      ...target.notes.map((note) => paint("yellow", line(`${note}.`, "  ", "  "))),
      "",
    ]),
    ...(targets.length === 0 ? [line(nothing(inUse)), ""] : []),
    ...incomplete.map(({ what, why, effect }) => paint("yellow", line(`Not read: ${what}: ${why}; ${effect}.`))),
    ...(targets.length > 0 ? [paint("dim", line(unseenNote))] : []),
    ...notes.map((note) => paint("dim", line(`${note[0]!.toUpperCase()}${note.slice(1)}.`))),
  ]
    .join("\n")
    .trimEnd();
}

export const nothing = (inUse: number): string =>
  inUse === 0
    ? "Nothing called Bedrock here in this window."
    : `No request was throttled in this window, as far as CloudWatch tells (${counted(inUse, "target")} looked at).`;

function burstLines(burst: BurstDiagnosis, timeZone: string, paint: Paint, width: number): string[] {
  const { start, end, minutes, throttled, accepted, cause, kind, sureness, left, limits, first } = burst;
  const line = (text: string, lead: string) => wrapped(text, width, " ".repeat(lead.length), lead);
  const all = throttled + accepted;
  const clock = spanText(start, end, timeZone);
  const verdict =
    cause && sureness
      ? paint(sureness === "possible" ? "yellow" : "red", `${surenessTexts[sureness]}: ${causeText(cause, kind)}`)
      : paint("yellow", "Cannot tell which");
  const [main, ...others] = left;
  // What no metric shows is never ruled out by figures: it is said once, below.
  const rest = (cause ? others : left).filter((one) => sureness === null || !unseen.includes(one.cause));
  return [
    line(
      `${clock}, ${minutes} min: ${whole(throttled)} of ${counted(all, "request")} throttled (${percent((100 * throttled) / all)})`,
      "  ",
    ),
    line(`${verdict}${cause && main ? `: ${main.why}` : ""}.`, "    "),
    ...limits.map((limit) => line(limitText(limit, burst), "      ")),
    ...(rest.length > 0
      ? [
          line(
            `${cause ? "Not ruled out" : "Left"}: ${rest.map((one) => causeText(one.cause, one.kind)).join("; ")}.`,
            "    ",
          ),
        ]
      : []),
    ...drawersText(burst).map((text) => line(text, "    ")),
    line(`First: ${first.text}.`, "    "),
    ...commandLine(first, "      "),
  ];
}

/** Both ends of a burst; the day of its end where that is another. */
export function spanText(start: string, end: string, timeZone: string): string {
  const [from, to] = [clockTime(start, timeZone), clockTime(end, timeZone)];
  const clock = to.lastIndexOf(" ");
  return `${from} to ${from.startsWith(to.slice(0, clock + 1)) ? to.slice(clock + 1) : to}`;
}

const unseen: readonly Cause[] = ["account-daily", "not-a-quota"];

const unseenNote =
  "No metric shows the account's daily quota across models, a model that isn't ready, or AWS's capacity: figures alone never rule them out. How it is judged: docs/diagnose.md.";

const uniqueSteps = (steps: readonly Step[]): Step[] => [
  ...new Map(steps.map((step) => [`${step.text} ${step.command}`, step])).values(),
];

/** A command by itself, whole, however long: one that is broken can't be copied (cli/wrapped.ts). */
const commandLine = ({ command }: Step, indent: string): string[] => (command ? [`${indent}$ ${command}`] : []);

/** A limit's numbers: how full its quota was in the fullest minute with throttled requests. */
export function limitText(limit: LimitFinding, { maxTokens }: Pick<BurstDiagnosis, "maxTokens">): string {
  const { cause, kind, quota, quotaOfThen, peak, support } = limit;
  const value =
    quota === null
      ? "not known"
      : quota.lowest === quota.highest
        ? whole(quota.highest)
        : `${whole(quota.lowest)} to ${whole(quota.highest)}`;
  const of = `${kindLabels[kind]}, quota ${value}${quota && !quotaOfThen ? " (today's)" : ""}`;
  if (cause === "quota-zero") return `${of}: ${limit.why}`;
  const full =
    peak.least === peak.most || peak.most === null
      ? peakText(peak.least)
      : `${percent(peak.least)} to ${percent(peak.most)}`;
  const said =
    cause === "tokens-reserved"
      ? `held and used ${full}${maxTokens ? `, ${askedText(maxTokens)}` : ""}`
      : `used ${full}`;
  const verdict = {
    explains: "full",
    possible: "not ruled out",
    "ruled-out": "ruled out",
    "cannot-tell": "can't be told",
  }[support];
  return `${of}: ${said}: ${verdict}`;
}

const peakText = (share: number | null): string => (share === null ? "an unknown share" : percent(share));

function askedText({ from, least, most }: NonNullable<BurstDiagnosis["maxTokens"]>): string {
  switch (from) {
    case "measured":
      return "max_tokens as measured";
    case "given":
      return `max_tokens ${whole(least)} as given`;
    case "partly-assumed":
    case "bounds":
      return `max_tokens between ${whole(least)} (output's p99) and ${most === null ? "nobody knows what" : `${whole(most)} (the model's most)`}`;
  }
}

/** Who drew most, where several ids share the quota or a profile has tags. */
export function drawersText({ drawers }: Pick<BurstDiagnosis, "drawers">): string[] {
  if (drawers.length < 2 && drawers.every(({ tags }) => Object.keys(tags).length === 0)) return [];
  const texts = drawers.slice(0, 4).map(({ id, name, tags, share, throttled }) => {
    const tagged = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
    const about = [...(name === id ? [] : [name]), ...tagged].join(", ");
    return `${id}${about ? ` (${about})` : ""} ${percent(share)}${throttled > 0 ? `, ${whole(throttled)} throttled` : ""}`;
  });
  const more = drawers.length > 4 ? `; ${drawers.length - 4} more` : "";
  return [`Drew most: ${texts.join("; ")}${more}.`];
}
