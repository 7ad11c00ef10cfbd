import { BedrockClient } from "@aws-sdk/client-bedrock";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import { UserError } from "../../stacks/user-error.ts";

export interface UsageClients {
  region: string;
  profile: string | undefined;
  cloudwatch: CloudWatchClient;
  bedrock: BedrockClient;
  quotas: ServiceQuotasClient;
  /** its SDK is loaded only where logs are read */
  logs: () => Promise<CloudWatchLogsClient>;
}

/** No Region is named anywhere. */
export class NoRegionError extends UserError {
  constructor() {
    super("no AWS Region is set; say which: --region us-east-1 (or AWS_REGION, or a region in the profile)", 3);
  }
}

/**
 * Clients with the SDK's own chain: AWS_PROFILE, SSO, the environment, AWS_ENDPOINT_URL and the rest work as in the
 * AWS CLI.
 * @param given --region and --profile; what is left out comes from the chain
 * @throws UserError when no Region is given anywhere
 */
export async function usageClients(given: { region?: string; profile?: string }): Promise<UsageClients> {
  const { region: wanted, profile } = given;
  const settings = {
    // A page of 100,800 points can take CloudWatch several seconds.
    ...clientSettings({ ...(wanted !== undefined && { region: wanted }), maxAttempts: 8, silence: 30_000 }),
    // Slows down by itself when AWS throttles.
    retryMode: "adaptive",
    ...(profile !== undefined && { profile }),
  };
  const cloudwatch = new CloudWatchClient(settings);
  let region: string;
  try {
    region = await cloudwatch.config.region();
  } catch {
    throw new NoRegionError();
  }
  return {
    region,
    profile: profile ?? process.env["AWS_PROFILE"],
    cloudwatch,
    bedrock: new BedrockClient({ ...settings, region }),
    quotas: new ServiceQuotasClient({ ...settings, region }),
    logs: async () => {
      const { CloudWatchLogsClient: LogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
      return new LogsClient({ ...settings, region });
    },
  };
}
