import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type ClientOptions, clientSettings } from "../../aws/client.ts";

/**
 * Reads a secret's text. The client is made at the first use: most stacks have no webhook.
 * @throws the SDK's error; a plain Error where the secret is binary
 */
export function secretReader(options: ClientOptions): (arn: string, abortSignal: AbortSignal) => Promise<string> {
  let client: SecretsManagerClient | undefined;
  return async (SecretId, abortSignal) => {
    client ??= new SecretsManagerClient(clientSettings({ silence: 3_000, maxAttempts: 3, ...options }));
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }), { abortSignal });
    if (SecretString === undefined) throw new Error("the secret is binary: store the URL as text");
    return SecretString;
  };
}
