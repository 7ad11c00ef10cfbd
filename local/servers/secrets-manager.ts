import { AwsError, type AwsService } from "./aws-http.ts";

/**
 * Secrets Manager (signing name "secretsmanager"): GetSecretValue, DescribeSecret.
 * @param secrets the secrets' texts by ARN; may be changed while the server runs
 * @param deleted ARNs of those that are to be deleted: they are still described (API DescribeSecret, DeletedDate)
 */
export const secretsManager = (
  secrets: Record<string, string>,
  deleted: ReadonlySet<string> = new Set(),
): AwsService => ({
  signingName: "secretsmanager",
  protocol: "json-1.1",
  operations: {
    DescribeSecret: ({ SecretId }: { SecretId: string }) => {
      if (secrets[SecretId] === undefined)
        throw new AwsError(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      return { ARN: SecretId, Name: SecretId, ...(deleted.has(SecretId) && { DeletedDate: new Date(0) }) };
    },
    GetSecretValue: ({ SecretId }: { SecretId: string }) => {
      const SecretString = secrets[SecretId];
      if (SecretString === undefined)
        throw new AwsError(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      return { ARN: SecretId, Name: SecretId, VersionId: "1", SecretString };
    },
  },
});
