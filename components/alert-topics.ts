import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { topicKeyAlias, topicName } from "../monitoring/names.ts";
import type { AlertSettings, IamSettings } from "../monitoring/settings.ts";
import { SlackChannel } from "./slack-channel.ts";
import { type Place, topicKeyPolicy, topicPolicy } from "./topic-policies.ts";

export interface AlertTopicsArgs {
  /** part of the topics' names */
  readonly stack: string;
  readonly place: Place;
  /** one topic each */
  readonly severities: readonly string[];
  readonly alerts: AlertSettings;
  readonly iam?: IamSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where alarms are sent: one encrypted SNS topic per severity, with its e-mail addresses and Slack channel.
 *
 * The severest topic has a key to itself and the others share one, so that no broken key silences both an alarm and
 * the one that says so. Where `alerts.kmsKeyArn` names a key, all topics use that one; its policy must let CloudWatch
 * use it (see topicKeyPolicy). An e-mail address gets nothing until its owner follows the link in SNS's confirmation.
 */
export class AlertTopics extends pulumi.ComponentResource {
  /** by severity */
  readonly topics: Readonly<Record<string, aws.sns.Topic>>;
  /** ARNs of `topics` */
  readonly topicArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** the key of each topic, by severity; topics can share one */
  readonly keyArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: AlertTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:AlertTopics", name, {}, opts);
    const { stack, place, severities, alerts, tags } = args;

    this.keyArns = keysOf(this, name, args);
    const topics = severities.map(
      (severity) => [severity, createTopic(this, name, args, severity, this.keyArns[severity]!)] as const,
    );
    this.topics = Object.fromEntries(topics);
    this.topicArns = Object.fromEntries(topics.map(([severity, { arn }]) => [severity, arn]));
    if (alerts.slack)
      new SlackChannel(
        `${name}-slack`,
        {
          stack,
          ...(args.iam && { iam: args.iam }),
          place,
          ...alerts.slack,
          topicArns: topics.map(([, { arn }]) => arn),
          tags,
        },
        { parent: this },
      );
    // Of the keys' ARNs one may be a late value's stand-in, and outputs are filled in by nobody.
    this.registerOutputs({ topicArns: this.topicArns });
  }
}

/** @param severities mildest first */
function keysOf(parent: AlertTopics, name: string, args: AlertTopicsArgs): Record<string, pulumi.Output<string>> {
  const { severities, alerts } = args;
  if (alerts.kmsKeyArn !== undefined) {
    const given = pulumi.output(alerts.kmsKeyArn);
    return Object.fromEntries(severities.map((severity) => [severity, given]));
  }
  const severest = severities.at(-1) ?? "";
  const shared = createKey(parent, name, args);
  const own = severities.length > 1 ? createKey(parent, name, args, severest) : shared;
  return Object.fromEntries(severities.map((severity) => [severity, severity === severest ? own : shared]));
}

/** @param severity whose topic alone it is for; without one, it is for those that share it */
function createKey(
  parent: AlertTopics,
  baseName: string,
  { stack, place, tags }: AlertTopicsArgs,
  severity?: string,
): pulumi.Output<string> {
  const { region } = place;
  const name = severity === undefined ? baseName : `${baseName}-${severity}`;
  const key = new aws.kms.Key(
    name,
    {
      description: `Encrypts the ${severity === undefined ? "" : `${severity} `}alerts of bedrock-headroom stack ${stack}`,
      enableKeyRotation: true,
      // The shortest window: nothing stays encrypted with the key once the topics are gone.
      deletionWindowInDays: 7,
      policy: JSON.stringify(topicKeyPolicy(place)),
      region,
      tags,
    },
    { parent },
  );
  new aws.kms.Alias(name, { name: topicKeyAlias(stack, severity), targetKeyId: key.keyId, region }, { parent });
  return key.arn;
}

function createTopic(
  parent: AlertTopics,
  name: string,
  { stack, place, alerts, tags }: AlertTopicsArgs,
  severity: string,
  kmsMasterKeyId: pulumi.Input<string>,
): aws.sns.Topic {
  const { region } = place;
  const physicalName = topicName(stack, severity);
  const topic = new aws.sns.Topic(
    `${name}-${severity}`,
    {
      name: physicalName,
      displayName: `Bedrock headroom ${stack} ${severity}`,
      kmsMasterKeyId,
      policy: JSON.stringify(topicPolicy(place, physicalName)),
      signatureVersion: 2,
      region,
      tags,
    },
    { parent },
  );
  for (const endpoint of alerts.email)
    new aws.sns.TopicSubscription(
      `${name}-${severity}-${endpoint}`,
      { topic: topic.arn, protocol: "email", endpoint, region },
      { parent },
    );
  return topic;
}
