import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { type LivePart, livePart, stackQuotas } from "./live-part.ts";
import { readLiveQuotas } from "./read-quotas.ts";

/**
 * The account's values of a stack's quotas, read in the stack's Region with the SDK's own chain of credentials.
 * @throws UserError when they can't be told
 */
export async function readLive(settings: MonitoringSettings, profile: string | undefined): Promise<LivePart> {
  const { region } = settings;
  const client = new ServiceQuotasClient({
    ...clientSettings({ region, maxAttempts: 8 }),
    // Slows down by itself when AWS throttles.
    retryMode: "adaptive",
    ...(profile !== undefined && { profile }),
  });
  const codes = stackQuotas(settings).map(({ quota }) => quota.code);
  const caller = { client, region, profile: profile ?? process.env["AWS_PROFILE"] };
  return livePart(settings, await readLiveQuotas(caller, codes));
}
