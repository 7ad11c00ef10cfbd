/** What `npm run up` and `diff` say before and after Pulumi runs: what neither the program nor the stack's state knows of. */
import { spawnSync } from "node:child_process";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { sharedSlackWarnings } from "../stacks/shared-slack.ts";
import { stackNames } from "../stacks/stack-files.ts";
import { alertPolicyNotes } from "./alert-policies.ts";
import { callerAccount } from "./caller-account.ts";
import { type MailSubscriptions, mailSubscriptions } from "./mail-subscriptions.ts";
import { slackRoleNote } from "./slack-role.ts";

/** A stack as it is deployed from here. */
export interface Deployment {
  /** as Pulumi takes it, with organisation and project where they were given */
  stack: string;
  /** the folder with Pulumi.yaml */
  root: string;
  settings: MonitoringSettings;
  /** aws:profile of the stack's own config; without one, the SDK finds its credentials as everywhere */
  profile: string | undefined;
}

/**
 * Looks at policies of others, at Slack's role and at mail subscriptions that are gone.
 * @param given arguments for Pulumi
 * @returns further ones, that bring back what is gone
 */
export async function beforeDeployment(deployment: Deployment, given: readonly string[]): Promise<string[]> {
  const { root, settings, profile } = deployment;
  const { slack, kmsKeyArn, topicArns } = settings.alerts;
  // The program reads its own config alone: what stands in the other files of the folder is told here.
  const others = stackNames(root).filter((name) => name !== settings.stack);
  for (const warning of sharedSlackWarnings(settings, others, root)) console.error(`Warning: ${warning}`);
  const roleNote = slack && (await slackRoleNote(profile));
  if (roleNote) console.error(roleNote);
  if (kmsKeyArn !== undefined || Object.values(topicArns).some((arns) => arns.length > 0)) {
    const account = await callerAccount(settings.region, profile);
    for (const note of await alertPolicyNotes(settings, profile, account)) console.error(note);
  }
  const mails = await mailsOf(deployment);
  if (mails === undefined || mails.gone.length === 0) return [];
  const refreshes = given.some((arg) => /^(--refresh(=|$)|-r$)/.test(arg));
  console.error(
    `Not subscribed any more, though the stack's state says so: ${mails.gone.join(", ")}. ` +
      (refreshes
        ? "A refresh subscribes them again; each must confirm."
        : "Refreshing (--refresh), which subscribes them again; each must confirm."),
  );
  return refreshes ? [] : ["--refresh"];
}

/** Names whoever of the mail recipients is not subscribed, or has not confirmed. */
export async function afterDeployment(deployment: Deployment): Promise<void> {
  const { stack } = deployment;
  const mails = await mailsOf(deployment);
  if (mails?.unread !== undefined)
    console.error(`Could not tell whether the mail addresses are subscribed: ${mails.unread}`);
  if (mails && mails.gone.length > 0)
    console.error(`Not subscribed: ${mails.gone.join(", ")}. Run \`npm run up -- ${stack} --refresh\`.`);
  if (mails && mails.unconfirmed.length > 0)
    console.error(
      `Not confirmed, so they get nothing: ${mails.unconfirmed.join(", ")}. ` +
        `Each must follow the link in SNS's mail; SNS forgets one who has not within days: run \`npm run up -- ${stack}\` again then.`,
    );
}

/** What SNS has of the config's addresses; undefined where there are none, or nothing is deployed yet. */
async function mailsOf({ stack, root, settings, profile }: Deployment): Promise<MailSubscriptions | undefined> {
  const { email } = settings.alerts;
  if (email.length === 0) return undefined;
  const output = spawnSync("pulumi", ["stack", "output", "topicArns", "--json", "--stack", stack], {
    cwd: root,
    encoding: "utf8",
    stdio: ["inherit", "pipe", "ignore"],
  });
  if (output.status !== 0 || output.stdout.trim() === "") return undefined;
  const topicArns = JSON.parse(output.stdout) as Record<string, string>;
  return mailSubscriptions({ region: settings.region, profile, topicArns, email });
}
