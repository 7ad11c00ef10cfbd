import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { topicKeyAlias, topicName } from "../monitoring/names.ts";
import type { AlertSettings } from "../monitoring/settings.ts";
import { SlackChannel } from "./slack-channel.ts";
import { type Place, topicKeyPolicy, topicPolicy } from "./topic-policies.ts";

export interface AlertTopicsArgs {
  /** part of the topics' names */
  readonly stack: string;
  readonly place: Place;
  /** one topic each */
  readonly severities: readonly string[];
  readonly alerts: AlertSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Where alarms are sent: one encrypted SNS topic per severity, with its e-mail addresses and Slack channel.
 *
 * The key is the stack's own unless `alerts.kmsKeyArn` names one; that one's policy must let CloudWatch use it
 * (see topicKeyPolicy). An e-mail address gets nothing until its owner follows the link in SNS's confirmation.
 */
export class AlertTopics extends pulumi.ComponentResource {
  /** by severity */
  readonly topicArns: Readonly<Record<string, pulumi.Output<string>>>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: AlertTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:AlertTopics", name, {}, opts);
    const { stack, place, severities, alerts, tags } = args;

    const keyArn = alerts.kmsKeyArn === undefined ? createKey(this, name, args) : pulumi.output(alerts.kmsKeyArn);
    const topics = severities.map((severity) => [severity, createTopic(this, name, args, severity, keyArn)] as const);
    this.keyArn = keyArn;
    this.topicArns = Object.fromEntries(topics);
    if (alerts.slack)
      new SlackChannel(
        `${name}-slack`,
        { stack, place, ...alerts.slack, topicArns: topics.map(([, arn]) => arn), tags },
        { parent: this },
      );
    this.registerOutputs({ topicArns: this.topicArns, keyArn: this.keyArn });
  }
}

function createKey(parent: AlertTopics, name: string, { stack, place, tags }: AlertTopicsArgs): pulumi.Output<string> {
  const { region } = place;
  const key = new aws.kms.Key(
    name,
    {
      description: `Encrypts the alerts of bedrock-headroom stack ${stack}`,
      enableKeyRotation: true,
      // The shortest window: nothing stays encrypted with the key once the topics are gone.
      deletionWindowInDays: 7,
      policy: JSON.stringify(topicKeyPolicy(place)),
      region,
      tags,
    },
    { parent },
  );
  new aws.kms.Alias(name, { name: topicKeyAlias(stack), targetKeyId: key.keyId, region }, { parent });
  return key.arn;
}

function createTopic(
  parent: AlertTopics,
  name: string,
  { stack, place, alerts, tags }: AlertTopicsArgs,
  severity: string,
  kmsMasterKeyId: pulumi.Input<string>,
): pulumi.Output<string> {
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
  return topic.arn;
}
