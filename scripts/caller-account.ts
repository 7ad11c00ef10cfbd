import { clientSettings } from "../aws/client.ts";

/** The account that the caller's credentials are of, by STS; undefined where it does not tell. */
export async function callerAccount(region: string, profile: string | undefined): Promise<string | undefined> {
  try {
    // Not among what a deployment needs: where it is not installed, nothing is told.
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const client = new STSClient({
      ...clientSettings({ region, maxAttempts: 2 }),
      ...(profile !== undefined && { profile }),
    });
    return (await client.send(new GetCallerIdentityCommand({}))).Account;
  } catch {
    return undefined;
  }
}
