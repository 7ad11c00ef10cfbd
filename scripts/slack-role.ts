import { clientSettings } from "../aws/client.ts";

/** chatbot/latest/adminguide/slr-permissions: AWS makes it with an account's first configuration. */
const roleName = "AWSServiceRoleForAWSChatbot";
const service = "management.chatbot.amazonaws.com";

/**
 * What to say where Amazon Q's service-linked role is missing in an account whose stack uses Slack; undefined where it
 * is there, or IAM does not tell.
 */
export async function slackRoleNote(profile: string | undefined): Promise<string | undefined> {
  try {
    // Not among what a deployment needs: where it is not installed, nothing is told.
    const { GetRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
    const client = new IAMClient({
      ...clientSettings({ region: "us-east-1", maxAttempts: 2 }),
      ...(profile !== undefined && { profile }),
    });
    await client.send(new GetRoleCommand({ RoleName: roleName }));
    return undefined;
  } catch (error) {
    if ((error as Error).name !== "NoSuchEntityException") return undefined;
    return (
      `Note: this account has no role ${roleName} yet, so no Slack channel was ever configured in it. AWS makes the role ` +
      `with the first one, if whoever runs this may call iam:CreateServiceLinkedRole; else an administrator makes it once: ` +
      `aws iam create-service-linked-role --aws-service-name ${service}. The Slack workspace must be authorised by hand before, too.`
    );
  }
}
