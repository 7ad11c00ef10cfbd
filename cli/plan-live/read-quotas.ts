import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { askQuota, listQuotas } from "../../aws/service-quotas.ts";
import type { QuotaReadings } from "../../monitoring/report/quota-reading.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { QuotaCode } from "../../words/words.ts";
import { type Asked, settleQuotas } from "../account-quotas/settle-quotas.ts";
import type { PlanAction } from "./permissions.ts";

export interface LiveCaller {
  client: ServiceQuotasClient;
  region: string;
  profile: string | undefined;
}

/**
 * Reads an account's values of quotas.
 * @throws UserError when nothing can be told: no credentials, or the applied values can't be listed
 */
export async function readLiveQuotas(caller: LiveCaller, codes: readonly QuotaCode[]): Promise<QuotaReadings> {
  const [applied, defaults] = await Promise.all([
    attempt(caller, "servicequotas:ListServiceQuotas", () => listQuotas(caller.client, "applied")),
    attempt(caller, "servicequotas:ListAWSDefaultServiceQuotas", () => listQuotas(caller.client, "default")),
  ]);
  if ("failure" in applied) throw new UserError(`cannot tell the account's quotas: ${applied.failure}`, 3);
  const ask = async (code: QuotaCode): Promise<Asked> => {
    const answer = await attempt(caller, "servicequotas:GetServiceQuota", () => askQuota(caller.client, code));
    return "failure" in answer ? { kind: "failed", reason: answer.failure } : answer.value;
  };
  return settleQuotas(
    { applied: applied.value, defaults: "value" in defaults ? defaults.value : undefined },
    codes,
    ask,
  );
}

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
