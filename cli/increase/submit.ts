import type { QuotaRequest } from "../../monitoring/increase/quota-request.ts";
import { isOpen, newestFirst } from "../../monitoring/increase/quota-request.ts";
import type { QuotaCode } from "../../words/words.ts";

/** One request as it is sent: Service Quotas takes a code and a value, and nothing else. */
export interface Planned {
  region: string;
  code: QuotaCode;
  desired: number;
}

/**
 * What came of it. submitted: AWS has it. already-open: somebody's request is open. refused: AWS took none. unknown: the
 * answer was lost, and the history shows none: it may still have been taken. not-tried: an earlier one ended it.
 */
export interface Submitted extends Planned {
  outcome: "submitted" | "already-open" | "refused" | "unknown" | "not-tried";
  /** as AWS answered, or as its history has it; null: none */
  request: QuotaRequest | null;
  /** a sentence without its end; absent: submitted */
  why?: string;
}

/** What submitting needs of AWS. */
export interface SubmitPort {
  /** the requests of one quota. @throws the SDK's error */
  history(code: QuotaCode): Promise<QuotaRequest[]>;
  /** sends once. @throws the SDK's error */
  request(code: QuotaCode, desired: number): Promise<QuotaRequest>;
  /** seconds */
  now(): number;
  /** milliseconds */
  pause(milliseconds: number): Promise<void>;
  /** what an error means and what to do, for the person at the terminal */
  explain(error: unknown, action: string): string;
}

const asking = "servicequotas:RequestServiceQuotaIncrease";
/** AWS has refused such a request before it looked at it, so another try asks for nothing twice. */
const slowedDown = /^(TooManyRequestsException|Throttling|ThrottlingException|RequestLimitExceeded)$/;
/** About this quota or value alone: the next one may be taken. API RequestServiceQuotaIncrease */
const ofThisOne = /^(IllegalArgumentException|InvalidResourceStateException|NoSuchResourceException)$/;
/** Tries of one that is throttled: RequestServiceQuotaIncrease allows 3 a second and account (reference_limits). */
const tries = 4;
const firstPause = 1_000;
/** Seconds that AWS's clock may be behind this one. */
const skew = 300;

/**
 * Submits requests one after another. Each looks into the history first, so that running it again after it was stopped
 * halfway asks for nothing twice; what would refuse the rest as well (a right that was taken away, too many open
 * requests) ends it.
 */
export async function submitAll(planned: readonly Planned[], port: SubmitPort): Promise<Submitted[]> {
  const all: Submitted[] = [];
  let ended: string | undefined;
  for (const one of planned) {
    if (ended !== undefined) {
      all.push({ ...one, outcome: "not-tried", request: null, why: ended });
      continue;
    }
    const { submitted, ends } = await submitOne(one, port);
    all.push(submitted);
    if (ends) ended = `not tried after ${one.code}: ${submitted.why}`;
  }
  return all;
}

interface Tried {
  submitted: Submitted;
  /** the others would end alike */
  ends: boolean;
}

async function submitOne(planned: Planned, port: SubmitPort): Promise<Tried> {
  const { code } = planned;
  try {
    const open = newestFirst(await port.history(code)).find(isOpen);
    if (open)
      return { submitted: { ...planned, outcome: "already-open", request: open, why: openText(open) }, ends: false };
  } catch (error) {
    const why = port.explain(error, "servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota");
    return refused(planned, `nothing was sent, as whether a request is open is not known: ${why}`, true);
  }
  return send(planned, port);
}

const refused = (planned: Planned, why: string, ends: boolean): Tried => ({
  submitted: { ...planned, outcome: "refused", request: null, why },
  ends,
});

async function send(planned: Planned, port: SubmitPort): Promise<Tried> {
  const { code, desired } = planned;
  const begun = port.now();
  for (let attempt = 1; ; attempt++) {
    try {
      const request = await port.request(code, desired);
      return { submitted: { ...planned, outcome: "submitted", request }, ends: false };
    } catch (error) {
      if (!slowedDown.test(answerOf(error).name) || attempt >= tries) return answered(planned, begun, port, error);
      await port.pause(firstPause * 2 ** (attempt - 1));
    }
  }
}

/** What an error says of a request that was sent. */
async function answered(planned: Planned, begun: number, port: SubmitPort, error: unknown): Promise<Tried> {
  const { name, status } = answerOf(error);
  if (name === "ResourceAlreadyExistsException") {
    const why = "Service Quotas has an open request of it";
    return { submitted: { ...planned, outcome: "already-open", request: null, why }, ends: false };
  }
  if (name === "QuotaExceededException")
    return refused(
      planned,
      "the account has as many open requests as Service Quotas takes (20, and 2 in a Region that is opted into): wait until one is closed",
      true,
    );
  const why = port.explain(error, asking);
  if (ofThisOne.test(name)) return refused(planned, why, false);
  // A client's fault: AWS looked at it and took nothing.
  if (status >= 400 && status < 500) return refused(planned, why, true);
  return lost(planned, begun, port, why);
}

/** The answer was lost: what AWS made of it stands in the history, if anywhere. */
async function lost(planned: Planned, begun: number, port: SubmitPort, why: string): Promise<Tried> {
  const { code, desired } = planned;
  let found: QuotaRequest | undefined;
  try {
    found = newestFirst(await port.history(code)).find(
      (request) => request.desired === desired && request.created >= begun - skew,
    );
  } catch {
    // What is told below holds then, too.
  }
  if (found) return { submitted: { ...planned, outcome: "submitted", request: found }, ends: false };
  return {
    submitted: {
      ...planned,
      outcome: "unknown",
      request: null,
      why: `${why}; AWS may have taken it all the same: see headroom increase status before another try`,
    },
    ends: true,
  };
}

const openText = ({ desired, status, caseId }: QuotaRequest): string =>
  `a request for ${desired.toLocaleString("en-US")} is open (${status}${caseId === undefined ? "" : `, case ${caseId}`})`;

function answerOf(error: unknown): { name: string; status: number } {
  if (!(error instanceof Error)) return { name: "", status: 0 };
  const metadata = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number }) : {};
  return { name: error.name, status: metadata.httpStatusCode ?? 0 };
}
