import { type Field, leftOut, type Shape } from "../shape.ts";

export interface CloudFormationKind {
  type: string;
  properties: Shape;
  /** each output by Pulumi's name, as Fn::Sub has it */
  outputs: Readonly<Record<string, Fragment>>;
}

type Fragment = (id: string, inputs: Readonly<Record<string, unknown>>) => string;

const ref: Fragment = (id) => `\${${id}}`;
const attribute =
  (name: string): Fragment =>
  (id) =>
    `\${${id}.${name}}`;

/** A map of texts as CloudFormation's list of pairs. */
const pairs = (as: string, key: string): Field => ({
  as,
  via: (map) => Object.entries(map as Record<string, unknown>).map(([name, value]) => ({ [key]: name, Value: value })),
});
const tags = pairs("Tags", "Key");

/** A policy or pattern that the program hands over as text. */
const document = (as: string): Field => ({ as, via: (text) => JSON.parse(String(text)) });

const list = (as: string): Field => ({ as, via: (item) => [item] });

/** Where a resource is made: CloudFormation makes all of them in the Region of its stack. */
const region = leftOut;

/**
 * What each type of Pulumi's is in CloudFormation, property by property. Types and properties as in the resource
 * specification that cfn-lint 1.58.0 holds a template against; what an output is by the "Return values" of each type's
 * page in the CloudFormation template reference.
 */
export const cloudFormationKinds: Readonly<Record<string, CloudFormationKind>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    type: "AWS::CloudWatch::Alarm",
    properties: {
      name: "AlarmName",
      alarmDescription: "AlarmDescription",
      actionsEnabled: "ActionsEnabled",
      alarmActions: "AlarmActions",
      okActions: "OKActions",
      insufficientDataActions: "InsufficientDataActions",
      metricQueries: {
        as: "Metrics",
        of: {
          id: "Id",
          label: "Label",
          returnData: "ReturnData",
          expression: "Expression",
          period: "Period",
          // Namespace, dimensions, period and statistic stand side by side there, and one level apart here.
          metric: {
            as: "MetricStat",
            via: (metric) => {
              const { namespace, metricName, dimensions, period, stat, ...more } = metric as Record<string, unknown>;
              const [unknown] = Object.keys(more);
              if (unknown !== undefined) throw new RangeError(`metric.${unknown} is not in the table`);
              return {
                Metric: {
                  Namespace: namespace,
                  MetricName: metricName,
                  Dimensions: Object.entries(dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
                },
                Period: period,
                Stat: stat,
              };
            },
          },
        },
      },
      evaluationPeriods: "EvaluationPeriods",
      datapointsToAlarm: "DatapointsToAlarm",
      threshold: "Threshold",
      thresholdMetricId: "ThresholdMetricId",
      comparisonOperator: "ComparisonOperator",
      treatMissingData: "TreatMissingData",
      warmUpConfiguration: {
        as: "WarmUpConfiguration",
        of: {
          warmUpPeriodDurationInMinutes: "WarmUpPeriodDurationInMinutes",
          onlyStartEvaluatingAfterWarmUpPeriodEnds: "OnlyStartEvaluatingAfterWarmUpPeriodEnds",
        },
      },
      region,
      tags,
    },
    outputs: { id: ref, name: ref, arn: attribute("Arn") },
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    type: "AWS::CloudWatch::CompositeAlarm",
    properties: {
      alarmName: "AlarmName",
      alarmDescription: "AlarmDescription",
      actionsEnabled: "ActionsEnabled",
      alarmActions: "AlarmActions",
      okActions: "OKActions",
      alarmRule: "AlarmRule",
      region,
      tags,
    },
    outputs: { id: ref, alarmName: ref, arn: attribute("Arn") },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    type: "AWS::CloudWatch::Dashboard",
    properties: { dashboardName: "DashboardName", dashboardBody: "DashboardBody", region },
    outputs: { id: ref },
  },
  "aws:cloudwatch/eventRule:EventRule": {
    type: "AWS::Events::Rule",
    properties: {
      name: "Name",
      description: "Description",
      eventPattern: document("EventPattern"),
      // Of type EventTarget, which CloudFormation has none of.
      targets: {
        as: "Targets",
        of: {
          rule: leftOut,
          targetId: "Id",
          arn: "Arn",
          retryPolicy: {
            as: "RetryPolicy",
            of: {
              maximumEventAgeInSeconds: "MaximumEventAgeInSeconds",
              maximumRetryAttempts: "MaximumRetryAttempts",
            },
          },
          deadLetterConfig: { as: "DeadLetterConfig", of: { arn: "Arn" } },
          region,
        },
      },
      region,
      tags,
    },
    // By name: the permission to run a target must be there before the target, and targets stand in their rule.
    outputs: {
      id: ref,
      name: ref,
      arn: (_id, { name }) => `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${String(name)}`,
    },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    type: "AWS::Logs::LogGroup",
    properties: { name: "LogGroupName", retentionInDays: "RetentionInDays", region, tags },
    // Its attribute Arn ends in :* already, Pulumi's doesn't.
    outputs: {
      id: ref,
      name: ref,
      arn: (id) => `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${${id}}`,
    },
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    type: "AWS::Logs::MetricFilter",
    properties: {
      name: "FilterName",
      logGroupName: "LogGroupName",
      pattern: "FilterPattern",
      metricTransformation: {
        as: "MetricTransformations",
        via: (transformation) => {
          const { name, namespace, value, dimensions, unit, ...more } = transformation as Record<string, unknown>;
          const [unknown] = Object.keys(more);
          if (unknown !== undefined) throw new RangeError(`metricTransformation.${unknown} is not in the table`);
          return [
            {
              MetricName: name,
              MetricNamespace: namespace,
              MetricValue: value,
              Dimensions: Object.entries(dimensions ?? {}).map(([Key, Value]) => ({ Key, Value })),
              Unit: unit,
            },
          ];
        },
      },
      region,
    },
    outputs: { id: ref, name: ref },
  },
  "aws:iam/role:Role": {
    type: "AWS::IAM::Role",
    properties: {
      name: "RoleName",
      path: "Path",
      permissionsBoundary: "PermissionsBoundary",
      assumeRolePolicy: document("AssumeRolePolicyDocument"),
      tags,
    },
    outputs: { id: ref, name: ref, arn: attribute("Arn") },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    type: "AWS::IAM::Policy",
    properties: { name: "PolicyName", role: list("Roles"), policy: document("PolicyDocument") },
    outputs: { id: ref },
  },
  "aws:iam/policy:Policy": {
    type: "AWS::IAM::ManagedPolicy",
    // CloudFormation has no tags for it.
    properties: { name: "ManagedPolicyName", path: "Path", policy: document("PolicyDocument"), tags: leftOut },
    outputs: { id: ref, arn: ref },
  },
  "aws:kms/key:Key": {
    type: "AWS::KMS::Key",
    properties: {
      description: "Description",
      enableKeyRotation: "EnableKeyRotation",
      deletionWindowInDays: "PendingWindowInDays",
      policy: document("KeyPolicy"),
      region,
      tags,
    },
    outputs: { id: ref, keyId: ref, arn: attribute("Arn") },
  },
  "aws:kms/alias:Alias": {
    type: "AWS::KMS::Alias",
    properties: { name: "AliasName", targetKeyId: "TargetKeyId", region },
    outputs: { id: ref, name: ref },
  },
  "aws:lambda/function:Function": {
    type: "AWS::Lambda::Function",
    properties: {
      name: "FunctionName",
      description: "Description",
      role: "Role",
      runtime: "Runtime",
      architectures: "Architectures",
      handler: "Handler",
      memorySize: "MemorySize",
      timeout: "Timeout",
      code: { as: "Code", via: (code) => code },
      environment: { as: "Environment", of: { variables: { as: "Variables" } } },
      loggingConfig: { as: "LoggingConfig", of: { logFormat: "LogFormat", logGroup: "LogGroup" } },
      vpcConfig: { as: "VpcConfig", of: { subnetIds: "SubnetIds", securityGroupIds: "SecurityGroupIds" } },
      region,
      tags,
    },
    outputs: { id: ref, name: ref, arn: attribute("Arn") },
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    type: "AWS::Lambda::EventInvokeConfig",
    properties: {
      functionName: "FunctionName",
      qualifier: "Qualifier",
      maximumRetryAttempts: "MaximumRetryAttempts",
      maximumEventAgeInSeconds: "MaximumEventAgeInSeconds",
      destinationConfig: {
        as: "DestinationConfig",
        of: { onFailure: { as: "OnFailure", of: { destination: "Destination" } } },
      },
      region,
    },
    outputs: { id: ref },
  },
  "aws:lambda/permission:Permission": {
    type: "AWS::Lambda::Permission",
    properties: {
      // CloudFormation names the statement itself.
      statementId: leftOut,
      action: "Action",
      function: "FunctionName",
      principal: "Principal",
      sourceArn: "SourceArn",
      region,
    },
    outputs: { id: ref },
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    type: "AWS::Scheduler::ScheduleGroup",
    properties: { name: "Name", region, tags },
    outputs: { id: ref, name: ref, arn: attribute("Arn") },
  },
  "aws:scheduler/schedule:Schedule": {
    type: "AWS::Scheduler::Schedule",
    properties: {
      name: "Name",
      groupName: "GroupName",
      description: "Description",
      scheduleExpression: "ScheduleExpression",
      flexibleTimeWindow: { as: "FlexibleTimeWindow", of: { mode: "Mode" } },
      target: {
        as: "Target",
        of: {
          arn: "Arn",
          roleArn: "RoleArn",
          input: "Input",
          retryPolicy: {
            as: "RetryPolicy",
            of: {
              maximumRetryAttempts: "MaximumRetryAttempts",
              maximumEventAgeInSeconds: "MaximumEventAgeInSeconds",
            },
          },
          deadLetterConfig: { as: "DeadLetterConfig", of: { arn: "Arn" } },
        },
      },
      region,
    },
    outputs: { id: ref, name: ref, arn: attribute("Arn") },
  },
  "aws:sns/topic:Topic": {
    type: "AWS::SNS::Topic",
    properties: {
      name: "TopicName",
      displayName: "DisplayName",
      kmsMasterKeyId: "KmsMasterKeyId",
      signatureVersion: { as: "SignatureVersion", via: String },
      region,
      tags,
    },
    outputs: { id: ref, arn: ref, name: attribute("TopicName") },
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    type: "AWS::SNS::TopicPolicy",
    properties: { arn: list("Topics"), policy: document("PolicyDocument") },
    outputs: {},
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    type: "AWS::SNS::Subscription",
    properties: {
      topic: "TopicArn",
      protocol: "Protocol",
      endpoint: "Endpoint",
      redrivePolicy: document("RedrivePolicy"),
      region,
    },
    outputs: { id: ref, arn: ref },
  },
  "aws:sqs/queue:Queue": {
    type: "AWS::SQS::Queue",
    properties: {
      name: "QueueName",
      messageRetentionSeconds: "MessageRetentionPeriod",
      sqsManagedSseEnabled: "SqsManagedSseEnabled",
      region,
      tags,
    },
    outputs: { id: ref, url: ref, name: attribute("QueueName"), arn: attribute("Arn") },
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    type: "AWS::SQS::QueuePolicy",
    properties: { queueUrl: list("Queues"), policy: document("PolicyDocument") },
    outputs: {},
  },
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": {
    type: "AWS::Chatbot::SlackChannelConfiguration",
    properties: {
      configurationName: "ConfigurationName",
      slackTeamId: "SlackWorkspaceId",
      slackChannelId: "SlackChannelId",
      snsTopicArns: "SnsTopicArns",
      iamRoleArn: "IamRoleArn",
      guardrailPolicyArns: "GuardrailPolicies",
      loggingLevel: "LoggingLevel",
      region,
      tags,
    },
    outputs: { id: ref, chatConfigurationArn: ref },
  },
};
