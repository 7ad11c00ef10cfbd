import { isoTime } from "../report/iso-time.ts";
import { agoText } from "./ago-text.ts";
import type { PublishedSeen } from "./published.ts";
import { isOpen, type QuotaRequest, statusTexts } from "./quota-request.ts";

/**
 * How far a request has come. open: AWS has not decided. approved: it has, and Service Quotas does not show the value yet.
 * partly: decided, and Service Quotas shows more than when it was made, but less than was asked for. applied: Service Quotas
 * shows it. published: and a stack publishes it, so that its alarms judge by it. refused: AWS gave nothing. closed: the
 * outcome stands in the support case alone. unknown: it can't be told.
 */
export const stages = ["open", "approved", "partly", "applied", "published", "refused", "closed", "unknown"] as const;
export type Stage = (typeof stages)[number];

export interface FollowOn {
  request: QuotaRequest;
  /** what Service Quotas shows now, without multiplier; null: none, or it could not be read */
  awsValue: number | null;
  multiplier: 1 | 2;
  /** the stack that publishes the quota, and what its minutes tell; undefined: none here does */
  published: { stack: string; seen: PublishedSeen | undefined } | undefined;
  /** epoch seconds */
  now: number;
}

export interface Followed {
  stage: Stage;
  /** a sentence without its end */
  text: string;
}

/** Seconds without a published value after which a stack is taken to publish none: its horizon is 10 minutes. */
const silence = 1_800;

/** How far a request has come, in a word and in a sentence. */
export function follow(on: FollowOn): Followed {
  const { request, awsValue } = on;
  const decided = decidedText(on);
  const stage = stageByStatus(request);
  if (awsValue === null)
    return {
      stage: stage === "open" ? "open" : "unknown",
      text: `${decided}; what the account has now could not be read`,
    };
  if (awsValue >= request.desired) {
    // AWS says of these alone that the value can be theirs; of others it came by another request.
    const isOwn = stage === "approved" || stage === "closed";
    return inForce(on, `${decided}${isOwn ? ", applied: " : "; all the same "}the account has ${count(awsValue)}`);
  }
  const before = (on.published?.seen?.before ?? Number.NaN) / on.multiplier;
  if ((stage === "approved" || stage === "closed") && awsValue > before)
    // "Support can approve, deny, or partially approve your requests." servicequotas/latest/userguide/request-quota-increase
    return {
      stage: "partly",
      text: `${decided}; the account has ${count(awsValue)}, more than the ${count(before)} that it had: AWS can approve a part`,
    };
  const lack = stage === "approved" ? ", not applied yet: " : "; ";
  return { stage, text: `${decided}${lack}the account has ${count(awsValue)}` };
}

/** What AWS has decided, and when. */
function decidedText({ request, now }: FollowOn): string {
  const { status, updated, created } = request;
  if (status === "APPROVED") return `approved ${agoText(updated, now)}`;
  if (isOpen(request)) return `asked for ${agoText(created, now)}: ${statusTexts[status]}`;
  return `${statusTexts[status] ?? `status ${status}`}, ${agoText(updated, now)}`;
}

/** How far a request has come whose value Service Quotas does not show. */
function stageByStatus(request: QuotaRequest): Stage {
  if (isOpen(request)) return "open";
  switch (request.status) {
    case "APPROVED":
      return "approved";
    case "CASE_CLOSED":
      return "closed";
    case "DENIED":
    case "NOT_APPROVED":
    case "INVALID_REQUEST":
      return "refused";
    default:
      return "unknown";
  }
}

/** A value that Service Quotas shows: whether a stack publishes it. */
function inForce({ request: { desired }, multiplier, published, now }: FollowOn, applied: string): Followed {
  if (!published) return { stage: "applied", text: `${applied}; no stack file here monitors it` };
  const { stack, seen } = published;
  if (!seen) return { stage: "applied", text: `${applied}; stack ${stack} has published no value of it` };
  if (now - seen.at > silence)
    return { stage: "applied", text: `${applied}; stack ${stack} has published nothing since ${time(seen.at)}` };
  if (seen.value < desired * multiplier)
    return {
      stage: "applied",
      text: `${applied}; stack ${stack} still publishes ${count(seen.value)}: it reads quotas every refreshMinutes`,
    };
  const { since } = seen;
  const from =
    since === null ? ", and has since its first value" : ` since ${since.period > 60 ? "about " : ""}${time(since.at)}`;
  return { stage: "published", text: `${applied}, published by stack ${stack}${from}` };
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US");
/** 2026-11-26 14:05 UTC */
const time = (epochSeconds: number): string => `${isoTime(epochSeconds).slice(0, 16).replace("T", " ")} UTC`;
