import { lowQuota } from "../low-quota.ts";
import { dayOf } from "./ago-text.ts";
import type { Demand } from "./demand.ts";
import type { JudgeOn } from "./judge.ts";
import { caseText, count, percentText } from "./number-text.ts";
import { isOpen, newestFirst, statusTexts } from "./quota-request.ts";

/** What else to know before asking for a value, sentences without their ends. */
export function notesOn(
  { usage, quota, requests }: JudgeOn,
  awsValue: number,
  demand: Demand | null,
  desired: number,
): string[] {
  const low = awsValue === 0 ? undefined : lowQuota(awsValue, quota.default ?? undefined);
  const last = newestFirst((requests ?? []).filter(({ code }) => code === quota.code))[0];
  const effective = desired * quota.multiplier;
  return [
    ...(low?.standard === undefined
      ? []
      : [`the account's value is far under AWS's default of ${count(low.standard)}: say so in the case`]),
    ...(last?.status === "APPROVED" && last.desired > awsValue
      ? [
          `${count(last.desired)} were approved on ${dayOf(last.updated)}, and the account has ${count(awsValue)}: AWS can approve a part`,
        ]
      : []),
    ...(last && !isOpen(last) && last.status !== "APPROVED"
      ? [
          `a request for ${count(last.desired)} of ${dayOf(last.created)} ended as ${last.status}: ${statusTexts[last.status] ?? "see Service Quotas"}${caseText(last)}`,
        ]
      : []),
    ...(demand && demand.peak > 0 && (usage.figures.throttles?.total ?? 0) > 0
      ? ["requests that were throttled are in no figure of use: more was wanted than was used"]
      : []),
    ...(quota.multiplier === 2
      ? [
          "AWS doubles it for cross-Region calls, as its name says; whether it still does after an increase is not documented",
        ]
      : []),
    ...(demand && demand.peak > 0 && effective > unusedTimes * demand.peak
      ? [
          `the highest use is ${percentText(demand.peak, effective)} of what is asked for; AWS prefers who uses the quota they have (quotas-runtime), so tell in the case what will use it`,
        ]
      : []),
    ...(usage.scope === "mantle" && quota.adjustable
      ? ["Service Quotas marks it as adjustable all the same: its page there may take a request"]
      : []),
    ...(quota.adjustable === null ? ["whether it is adjustable is not known: Service Quotas will say"] : []),
    ...(requests === undefined
      ? ["whether a request is open is not known: the account's requests could not be read"]
      : []),
  ];
}

/** What is asked for is more than so many times the highest use: worth a word. Chosen. */
const unusedTimes = 4;
