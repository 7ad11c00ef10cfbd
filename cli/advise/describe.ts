import { clockTime, percent, whole } from "../usage/numbers.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { AdviceDocument, TargetAdvice } from "./document.ts";

/** The advice as a person reads it: of each target what it does now, then what could be done, what helps most first. */
export function describeAdvice(document: AdviceDocument, paint: Paint, width: number): string {
  const { region, window, targets } = document;
  const head = `What would help in ${region}, by ${clockTime(window.start, "UTC")} to ${clockTime(window.end, "UTC")} (UTC)`;
  const [told, untold] = [targets.filter(({ facts }) => facts), targets.filter(({ facts }) => !facts)];
  const missing = document.incomplete.map(({ what, why, effect }) =>
    paint("yellow", wrapped(`Not read: ${what}: ${why}; ${effect}.`, width, "  ", "")),
  );
  return [
    paint("bold", wrapped(head, width, "  ", "")),
    "",
    ...told.flatMap((target) => [...targetLines(target, paint, width), ""]),
    ...untold.map(({ modelId, scope, because }) =>
      wrapped(`No advice on ${modelId} (${scope}): ${because}.`, width, "  ", ""),
    ),
    ...(targets.length === 0 ? ["Nothing called Bedrock here in this window."] : []),
    ...missing,
    ...(told.length > 0 ? ["", ...notes.map((note) => paint("dim", wrapped(note, width, "  ", "")))] : []),
  ].join("\n");
}

const notes = [
  "Requests a minute are those that would fill the quota of tokens per minute if they came evenly: each counts what it used, and takes what it holds while it runs (docs/reservation.md). Bursts fill it sooner.",
  "Every number is an estimate from means of the window; docs/advise.md has the formulas.",
];

function targetLines(target: TargetAdvice, paint: Paint, width: number): string[] {
  const { modelId, scope, throttles, facts, now, advice } = target;
  if (!facts || !now) return [];
  const from = { seen: "as requests asked", given: "as given", assumed: "assumed, the model's largest" }[
    facts.maxTokens.from
  ];
  const taken =
    facts.takenPeak === undefined
      ? ""
      : ` In its highest minute ${percent(facts.takenPeak)} of the quota was taken (held + used).`;
  const line = (text: string, lead = "  ") => wrapped(text, width, " ".repeat(lead.length), lead);
  return [
    paint(
      "bold",
      wrapped(
        `${modelId} (${scope})${throttles > 0 ? `: ${whole(throttles)} requests throttled` : ""}`,
        width,
        "  ",
        "",
      ),
    ),
    line(
      `Now: a request counts ${whole(now.usedTokens)} tokens and holds ${whole(now.heldTokens)} (max_tokens ${whole(facts.maxTokens.value)}, ${from}) for ${facts.latencySeconds.toFixed(1)} s. The quota of ${whole(facts.quota)} takes ${whole(now.requestsAMinute)} a minute, ${whole(now.atOnce)} at once; the highest minute had ${whole(facts.requestsPeak)}.${taken}`,
    ),
    ...advice.flatMap(({ text, requestsAMinute, maxTokens, assuming }, index) => [
      line(
        `${text}${requestsAMinute === null ? "" : `: ${whole(requestsAMinute)} requests a minute`}${takenText(maxTokens)}.`,
        `  ${index + 1}. `,
      ),
      ...(assuming.length > 0 ? [paint("dim", line(`Assuming: ${assuming.join("; ")}.`, "     "))] : []),
    ]),
  ];
}

const takenText = (maxTokens: TargetAdvice["advice"][number]["maxTokens"]): string =>
  maxTokens && maxTokens.takenNow !== null && maxTokens.takenThen !== null
    ? `, and its highest minute would have taken ${percent(maxTokens.takenThen)} of the quota in place of ${percent(maxTokens.takenNow)}`
    : "";
