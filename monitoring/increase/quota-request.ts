import type { QuotaCode } from "../../words/words.ts";

/**
 * Where a request for an increase stands. API RequestedServiceQuotaChange (botocore 1.43.11, service-quotas); one that
 * is newer than this list is kept as it is.
 */
export type RequestStatus =
  | "PENDING"
  | "CASE_OPENED"
  | "APPROVED"
  | "DENIED"
  | "NOT_APPROVED"
  | "CASE_CLOSED"
  | "INVALID_REQUEST"
  | (string & {});

/** One request for an increase, as Service Quotas' history has it: of the last 90 days (API ListRequestedServiceQuotaChangeHistory). */
export interface QuotaRequest {
  id: string;
  code: QuotaCode;
  /** the quota's name as Service Quotas has it */
  name: string;
  /** in Service Quotas' own unit, without multiplier */
  desired: number;
  status: RequestStatus;
  /** the support case; absent: none was opened, or not yet */
  caseId?: string;
  /** epoch seconds */
  created: number;
  /** epoch seconds */
  updated: number;
  /** Service Quotas Automatic Management asked for it, no person */
  automatic?: true;
}

/** Whether AWS has not decided yet: one open request of a quota keeps another from being made. */
export const isOpen = ({ status }: Pick<QuotaRequest, "status">): boolean =>
  status === "PENDING" || status === "CASE_OPENED";

/** What each status means, in AWS's words shortened. */
export const statusTexts: Readonly<Record<string, string>> = {
  PENDING: "AWS reviews it",
  CASE_OPENED: "a support case is open: follow it there",
  APPROVED: "approved",
  DENIED: "denied: AWS Support tells why",
  NOT_APPROVED: "not approved: AWS Support tells why",
  CASE_CLOSED: "its support case is closed: the outcome stands there",
  INVALID_REQUEST: "AWS could not process it",
};

/** The newest first. */
export const newestFirst = (requests: readonly QuotaRequest[]): QuotaRequest[] =>
  requests.toSorted((one, other) => other.created - one.created);
