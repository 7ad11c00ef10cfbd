import { listQuotaRequests } from "../../aws/quota-requests.ts";
import type { QuotaRequest } from "../../monitoring/increase/quota-request.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";

/**
 * The account's requests for increases of Bedrock's quotas in the Region.
 * @param effect what their lack means
 * @param incomplete takes it where they could not be read
 * @returns undefined where they could not be read
 * @throws UserError where nothing else could be read either
 */
export async function readRequests(
  clients: UsageClients,
  effect: string,
  incomplete: Incomplete[],
): Promise<QuotaRequest[] | undefined> {
  try {
    return await listQuotaRequests(clients.quotas);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const action = "servicequotas:ListRequestedServiceQuotaChangeHistory";
    const { fatal, why, fix } = troubleOf(error, action, { ...clients, policy: "increase" });
    if (fatal) throw new UserError(`${why}; ${fix}`, exitCodes.cannotTell);
    incomplete.push({ what: "the account's requests for increases", why, effect: `${effect}; ${fix}` });
    return undefined;
  }
}
