import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { pause } from "../../aws/pause.ts";
import { askQuota, type QuotaAnswer } from "../../aws/service-quotas.ts";
import type { QuotaCode } from "../../words/words.ts";
import { describe } from "./log.ts";
import type { QuotaPort } from "./port.ts";

/**
 * Milliseconds between the starts of two questions: GetServiceQuota and GetAWSDefaultServiceQuota allow 5 a second each,
 * not adjustable, and a question makes at most one call of each.
 * docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
 */
const askInterval = 200;

/**
 * Asks for each code, paced, until the time is over: the codes that are left have no answer. A question that fails has
 * its reason for one.
 */
export async function askInTime(
  client: ServiceQuotasClient,
  codes: readonly QuotaCode[],
  milliseconds: number,
  interval = askInterval,
): ReturnType<QuotaPort["askQuotas"]> {
  const answers = new Map<QuotaCode, QuotaAnswer | { kind: "not asked"; reason: string }>();
  if (codes.length === 0) return answers;
  const abortSignal = AbortSignal.timeout(milliseconds);
  const most = interval === 0 ? codes.length : Math.floor(milliseconds / interval);
  await Promise.all(
    codes.slice(0, most).map(async (code, index) => {
      try {
        if (index > 0 && interval > 0) await pause(index * interval, abortSignal);
        answers.set(code, await askQuota(client, code, { abortSignal }));
      } catch (error) {
        answers.set(code, { kind: "not asked", reason: describe(error) });
      }
    }),
  );
  return answers;
}
