import { headroomCommand, upCommand } from "../../words/commands.ts";
import { notifierFunctionName, slackConfigurationName, topicName } from "../names.ts";
import type { MonitoringPlan, PlannedRecipient } from "../plan-types.ts";
import { quoted } from "./alarms-there.ts";
import type { DoctorFacts, FoundTopic, TopicSubscription } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, type Level, named, type Reading } from "./finding.ts";
import { putBack, severestOf } from "./planned-alarms.ts";

/** The endpoint that Amazon Q Developer in chat applications subscribes by. No AWS page states it; seen in accounts. */
const amazonQ = /^https:\/\/[\w.-]*chatbot\.amazonaws\.com/;

interface SeverityTopic {
  severity: string;
  recipients: readonly PlannedRecipient[];
  topic: Reading<FoundTopic>;
}

const topicsOf = ({ plan, topics }: DoctorFacts): SeverityTopic[] =>
  (plan.alerts?.severities ?? []).flatMap(({ severity, recipients }) => {
    const topic = topics.get(severity);
    return topic ? [{ severity, recipients, topic }] : [];
  });

const badness = (plan: MonitoringPlan, severities: readonly string[]): Level =>
  severities.includes(severestOf(plan) ?? "") ? "critical" : "warning";

/** Whether each topic is there, and everybody that the stack file names is subscribed and has confirmed. */
export function subscriptions(facts: DoctorFacts): Finding[] {
  const { plan } = facts;
  const check = "subscriptions";
  const own = topicsOf(facts);
  const findings: Finding[] = unreadTopics(facts, own);
  const gone = own.filter(({ topic }) => "value" in topic && "missing" in topic.value).map(({ severity }) => severity);
  if (gone.length > 0)
    findings.push({
      check,
      level: badness(plan, gone),
      subjects: gone,
      found: `no topic for ${gone.join(", ")} in the account: its alarms tell nobody`,
      fix: { command: putBack(plan) },
    });

  const missing: { address: string; severity: string }[] = [];
  const pending: { address: string; severity: string; protocol: string }[] = [];
  const nobody: string[] = [];
  for (const { severity, recipients, topic } of own) {
    const there = subscribersOf(topic);
    if (!there) continue;
    for (const { to } of recipients.filter(({ by }) => by === "email")) {
      const found = there.filter(({ protocol, endpoint }) => protocol === "email" && same(endpoint, to));
      if (found.length === 0) missing.push({ address: to, severity });
    }
    pending.push(
      ...there
        .filter(({ confirmed }) => !confirmed)
        .map(({ endpoint, protocol }) => ({ address: endpoint, severity, protocol })),
    );
    const elsewhere = recipients.some(({ by }) => by === "topic");
    if (!there.some(({ confirmed }) => confirmed) && !elsewhere) nobody.push(severity);
  }
  const by = <T extends { address: string }>(of: readonly T[]) => Map.groupBy(of, ({ address }) => address);
  for (const [address, of] of by(missing)) {
    const severities = of.map(({ severity }) => severity);
    findings.push({
      check,
      level: badness(plan, severities),
      subjects: [address],
      found: `${address} is not subscribed to ${severities.join(", ")}: unsubscribed, never confirmed in time, or not deployed`,
      fix: { text: "then follow the link in SNS's mail", command: putBack(plan) },
    });
  }
  for (const [address, of] of by(pending)) {
    const protocol = of[0]!.protocol;
    const severities = of.map(({ severity }) => severity);
    findings.push({
      check,
      level: badness(plan, severities),
      subjects: [address],
      found: `${address} has not confirmed ${severities.join(", ")}: nothing is sent there`,
      fix: {
        text:
          protocol === "email"
            ? 'follow the link in SNS\'s mail (subject "AWS Notification - Subscription Confirmation"); where it is gone, ask for another'
            : "confirm it there; where the request is gone, ask for another",
        command: `aws sns subscribe --region ${plan.region} --topic-arn ${arnOf(own, severities[0])} --protocol ${protocol} --notification-endpoint ${quoted(address)}`,
      },
    });
  }
  const alone = nobody.filter(
    (severity) =>
      !missing.some((one) => one.severity === severity) && !pending.some((one) => one.severity === severity),
  );
  if (alone.length > 0)
    findings.push({
      check,
      level: badness(plan, alone),
      subjects: alone,
      found: `nobody is subscribed to ${alone.join(", ")}: its alarms tell nobody`,
      fix: {
        text: "name somebody in the stack file (alerts.email, slack, webhooks or topics), then",
        command: upCommand(plan.stack),
      },
    });
  findings.push(...otherTopics(facts));
  if (findings.length > 0) return findings;
  if (own.length === 0) return [];
  const confirmed = own.reduce((total, { topic }) => total + (subscribersOf(topic)?.length ?? 0), 0);
  return [fine(check, `${counted(own.length, "topic")} with ${counted(confirmed, "subscription")}, all confirmed`)];
}

function unreadTopics({ plan }: DoctorFacts, own: readonly SeverityTopic[]): Finding[] {
  const [first] = own.flatMap(({ severity, topic }) => ("unread" in topic ? [{ severity, unread: topic.unread }] : []));
  if (!first) return [];
  const names = own.filter(({ topic }) => "unread" in topic).map(({ severity }) => severity);
  return [
    {
      ...cannotTell("subscriptions", `who is subscribed to ${names.join(", ")}`, first.unread),
      subjects: names.map((name) => topicName(plan.stack, name)),
    },
  ];
}

/** Topics of others that alarms notify besides: what can be said of them. */
function otherTopics({ plan, otherTopics: others }: DoctorFacts): Finding[] {
  const check = "subscriptions";
  return [...others].flatMap(([arn, topic]): Finding[] => {
    if ("unread" in topic)
      return [{ ...cannotTell(check, `who is subscribed to ${arn}`, topic.unread), subjects: [arn] }];
    const severities = (plan.alerts?.severities ?? []).filter(({ recipients }) =>
      recipients.some(({ by, to }) => by === "topic" && to === arn),
    );
    const level = badness(
      plan,
      severities.map(({ severity }) => severity),
    );
    if ("missing" in topic.value)
      return [
        {
          check,
          level,
          subjects: [arn],
          found: `there is no topic ${arn}, which the stack file names`,
          fix: { text: "make it, or take it out of alerts.topics" },
        },
      ];
    if (topic.value.subscriptions.some(({ confirmed }) => confirmed)) return [];
    return [
      {
        check,
        level,
        subjects: [arn],
        found: `nobody is subscribed to ${arn}`,
        fix: {
          text: "subscribe somebody there",
          command: `aws sns list-subscriptions-by-topic --region ${plan.region} --topic-arn ${arn}`,
        },
      },
    ];
  });
}

/** Whether the Slack channel's configuration takes the stack's topics. That a message shows there only a message can tell. */
export function slack(facts: DoctorFacts): Finding[] {
  const { plan } = facts;
  const check = "slack";
  const wanted = topicsOf(facts).filter(({ recipients }) => recipients.some(({ by }) => by === "slack"));
  if (wanted.length === 0) return [];
  const unread = wanted.flatMap(({ topic }) => ("unread" in topic ? [topic.unread] : []));
  if (unread[0]) return [cannotTell(check, "whether Slack takes the topics", unread[0])];
  const without = wanted.filter(({ topic }) => {
    const there = subscribersOf(topic);
    return there && !there.some(({ endpoint, confirmed }) => confirmed && amazonQ.test(endpoint));
  });
  const to = wanted[0]!.recipients.find(({ by }) => by === "slack")!.to;
  const severities = without.map(({ severity }) => severity);
  if (without.length === 0)
    return [
      fine(
        check,
        `Amazon Q takes the topics for ${to}; whether messages show there: ${headroomCommand} test-alert ${plan.stack}`,
      ),
    ];
  return [
    {
      check,
      level: badness(plan, severities),
      subjects: [to],
      found: `Slack does not take ${severities.join(", ")}: Amazon Q is not subscribed, so configuration ${to.startsWith("arn:") ? to : slackConfigurationName(plan.stack)} is gone or lacks the topic`,
      fix: to.startsWith("arn:")
        ? { text: `add to that configuration: ${without.map(({ severity }) => arnOf(wanted, severity)).join(", ")}` }
        : {
            text: "see that the workspace is authorised there, then put it back",
            link: "https://console.aws.amazon.com/chatbot/home",
            command: putBack(plan),
          },
    },
  ];
}

/** Whether what posts to webhooks hears of the topics, and finds their URLs. */
export function webhooks(facts: DoctorFacts): Finding[] {
  const { plan, secrets } = facts;
  const check = "webhooks";
  const wanted = topicsOf(facts).filter(({ recipients }) => recipients.some(({ by }) => by === "webhook"));
  if (wanted.length === 0) return [];
  const findings: Finding[] = [];
  const end = `:function:${notifierFunctionName(plan.stack)}`;
  const unread = wanted.flatMap(({ topic }) => ("unread" in topic ? [topic.unread] : []));
  if (unread[0]) findings.push(cannotTell(check, "whether the notifier hears of the topics", unread[0]));
  const deaf = wanted.filter(({ topic }) => {
    const there = subscribersOf(topic);
    return there && !there.some(({ protocol, endpoint }) => protocol === "lambda" && endpoint.endsWith(end));
  });
  if (deaf.length > 0) {
    const severities = deaf.map(({ severity }) => severity);
    findings.push({
      check,
      level: badness(plan, severities),
      subjects: severities,
      found: `the notifier is not subscribed to ${severities.join(", ")}, so webhooks get nothing of ${severities.length === 1 ? "it" : "them"}`,
      fix: { command: putBack(plan) },
    });
  }
  for (const [arn, secret] of secrets) {
    const of = wanted
      .filter(({ recipients }) => recipients.some(({ to }) => to === arn))
      .map(({ severity }) => severity);
    if ("unread" in secret)
      findings.push({ ...cannotTell(check, `whether the secret ${arn} is there`, secret.unread), subjects: [arn] });
    else if (secret.value !== "there")
      findings.push({
        check,
        level: badness(plan, of),
        subjects: [arn],
        found: `the secret with a webhook's URL is ${secret.value}: ${arn}`,
        fix:
          secret.value === "missing"
            ? { text: "make it again, or name another under alerts.webhooks (docs/alerts.md)" }
            : { command: `aws secretsmanager restore-secret --region ${plan.region} --secret-id ${arn}` },
      });
  }
  if (findings.length > 0) return findings;
  return [
    fine(
      check,
      `the notifier hears of ${named(wanted.map(({ severity }) => severity))}, and each URL's secret is there; whether messages arrive: ${headroomCommand} test-alert ${plan.stack}`,
    ),
  ];
}

function subscribersOf(topic: Reading<FoundTopic>): readonly TopicSubscription[] | undefined {
  return "value" in topic && "subscriptions" in topic.value ? topic.value.subscriptions : undefined;
}

const arnOf = (topics: readonly SeverityTopic[], severity: string | undefined): string => {
  const topic = topics.find((one) => one.severity === severity)?.topic;
  return topic && "value" in topic ? topic.value.arn : "";
};

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
