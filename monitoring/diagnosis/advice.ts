import { countedBy, kindLabels } from "../../words/limit-kinds.ts";
import { askForMore, elsewhere, hasMaxTokens } from "../alarms/use-text.ts";
import { isoTime } from "../report/iso-time.ts";
import type { TargetSettings } from "../settings.ts";
import type { LeftCause, Verdict } from "./finding.ts";
import type { TargetMinutes } from "./target-minutes.ts";

/** What to do, and the command that helps with it. */
export interface Step {
  text: string;
  command?: string;
}

/** What to change first, by what refused the requests; where that can't be told, by what is likeliest. */
export function firstStep(target: TargetSettings, region: string, { cause, kind, left }: Verdict): Step {
  const name = `${target.model.modelId}/${target.scope}`;
  const [likeliest] = left;
  const about: Pick<LeftCause, "cause" | "kind"> = cause
    ? { cause, ...(kind && { kind }) }
    : { cause: likeliest?.cause ?? "not-a-quota", ...(likeliest?.kind && { kind: likeliest.kind }) };
  const increase = `headroom increase ${name} --region ${region}`;
  switch (about.cause) {
    case "tokens-reserved":
      return {
        text: "lower max_tokens to what answers need, or run fewer requests at once: it is reserved when a request starts",
        command: `headroom advise ${name} --region ${region}`,
      };
    case "tokens-consumed":
      return {
        text: `pace callers, shorten prompts and answers${hasMaxTokens(target) ? ", cache what prompts share" : ""}, move work to ${elsewhere(target)}; ${askForMore(target)}`,
        command: increase,
      };
    case "requests":
      return { text: `put several questions into one request, pace callers; ${askForMore(target)}`, command: increase };
    case "model-daily":
      return { text: `postpone batch work to the next day, move work to ${elsewhere(target)}`, command: increase };
    case "account-daily":
      return {
        text: "postpone work to the next day, of all models; a support case is the way to a higher daily quota",
        command: increase,
      };
    case "quota-zero":
      return { text: `ask for a quota of ${about.kind ? kindLabels[about.kind] : "it"}: it is 0`, command: increase };
    case "burst-within-minute":
      return {
        text: `spread ${about.kind && countedBy(about.kind) === "requests" ? "requests" : "the load"} over the minute: a queue in front, clients that back off with jitter; quotaAware of the client library does both`,
      };
    case "not-a-quota":
      return {
        text: `read a caller's error; retry with backoff, and where it goes on use ${elsewhere(target)}`,
      };
  }
}

/** 2026-11-26T14:05Z; windows are of whole minutes. */
const shortTime = (epoch: number): string => isoTime(epoch).replace(/:\d\d(?:\.\d+)?Z$/, "Z");

/** Which further evidence would tell causes apart, the easiest to get first; none where the cause is certain. */
export function wouldTell(
  target: TargetSettings,
  place: { region: string; window: { start: number; end: number } },
  { sureness, left }: Verdict,
  { limits, reserved }: Pick<TargetMinutes, "limits" | "reserved">,
  has: { errors: "none" | "of-other-times" | "of-then"; stack: boolean },
): Step[] {
  if (sureness === "certain") return [];
  const { region, window } = place;
  // Of the same window: without it the command would look at the last day.
  const again = `headroom diagnose ${target.model.modelId}/${target.scope} --region ${region} --since ${shortTime(window.start)} --until ${shortTime(window.end)}`;
  const about = left.map(({ cause }) => cause);
  const unknown = limits.filter(({ quota }) => quota.some((value) => Number.isNaN(value)));
  const isOpen = about.includes("tokens-reserved") || about.includes("burst-within-minute");
  return [
    ...(has.errors === "of-then"
      ? []
      : [
          {
            text: `the text of the errors that callers got then, with their times${has.errors === "none" ? "" : "; the files given have none of these minutes"}`,
            command: `${again} --errors app.log`,
          },
        ]),
    ...(isOpen && reserved && reserved.from !== "measured" && reserved.from !== "given"
      ? [
          {
            text: "the max_tokens that requests ask for, or the invocation log (docs/reservation.md), which measures it",
            command: `${again} --max-tokens N`,
          },
        ]
      : []),
    ...unknown.map(({ kind, code }) => ({
      text: `the quota of ${kindLabels[kind]} (${code}), which the account doesn't list or which could not be read`,
      command: "headroom iam-policy diagnose",
    })),
    ...(!has.stack && unknown.length === 0
      ? [
          {
            text: "what the quotas were then: a deployed stack publishes them every minute; today's are taken for them",
          },
        ]
      : []),
  ];
}
