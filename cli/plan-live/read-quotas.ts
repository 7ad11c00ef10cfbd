import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { pause } from "../../aws/pause.ts";
import { askQuota, listQuotas, type QuotaAnswer, type QuotaRow } from "../../aws/service-quotas.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { QuotaCode } from "../../words/words.ts";
import type { PlanAction } from "./permissions.ts";

/** What the account has of one quota, in Service Quotas' own numbers (without multiplier). */
export interface LiveQuota {
  /** null: none, or not read */
  applied: number | null;
  /** AWS's default; null: none, or not read */
  default: number | null;
  /** where the value comes from that counts; none: neither of the two exists; unread: it can't be told */
  origin: "applied" | "default" | "none" | "unread";
  /** why it is unread */
  reason?: string;
}

export interface LiveCaller {
  client: ServiceQuotasClient;
  region: string;
  profile: string | undefined;
}

/**
 * Milliseconds between two questions for one quota: GetServiceQuota and GetAWSDefaultServiceQuota allow 5 a second each,
 * not adjustable. docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
 */
const askInterval = 200;

/**
 * Reads an account's values of quotas: both lists, and one by one what the list of applied values has not, since a list
 * that was cut short looks like that.
 * @throws UserError when nothing can be told: no credentials, or the applied values can't be listed
 */
export async function readLiveQuotas(
  caller: LiveCaller,
  codes: readonly QuotaCode[],
  interval = askInterval,
): Promise<Map<QuotaCode, LiveQuota>> {
  const [applied, defaults] = await Promise.all([
    attempt(caller, "servicequotas:ListServiceQuotas", () => listQuotas(caller.client, "applied")),
    attempt(caller, "servicequotas:ListAWSDefaultServiceQuotas", () => listQuotas(caller.client, "default")),
  ]);
  if ("failure" in applied) throw new UserError(`cannot tell the account's quotas: ${applied.failure}`, 3);
  const rows = { applied: byCode(applied.value), defaults: "value" in defaults ? byCode(defaults.value) : undefined };
  const quotas = new Map<QuotaCode, LiveQuota>();
  const open: QuotaCode[] = [];
  for (const code of codes) {
    const standard = rows.defaults?.get(code)?.value ?? null;
    const row = rows.applied.get(code);
    if (row) quotas.set(code, ofRow(row, standard));
    else open.push(code);
  }
  for (const [index, code] of open.entries()) {
    if (index > 0) await pause(interval);
    const answer = await attempt(caller, "servicequotas:GetServiceQuota", () => askQuota(caller.client, code));
    const standard = rows.defaults?.get(code)?.value ?? null;
    quotas.set(code, "failure" in answer ? unread(answer.failure, standard) : ofAnswer(answer.value, standard));
  }
  return quotas;
}

const unread = (reason: string, standard: number | null): LiveQuota => ({
  applied: null,
  default: standard,
  origin: "unread",
  reason,
});

const ofRow = ({ value, errorCode }: QuotaRow, standard: number | null): LiveQuota =>
  value === undefined
    ? unread(`Service Quotas says ${errorCode ?? "nothing of its value"}`, standard)
    : { applied: value, default: standard, origin: "applied" };

function ofAnswer(answer: QuotaAnswer, standard: number | null): LiveQuota {
  switch (answer.kind) {
    case "value":
      return answer.origin === "applied"
        ? { applied: answer.value, default: standard, origin: "applied" }
        : { applied: null, default: answer.value, origin: "default" };
    case "none":
      return { applied: null, default: null, origin: "none" };
    case "unusable":
      return unread(`Service Quotas says ${answer.reason}`, standard);
  }
}

const byCode = (rows: readonly QuotaRow[]): Map<QuotaCode, QuotaRow> => new Map(rows.map((row) => [row.code, row]));

/** @throws UserError where no other question could be answered either */
async function attempt<T>(
  { region, profile }: LiveCaller,
  action: PlanAction,
  ask: () => Promise<T>,
): Promise<{ value: T } | { failure: string }> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const { fatal, why, fix } = troubleOf(error, action, { region, profile, policy: "plan" });
    if (fatal) throw new UserError(`${why}; ${fix}`, 3);
    return { failure: `${why}; ${fix}` };
  }
}
