import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { ModelQuotas, QuotaKind } from "./limits.ts";
import type { QuotaSource } from "./options.ts";

export interface ServiceQuotasOptions {
  /** each model's quota codes; `headroom registry show <model>` tells them */
  codes: Readonly<Record<string, Partial<Record<QuotaKind, string>>>>;
  /** of the quotas' Region. Default: a ServiceQuotasClient of the environment's Region */
  client?: ServiceQuotasClient;
}

/**
 * Live quotas from Service Quotas: the account's value, or AWS's default where it has none of its own. A call for each
 * code and reading (5 a second for the account: servicequotas/latest/userguide/reference_limits); needs
 * `servicequotas:GetServiceQuota` and `servicequotas:GetAWSDefaultServiceQuota`.
 */
export function serviceQuotas({ codes, client }: ServiceQuotasOptions): QuotaSource {
  let made = client;
  return async (modelId) => {
    const own = Object.entries(codes[modelId] ?? {}) as [QuotaKind, string][];
    if (own.length === 0) return undefined;
    const sdk = await import("@aws-sdk/client-service-quotas");
    made ??= new sdk.ServiceQuotasClient();
    const quotas: ModelQuotas = {};
    for (const [kind, QuotaCode] of own) {
      const value = await quotaValue(made, sdk, QuotaCode);
      if (value !== undefined) quotas[kind] = value;
    }
    return quotas;
  };
}

async function quotaValue(
  client: ServiceQuotasClient,
  sdk: typeof import("@aws-sdk/client-service-quotas"),
  QuotaCode: string,
): Promise<number | undefined> {
  const asked = { ServiceCode: "bedrock", QuotaCode };
  try {
    const { Quota } = await client.send(new sdk.GetServiceQuotaCommand(asked));
    // A row without a value says why: that is no answer.
    if (Quota?.Value === undefined) throw new Error(`${QuotaCode}: ${Quota?.ErrorReason?.ErrorCode ?? "no value"}`);
    return Quota.Value;
  } catch (error) {
    if ((error as Error).name !== "NoSuchResourceException") throw error;
    return (await client.send(new sdk.GetAWSDefaultServiceQuotaCommand(asked))).Quota?.Value;
  }
}
