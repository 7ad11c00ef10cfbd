import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { slackConfigurationName, slackPolicyName, slackRoleName } from "../monitoring/names.ts";
import type { IamSettings, SlackSettings } from "../monitoring/settings.ts";
import { slackApiRegionFor } from "../monitoring/slack-api.ts";
import { pathOf, type Statement, serviceRole } from "./service-role.ts";
import type { Place } from "./topic-policies.ts";

export interface SlackChannelArgs extends SlackSettings {
  readonly stack: string;
  readonly iam?: IamSettings;
  readonly place: Place;
  readonly topicArns: readonly pulumi.Input<string>[];
  readonly tags: Readonly<Record<string, string>>;
}

const readOnly: Statement = {
  Effect: "Allow",
  Action: ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"],
  Resource: "*",
};

/**
 * Sends topics to a Slack channel through Amazon Q Developer in chat applications (AWS Chatbot).
 *
 * By hand, once: authorise the Slack workspace in the AWS console, and `/invite @Amazon Q` in the channel.
 * An account can configure a channel only once (AWS's answer in aws-cloudformation/cloudformation-coverage-roadmap#1155):
 * one stack has the configuration, with the other stacks' topics, which the service takes from any Region.
 */
export class SlackChannel extends pulumi.ComponentResource {
  readonly configurationArn: pulumi.Output<string>;

  constructor(name: string, args: SlackChannelArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:SlackChannel", name, {}, opts);
    const { stack, place, tags } = args;
    const parent = { parent: this };

    const { role } = serviceRole(this, name, {
      roleName: slackRoleName(stack, args.iam?.namePrefix),
      iam: args.iam,
      service: "chatbot",
      statements: [readOnly],
      tags,
    });
    // The most that anyone may do through the channel. Without guardrails AWS applies AdministratorAccess
    // (API CreateSlackChannelConfiguration); they must be policies of their own, so the role's can't serve.
    const guardrail = new aws.iam.Policy(
      name,
      {
        name: slackPolicyName(stack, args.iam?.namePrefix),
        ...pathOf(args.iam),
        policy: JSON.stringify({ Version: "2012-10-17", Statement: [readOnly] }),
        tags,
      },
      parent,
    );
    const configuration = new aws.chatbot.SlackChannelConfiguration(
      name,
      {
        configurationName: slackConfigurationName(stack),
        slackTeamId: args.workspaceId,
        slackChannelId: args.channelId,
        snsTopicArns: [...args.topicArns, ...(args.topics ?? [])],
        iamRoleArn: role.arn,
        guardrailPolicyArns: [guardrail.arn],
        loggingLevel: "ERROR",
        region: args.region ?? slackApiRegionFor(place.region),
        tags,
      },
      // An account configures a channel once: a new configuration (of another Region's API, say) can't be made beside it.
      { parent: this, deleteBeforeReplace: true },
    );
    this.configurationArn = configuration.chatConfigurationArn;
    this.registerOutputs({ configurationArn: this.configurationArn });
  }
}
