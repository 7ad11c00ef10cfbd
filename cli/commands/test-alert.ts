import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SNSClient } from "@aws-sdk/client-sns";
import { confirm } from "@clack/prompts";
import type { Command } from "commander";
import { describeAlarms } from "../../aws/alarms.ts";
import { clientSettings } from "../../aws/client.ts";
import { subscriptionsOf } from "../../aws/subscriptions.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { SlackSettings } from "../../monitoring/settings.ts";
import { troubleOf } from "../../stacks/aws-errors.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom, upCommand } from "../../words/commands.ts";
import { terminalWidth } from "../terminal-width.ts";
import { type ChosenTest, candidatesOf, chooseTest } from "../test-alert/choose-alarms.ts";
import { describeTest, problemsOf } from "../test-alert/describe-test.ts";
import { exitCodeOf, type SeverityTest, type TestAlertDocument, type TestedTopic } from "../test-alert/document.ts";
import { type SendOptions, sendTest } from "../test-alert/send.ts";
import { webhookOutcomes, webhookTests } from "../test-alert/webhooks.ts";
import { answered, canAsk } from "../usage/pick.ts";

const help = `
For each severity one alarm is turned on by CloudWatch's SetAlarmState, with a reason that begins with TEST. CloudWatch
itself then sends the ALARM, by the rights and keys that a real one needs; at its next evaluation the alarm goes back,
and the notifier tells the OK. Composite alarms over it go along. Where no alarm is in OK, or you may not set its state,
the command publishes both messages itself, and says so: CloudWatch's rights are not tested then.

Examples:
  $ ${headroomCommand} test-alert us-east-1 --dry-run    # who is subscribed, and what would be sent
  $ ${headroomCommand} test-alert us-east-1
  $ ${quietHeadroom} test-alert us-east-1 --yes --json | jq '.unconfirmed'

What it may do: headroom iam-policy test-alert. Exit codes: 0 every topic took the message and every subscription is
confirmed, 1 the stack's config has errors or it is not deployed, 2 somebody must confirm, or nobody is subscribed,
3 a message could not be sent, or something could not be told, 130 not confirmed by you.`;

interface Options {
  profile?: string;
  yes?: true;
  dryRun?: true;
  json?: true;
}

interface Account {
  settings: ReturnType<typeof clientSettings>;
  cloudwatch: CloudWatchClient;
  sns: SNSClient;
  region: string;
  explain: SendOptions["explain"];
}

export function register(command: Command): void {
  command
    .argument("<stack>", "the stack, by the name in Pulumi.<name>.yaml")
    .option("--profile <name>", "AWS profile")
    .option("--yes", "send without asking")
    .option("--dry-run", "send nothing: show who is subscribed, and what would be sent")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (stack: string, options: Options) => {
      const { plan, settings, warnings } = await planForStack(stack);
      for (const warning of warnings) console.error(`warning: ${warning}`);
      const account = accountOf(settings.region, options);
      const chosen = await choose(
        plan,
        settings.severities.map(({ name }) => name),
        account,
      );
      const topics = await readTopics(chosen, account);
      const send = options.dryRun === undefined;
      if (send && options.yes === undefined) await ask(chosen, topics);
      const begun = new Date();
      const tests = await Promise.all(chosen.map((test) => (send ? sendTest(test, account) : notSent(test))));
      const hooks = settings.alerts.webhooks ?? [];
      const webhooks = send ? await webhookOutcomes(plan.stack, hooks, begun, account) : webhookTests(hooks);
      const slack = slackOf(settings.alerts.slack, topics, plan.stack);
      const found = { stack: plan.stack, topics, tests, slack, webhooks };
      const document: TestAlertDocument = {
        schemaVersion: 1,
        region: settings.region,
        sent: send,
        ...found,
        ...problemsOf(found),
      };
      console.log(options.json ? JSON.stringify(document, null, 2) : describeTest(document, terminalWidth()));
      process.exitCode = exitCodeOf(document);
    });
}

function accountOf(region: string, { profile }: Options): Account {
  const settings = { ...clientSettings({ region }), ...(profile !== undefined && { profile }) };
  return {
    region,
    settings,
    cloudwatch: new CloudWatchClient(settings),
    sns: new SNSClient(settings),
    explain: (error, action) => {
      const caller = { region, profile: profile ?? process.env["AWS_PROFILE"], policy: "test-alert" };
      const { why, fix } = troubleOf(error, action, caller);
      return `${why}; ${fix}`;
    },
  };
}

/** @throws UserError where the alarms can't be read, or none of a severity is deployed */
async function choose(
  plan: MonitoringPlan,
  severities: readonly string[],
  { cloudwatch, region, explain }: Account,
): Promise<ChosenTest[]> {
  const names = [...new Set(severities.flatMap((severity) => candidatesOf(plan, severity)))];
  let deployed: Awaited<ReturnType<typeof describeAlarms>>;
  try {
    deployed = await describeAlarms(cloudwatch, names);
  } catch (error) {
    throw new UserError(`cannot read the alarms of ${plan.stack}: ${explain(error, "cloudwatch:DescribeAlarms")}`, 3);
  }
  return severities.map((severity) => {
    const test = chooseTest(plan, severity, deployed);
    if (test) return test;
    throw new UserError(
      `no alarm of ${plan.stack} that notifies ${severity} is deployed in ${region}: deploy the stack first (${upCommand(plan.stack)}), or choose its account (--profile, AWS_PROFILE)`,
    );
  });
}

async function readTopics(chosen: readonly ChosenTest[], { sns, explain }: Account): Promise<TestedTopic[]> {
  const severities = new Map<string, string[]>();
  for (const { severity, topicArns } of chosen)
    for (const arn of topicArns) severities.set(arn, [...(severities.get(arn) ?? []), severity]);
  return Promise.all(
    [...severities].map(async ([topicArn, of]): Promise<TestedTopic> => {
      try {
        return { topicArn, severities: of, subscriptions: await subscriptionsOf(sns, topicArn) };
      } catch (error) {
        return { topicArn, severities: of, unread: explain(error, "sns:ListSubscriptionsByTopic") };
      }
    }),
  );
}

/** @throws UserError where nobody can be asked, or the answer is no */
async function ask(chosen: readonly ChosenTest[], topics: readonly TestedTopic[]): Promise<void> {
  const people = topics.reduce((total, { subscriptions }) => total + (subscriptions?.length ?? 0), 0);
  const message = `Send an ALARM and an OK, marked TEST, for ${chosen.map(({ severity }) => severity).join(", ")} to ${topics.length} topics with ${people} subscriptions? (--yes)`;
  if (!canAsk()) throw new UserError("this sends messages to people: say --yes, or --dry-run to see who they are");
  if (!answered(await confirm({ message }))) throw new UserError("nothing was sent", 130);
}

const notSent = ({ severity, alarm, way, why, topicArns }: ChosenTest): SeverityTest => ({
  severity,
  alarm: alarm.name,
  way,
  ...(why !== undefined && { why }),
  topics: topicArns.map((topicArn) => ({ topicArn, outcome: "not sent" })),
  ok: "not sent",
});

/** The endpoint that Amazon Q Developer in chat applications subscribes by. No AWS page states it; seen in accounts. */
const amazonQ = /^https:\/\/[\w.-]*chatbot\.amazonaws\.com/;

function slackOf(
  slack: SlackSettings | undefined,
  topics: readonly TestedTopic[],
  stack: string,
): TestAlertDocument["slack"] {
  if (!slack) return null;
  const own = topics.filter(({ topicArn }) => topicArn.includes(`:bedrock-headroom-${stack}-`));
  const subscribed = own.every(({ subscriptions }) => subscriptions?.some(({ endpoint }) => amazonQ.test(endpoint)));
  return { workspaceId: slack.workspaceId, channelId: slack.channelId, subscribed };
}
