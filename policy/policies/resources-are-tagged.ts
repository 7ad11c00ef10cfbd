import { type CheckedResource, isGiven, listOf, type ResourcePolicy, unknown } from "../policy.ts";

/**
 * Types of this project's resources that take tags (pulumi.com/registry/packages/aws, `tags` of each), by service. What
 * else there is in a program is known by having tags already.
 */
const taggable: ReadonlySet<string> = new Set([
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lambda/function:Function",
  "aws:scheduler/scheduleGroup:ScheduleGroup",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
]);

/**
 * Every resource that takes tags carries those that the company asks for. Which these are only the user knows: with none
 * asked for it finds nothing. Tags of the provider (`aws:defaultTags`) count.
 */
export const resourcesAreTagged: ResourcePolicy = {
  of: "resource",
  name: "resources-are-tagged",
  description: "Every resource that takes tags carries those that `required` names.",
  remediation: "Add the tags to `tags` of the stack's config, or to aws:defaultTags.",
  enforcement: "mandatory",
  config: {
    required: {
      type: "array",
      items: { type: "string" },
      description: "Keys of tags that every resource must carry, e.g. team, cost-centre.",
      default: [],
    },
  },
  check(resource, config) {
    const required = listOf(config, "required");
    const tags = tagsOf(resource);
    if (required.length === 0 || tags === undefined) return [];
    const missing = required.filter((key) => !isGiven(tags[key]));
    return missing.length === 0 ? [] : [`lacks the tag${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`];
  },
};

/** What a resource carries; undefined where it takes no tags, or where they come with the deployment. */
function tagsOf({ type, props, defaultTags }: CheckedResource): Readonly<Record<string, unknown>> | undefined {
  const { tags } = props;
  if (tags === unknown) return undefined;
  if (!taggable.has(type) && tags === undefined) return undefined;
  return { ...defaultTags, ...(tags as object | undefined) };
}
