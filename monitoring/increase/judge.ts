import type { Life } from "../../words/registry.ts";
import type { QuotaUsage, TargetUsage } from "../report/document.ts";
import { agoText, dayOf } from "./ago-text.ts";
import { type Demand, demandOf } from "./demand.ts";
import type { Ask } from "./need.ts";
import { notesOn } from "./notes.ts";
import { caseText, count } from "./number-text.ts";
import { isOpen, newestFirst, type QuotaRequest } from "./quota-request.ts";
import { wantedValue } from "./wanted.ts";

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
