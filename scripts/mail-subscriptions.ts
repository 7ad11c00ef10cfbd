import { SNSClient } from "@aws-sdk/client-sns";
import { clientSettings } from "../aws/client.ts";
import { subscriptionsOf } from "../aws/subscriptions.ts";
import { isAwsError, troubleOf } from "../stacks/aws-errors.ts";

/** What SNS has of the addresses that a stack's config names; each a topic's severity and the address. */
export interface MailSubscriptions {
  /** not subscribed (any more): somebody followed the link in a mail's foot, or nobody confirmed in time */
  gone: string[];
  /** asked, and not confirmed */
  unconfirmed: string[];
  /** why SNS could not be asked, and what to do */
  unread?: string;
}

export interface MailOptions {
  region: string;
  profile: string | undefined;
  /** ARNs of the stack's topics as they are deployed, by severity */
  topicArns: Readonly<Record<string, string>>;
  email: readonly string[];
}

/** Asks SNS who of `alerts.email` is subscribed to the stack's topics. Never throws for what AWS answers. */
export async function mailSubscriptions(options: MailOptions): Promise<MailSubscriptions> {
  const { region, profile, topicArns, email } = options;
  const client = new SNSClient({
    ...clientSettings({ region, maxAttempts: 2 }),
    ...(profile !== undefined && { profile }),
  });
  const found: MailSubscriptions = { gone: [], unconfirmed: [] };
  try {
    for (const [severity, topicArn] of Object.entries(topicArns)) {
      const mails = (await subscriptionsOf(client, topicArn)).filter(({ protocol }) => protocol === "email");
      for (const address of email) {
        const of = mails.filter(({ endpoint }) => endpoint.toLowerCase() === address.toLowerCase());
        const told = `${address} (${severity})`;
        if (of.length === 0) found.gone.push(told);
        else if (of.every(({ confirmed }) => !confirmed)) found.unconfirmed.push(told);
      }
    }
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const { why, fix } = troubleOf(error, "sns:ListSubscriptionsByTopic", { region, profile, policy: "test-alert" });
    return { gone: [], unconfirmed: [], unread: `${why}; ${fix}` };
  } finally {
    client.destroy();
  }
  return found;
}
