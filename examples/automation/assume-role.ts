import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Place } from "./places.ts";
import { Problem } from "./problem.ts";

/**
 * The variables that let a process act as the place's role: the provider and the program alike read them. They hold for
 * an hour, the longest that a role gets which another role assumes (IAM/latest/UserGuide/id_roles_manage-assume); a
 * place's are asked for when it begins, so it is the time of one place that counts.
 * @returns nothing where the place has no role
 */
export async function roleCredentials(
  { stack, roleArn, externalId }: Place,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (roleArn === undefined) return {};
  try {
    const { Credentials: found } = await new STSClient({}).send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: `bedrock-headroom-${stack}`.slice(0, 64),
        ...(externalId !== undefined && { ExternalId: externalId }),
      }),
      { abortSignal: signal },
    );
    return {
      AWS_ACCESS_KEY_ID: found?.AccessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: found?.SecretAccessKey ?? "",
      AWS_SESSION_TOKEN: found?.SessionToken ?? "",
      AWS_PROFILE: "",
    };
  } catch (error) {
    throw new Problem(`the role ${roleArn} can't be assumed: ${(error as Error).message}`);
  }
}
