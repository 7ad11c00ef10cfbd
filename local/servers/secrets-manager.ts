import { AwsError, type AwsService } from "./aws-http.ts";

/**
 * Secrets Manager (signing name "secretsmanager"): GetSecretValue.
 * @param secrets the secrets' texts by ARN; may be changed while the server runs
 */
export const secretsManager = (secrets: Record<string, string>): AwsService => ({
  signingName: "secretsmanager",
  protocol: "json-1.1",
  operations: {
    GetSecretValue: ({ SecretId }: { SecretId: string }) => {
      const SecretString = secrets[SecretId];
      if (SecretString === undefined)
        throw new AwsError(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      return { ARN: SecretId, Name: SecretId, VersionId: "1", SecretString };
    },
  },
});
