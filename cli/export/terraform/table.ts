import { type Field, leftOut, type Shape } from "../shape.ts";

export interface TerraformKind {
  type: string;
  properties: Shape;
  /** each output by Pulumi's name, as the resource's attribute */
  outputs: Readonly<Record<string, string>>;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Properties that differ from Pulumi's in nothing but the underscores. */
const alike = (...names: string[]): Shape => Object.fromEntries(names.map((name) => [name, snake(name)]));

/** A map whose keys are the user's. */
const map = (as: string): Field => ({ as, via: (value) => value });
const block = (as: string, of: Shape): Field => ({ as, of });

const tags = map("tags");

/**
 * What each type of Pulumi's is in Terraform's AWS provider, property by property. Pulumi's provider is made from
 * Terraform's (docs/export.md says which version): the types' names, and the arguments that are renamed, are in its
 * provider/resources.go and bridge-metadata.json (pulumi/pulumi-aws); all others differ by the underscores alone.
 */
export const terraformKinds: Readonly<Record<string, TerraformKind>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    type: "aws_cloudwatch_metric_alarm",
    properties: {
      ...alike("alarmDescription", "actionsEnabled", "alarmActions", "okActions", "insufficientDataActions"),
      ...alike("evaluationPeriods", "datapointsToAlarm", "threshold", "thresholdMetricId", "comparisonOperator"),
      ...alike("treatMissingData", "region"),
      name: "alarm_name",
      metricQueries: block("metric_query", {
        ...alike("id", "label", "returnData", "expression", "period"),
        metric: block("metric", {
          ...alike("namespace", "metricName", "period", "stat"),
          dimensions: map("dimensions"),
        }),
      }),
      warmUpConfiguration: block(
        "warm_up_configuration",
        alike("warmUpPeriodDurationInMinutes", "onlyStartEvaluatingAfterWarmUpPeriodEnds"),
      ),
      tags,
    },
    outputs: { id: "id", name: "alarm_name", arn: "arn" },
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    type: "aws_cloudwatch_composite_alarm",
    properties: {
      ...alike("alarmName", "alarmDescription", "actionsEnabled", "alarmActions", "okActions", "alarmRule", "region"),
      tags,
    },
    outputs: { id: "id", alarmName: "alarm_name", arn: "arn" },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    type: "aws_cloudwatch_dashboard",
    properties: alike("dashboardName", "dashboardBody", "region"),
    outputs: { id: "id", dashboardArn: "dashboard_arn" },
  },
  "aws:cloudwatch/eventRule:EventRule": {
    type: "aws_cloudwatch_event_rule",
    properties: { ...alike("name", "description", "eventPattern", "region"), tags },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    type: "aws_cloudwatch_event_target",
    properties: {
      ...alike("rule", "targetId", "arn", "region"),
      retryPolicy: block("retry_policy", alike("maximumEventAgeInSeconds", "maximumRetryAttempts")),
      deadLetterConfig: block("dead_letter_config", alike("arn")),
    },
    outputs: { id: "id" },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    type: "aws_cloudwatch_log_group",
    properties: { ...alike("name", "retentionInDays", "region"), tags },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    type: "aws_cloudwatch_log_metric_filter",
    properties: {
      ...alike("name", "logGroupName", "pattern", "region"),
      metricTransformation: block("metric_transformation", {
        ...alike("name", "namespace", "value", "unit"),
        dimensions: map("dimensions"),
      }),
    },
    outputs: { id: "id", name: "name" },
  },
  "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration": {
    type: "aws_bedrock_model_invocation_logging_configuration",
    properties: {
      ...alike("region"),
      loggingConfig: block("logging_config", {
        ...alike("textDataDeliveryEnabled", "imageDataDeliveryEnabled", "embeddingDataDeliveryEnabled"),
        ...alike("videoDataDeliveryEnabled"),
        cloudwatchConfig: block("cloudwatch_config", alike("logGroupName", "roleArn")),
      }),
    },
    outputs: { id: "id" },
  },
  "aws:iam/role:Role": {
    type: "aws_iam_role",
    properties: { ...alike("name", "path", "permissionsBoundary", "assumeRolePolicy"), tags },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    type: "aws_iam_role_policy",
    properties: alike("name", "role", "policy"),
    outputs: { id: "id", name: "name" },
  },
  "aws:iam/policy:Policy": {
    type: "aws_iam_policy",
    properties: { ...alike("name", "path", "policy"), tags },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:kms/key:Key": {
    type: "aws_kms_key",
    properties: {
      ...alike("description", "enableKeyRotation", "deletionWindowInDays", "policy", "region"),
      tags,
    },
    outputs: { id: "id", keyId: "key_id", arn: "arn" },
  },
  "aws:kms/alias:Alias": {
    type: "aws_kms_alias",
    properties: alike("name", "targetKeyId", "region"),
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:lambda/function:Function": {
    type: "aws_lambda_function",
    properties: {
      ...alike("description", "role", "runtime", "architectures", "handler", "memorySize", "timeout", "region"),
      name: "function_name",
      // configuration.ts puts filename and source_code_hash in its place.
      code: leftOut,
      environment: block("environment", { variables: map("variables") }),
      loggingConfig: block("logging_config", alike("logFormat", "logGroup")),
      vpcConfig: block("vpc_config", alike("subnetIds", "securityGroupIds")),
      tags,
    },
    outputs: { id: "id", name: "function_name", arn: "arn" },
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    type: "aws_lambda_function_event_invoke_config",
    properties: {
      ...alike("functionName", "maximumRetryAttempts", "maximumEventAgeInSeconds", "region"),
      destinationConfig: block("destination_config", { onFailure: block("on_failure", alike("destination")) }),
    },
    outputs: { id: "id" },
  },
  "aws:lambda/permission:Permission": {
    type: "aws_lambda_permission",
    properties: { ...alike("statementId", "action", "principal", "sourceArn", "region"), function: "function_name" },
    outputs: { id: "id" },
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    type: "aws_scheduler_schedule_group",
    properties: { ...alike("name", "region"), tags },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:scheduler/schedule:Schedule": {
    type: "aws_scheduler_schedule",
    properties: {
      ...alike("name", "groupName", "description", "scheduleExpression", "region"),
      flexibleTimeWindow: block("flexible_time_window", alike("mode")),
      target: block("target", {
        ...alike("arn", "roleArn", "input"),
        retryPolicy: block("retry_policy", alike("maximumRetryAttempts", "maximumEventAgeInSeconds")),
        deadLetterConfig: block("dead_letter_config", alike("arn")),
      }),
    },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:sns/topic:Topic": {
    type: "aws_sns_topic",
    properties: {
      ...alike("name", "displayName", "kmsMasterKeyId", "policy", "signatureVersion", "region"),
      tags,
    },
    outputs: { id: "id", name: "name", arn: "arn" },
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    type: "aws_sns_topic_subscription",
    properties: { ...alike("protocol", "endpoint", "redrivePolicy", "region"), topic: "topic_arn" },
    outputs: { id: "id", arn: "arn" },
  },
  "aws:sqs/queue:Queue": {
    type: "aws_sqs_queue",
    properties: {
      ...alike("name", "policy", "messageRetentionSeconds", "sqsManagedSseEnabled", "region"),
      tags,
    },
    outputs: { id: "id", name: "name", url: "url", arn: "arn" },
  },
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": {
    type: "aws_chatbot_slack_channel_configuration",
    properties: {
      ...alike("configurationName", "slackTeamId", "slackChannelId", "snsTopicArns", "iamRoleArn"),
      ...alike("guardrailPolicyArns", "loggingLevel", "region"),
      tags,
    },
    outputs: { id: "id", chatConfigurationArn: "chat_configuration_arn" },
  },
};
