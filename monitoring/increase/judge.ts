import { isDaily } from "../../words/limit-kinds.ts";
import type { Life } from "../../words/registry.ts";
import { kindLabels } from "../../words/words.ts";
import { lowQuota } from "../low-quota.ts";
import type { QuotaUsage, TargetUsage } from "../report/document.ts";
import { agoText, dayOf } from "./ago-text.ts";
import { type Demand, demandOf } from "./demand.ts";
import { type Ask, slipTimes, valueFor } from "./need.ts";
import { isOpen, newestFirst, type QuotaRequest, statusTexts } from "./quota-request.ts";

/**
 * What can be done about one quota.
 *
 * can-request: Service Quotas takes a request. open-request: one is open, or approved and not applied yet. not-adjustable:
 * Service Quotas takes none. support-case: a quota of bedrock-mantle, which AWS raises by a support case alone. legacy:
 * AWS raises none of a model that ends. not-needed: the room is there. unknown: it can't be told.
 */
export const verdicts = [
  "can-request",
  "open-request",
  "not-adjustable",
  "support-case",
  "legacy",
  "not-needed",
  "unknown",
] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judgement {
  verdict: Verdict;
  /** a sentence without its end */
  because: string;
  /** what to ask for, in Service Quotas' own unit; null: nothing, or it can't be told */
  desired: number | null;
  demand: Demand | null;
  /** the request that is open, or approved and not applied yet */
  request: QuotaRequest | null;
  /** what else to know before asking, sentences without their ends */
  notes: string[];
}

export interface JudgeOn {
  usage: Pick<TargetUsage, "figures" | "reservation" | "severity" | "scope" | "quotas">;
  life: Pick<Life, "lifecycle" | "legacy" | "endOfLife">;
  quota: QuotaUsage;
  ask: Ask;
  /** all of the account's requests in the Region; undefined: they could not be read */
  requests: readonly QuotaRequest[] | undefined;
  /** epoch seconds */
  now: number;
}

/** Whether a larger quota is needed, and whether AWS takes a request for it. */
export function judgeQuota(on: JudgeOn): Judgement {
  const { usage, quota, ask, now } = on;
  const { awsValue, origin } = quota;
  const nothing = { desired: null, demand: null, request: null, notes: [] };
  if (awsValue === null)
    return {
      ...nothing,
      verdict: "unknown",
      because:
        origin === "none"
          ? `the account has no quota ${quota.code}`
          : "what the account has of it could not be read, so nothing can be asked for",
    };
  const demand = demandOf(usage, quota);
  const known = "because" in demand ? null : demand;
  const wanted = "to" in ask ? { value: ask.to, because: "as given with --to" } : wantedValue(on, awsValue, demand);
  if ("verdict" in wanted) return { ...nothing, demand: known, ...wanted };
  const notes = notesOn(on, awsValue, known, wanted.value);
  const asked = { desired: wanted.value, demand: known, request: null, notes };
  const refused = refusalOf(on, awsValue, wanted.value, now);
  if (refused) return { ...asked, ...refused };
  return { ...asked, verdict: "can-request", because: wanted.because };
}

type Wanted = { value: number; because: string } | Pick<Judgement, "verdict" | "because">;

/** What the highest use asks for, where it asks for more than there is. */
function wantedValue({ usage, quota, ask }: JudgeOn, awsValue: number, demand: ReturnType<typeof demandOf>): Wanted {
  if ("to" in ask) throw new RangeError("a value was given");
  const { kind, multiplier } = quota;
  if ("because" in demand) return { verdict: "unknown", because: `${demand.because}; say what to ask for with --to` };
  const value = valueFor(demand.peak, ask.headroom, multiplier);
  // A new account's quota of 0 lets nothing through, so no use can show a need.
  if (awsValue === 0) {
    const standard = quota.default ?? 0;
    if (Math.max(standard, value) === 0)
      return {
        verdict: "unknown",
        because: "the account's quota is 0 and no default is known; say what to ask for with --to",
      };
    return standard >= value
      ? { value: standard, because: "the account's quota is 0, as in new accounts: AWS's default is asked for" }
      : { value, because: `the account's quota is 0; ${foundText(demand, ask.headroom, quota)}` };
  }
  if (value > awsValue) return { value, because: foundText(demand, ask.headroom, quota) };
  const share = shareText(demand, quota, awsValue * multiplier);
  if (!isDaily(kind) && isThrottledUnseen(usage))
    return {
      verdict: "unknown",
      because: `requests were throttled although ${share}: ${unseenText(usage, demand)}; say what to ask for with --to`,
    };
  return { verdict: "not-needed", because: share };
}

/** How much of a quota that is large enough was used. */
function shareText({ peak, from, atLeast }: Demand, { kind }: QuotaUsage, value: number): string {
  const most = `${percentText(peak, value)} of ${kindLabels[kind]}`;
  if (atLeast) return `the highest use that is known was ${most}`;
  return peak === 0 ? `no ${kindLabels[kind]} were used` : `${most} were ${from} at most`;
}

/** Throttled requests that the highest minute of no quota of the target explains. */
function isThrottledUnseen({ figures, quotas, reservation }: JudgeOn["usage"]): boolean {
  const fullest = Math.max(
    reservation?.takenPercent?.peak ?? 0,
    ...quotas.map(({ utilisation }) => utilisation?.peak ?? 0),
  );
  return (figures.throttles?.total ?? 0) > 0 && fullest < explains;
}

/**
 * Percent of a quota from which its highest minute explains throttling: Bedrock counts by more than the minute's sum.
 * Chosen; no source says how finely it counts.
 */
const explains = 90;

function unseenText({ reservation }: JudgeOn["usage"], { atLeast }: Demand): string {
  const causes = reservation?.taken
    ? "bursts within a minute, another quota than those here, or AWS's own capacity"
    : "bursts within a minute, or what max_tokens holds while requests run, which nobody here looks at (docs/reservation.md)";
  return atLeast ? `a minute that is not known (CloudWatch keeps minutes for 15 days: --since 14d), ${causes}` : causes;
}

function foundText({ peak, from, atLeast }: Demand, headroom: number, { kind, multiplier }: QuotaUsage): string {
  const room = Math.round(headroom * 100);
  const doubled = multiplier === 2 ? ", halved because AWS doubles the quota for this scope" : "";
  const most = `${count(peak)} ${kindLabels[kind]} were ${from}`;
  return `${atLeast ? `in one minute at least ${most}` : `${most} at most`}; with ${room} % of the quota left free that is ${count(peak / (1 - headroom) / multiplier)}${doubled}, rounded up`;
}

/** Why AWS takes no request, or would take none now. */
function refusalOf(
  { usage, life, quota, requests }: JudgeOn,
  awsValue: number,
  desired: number,
  now: number,
): Pick<Judgement, "verdict" | "because"> | Pick<Judgement, "verdict" | "because" | "request"> | undefined {
  if (life.lifecycle !== "active") {
    const end = life.endOfLife ? `, and AWS ends it on ${life.endOfLife.date}` : "";
    return {
      verdict: "legacy",
      because: `the model is ${life.lifecycle}${end}: AWS raises no quota of such a model (quotas-runtime)`,
    };
  }
  const own = newestFirst((requests ?? []).filter(({ code }) => code === quota.code));
  const open = own.find(isOpen);
  if (open)
    return {
      verdict: "open-request",
      request: open,
      because: `a request for ${count(open.desired)} of ${dayOf(open.created)} is open (${open.status}${caseText(open)}): Service Quotas takes one at a time`,
    };
  const approved = own.find(({ status, updated }) => status === "APPROVED" && now - updated < settling);
  if (approved && approved.desired >= desired && approved.desired > awsValue && own[0] === approved)
    return {
      verdict: "open-request",
      request: approved,
      because: `${count(approved.desired)} were approved on ${dayOf(approved.updated)}, ${agoText(approved.updated, now)}, and are not applied yet`,
    };
  if (usage.scope === "mantle")
    return {
      verdict: "support-case",
      because:
        "AWS raises quotas of bedrock-mantle by a support case alone, not through Service Quotas (quotas-mantle)",
    };
  if (quota.adjustable === false)
    return { verdict: "not-adjustable", because: "Service Quotas marks it as not adjustable" };
  return undefined;
}

/**
 * Seconds after an approval within which its value may still come; later, the account has what AWS gave, which can be a
 * part (servicequotas/latest/userguide/request-quota-increase). Chosen: no source says how long AWS takes.
 */
const settling = 7 * 86_400;

function notesOn(
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

/** Why a value of --to can't be meant, a sentence; undefined: it can. */
export function wrongValue(
  to: number,
  quota: Pick<QuotaUsage, "awsValue" | "default" | "code" | "url">,
  peak: number,
): string | undefined {
  const { awsValue, code, url } = quota;
  if (awsValue === null) return undefined;
  if (to <= awsValue)
    return `--to ${count(to)}: the account has ${count(awsValue)} of ${code} already, and Service Quotas only raises a quota; ask for more than that`;
  const largest = Math.max(awsValue, quota.default ?? 0, peak);
  if (largest > 0 && to > slipTimes * largest)
    return `--to ${count(to)} is more than ${count(slipTimes)} times what ${code} has, AWS's default and the highest use (${count(largest)} at most): zeros too many? If it is meant, ask in the console: ${url}`;
  return undefined;
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US");
const percentText = (part: number, whole: number): string =>
  whole === 0 ? "all" : `${((100 * part) / whole).toFixed(1)} %`;
const caseText = ({ caseId }: QuotaRequest): string => (caseId === undefined ? "" : `, case ${caseId}`);
