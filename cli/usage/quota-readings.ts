import { askQuota } from "../../aws/service-quotas.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import type { QuotaReadings } from "../../monitoring/report/quota-reading.ts";
import type { QuotaCode } from "../../words/words.ts";
import { type Asked, settleQuotas } from "../account-quotas/settle-quotas.ts";
import { attempt } from "./attempt.ts";
import type { UsageClients } from "./clients.ts";
import type { Account } from "./read-account.ts";

/**
 * The account's readings of some quotas; what could not be read is told once, in the account's `incomplete`.
 * @param interval milliseconds between two questions; only tests ask for less than what AWS allows
 */
export async function quotaReadings(
  clients: UsageClients,
  { quotaLists, incomplete }: Pick<Account, "quotaLists" | "incomplete">,
  codes: Iterable<QuotaCode>,
  { interval, abortSignal }: { interval?: number; abortSignal?: AbortSignal | undefined } = {},
): Promise<QuotaReadings> {
  const denied: Incomplete[] = [];
  const ask = async (code: QuotaCode): Promise<Asked> => {
    const answer = await attempt(
      clients,
      "quotas that the list of the account's quotas has not",
      "servicequotas:GetServiceQuota",
      "their values can't be told",
      denied,
      () => askQuota(clients.quotas, code, abortSignal ? { abortSignal } : {}),
    );
    return answer ?? { kind: "failed", reason: denied.at(-1)?.why ?? "no answer" };
  };
  const readings = await settleQuotas(quotaLists, codes, ask, interval);
  incomplete.push(...denied.slice(0, 1));
  return readings;
}
