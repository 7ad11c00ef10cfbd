import type { Properties } from "../../local/provider/values.ts";

const metric = (id: string, returnData = false) => ({
  id,
  returnData,
  metric: {
    namespace: "AWS/Bedrock",
    metricName: "Invocations",
    dimensions: { ModelId: "m" },
    period: 60,
    stat: "Sum",
  },
});
const alarm = {
  name: "a",
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 3,
  threshold: 70,
  metricQueries: [metric("m1"), { id: "e1", expression: "m1 * 2", returnData: true }],
};
const policy = (statement: object, version: object = { Version: "2012-10-17" }) =>
  JSON.stringify({ ...version, Statement: [statement] });
const allow = { Effect: "Allow", Action: "sns:Publish", Resource: "*" };
const widget = { type: "text", x: 0, y: 0, width: 6, height: 2, properties: { markdown: "m" } };
const body = (...widgets: object[]) => JSON.stringify({ widgets });

/** Inputs that AWS takes, by type, and what each must not become. */
export const cases: { type: string; good: Properties; bad: [what: string, change: Properties, told: RegExp][] }[] = [
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    good: { name: "r", eventPattern: JSON.stringify({ source: ["aws.cloudwatch"], detail: { state: ["OK"] } }) },
    bad: [
      ["a pattern that is no JSON", { eventPattern: "{" }, /eventPattern is not JSON/],
      ["a field that is no list", { eventPattern: '{"source":"a"}' }, /eventPattern\.source must be a list/],
      ["a list of nothing", { eventPattern: '{"detail":{"a":[]}}' }, /eventPattern\.detail\.a is an empty list/],
      ["a name that is too long", { name: "n".repeat(65) }, /Name has 65 characters; AWS takes at most 64/],
    ],
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    good: { rule: "r", targetId: "t", arn: "arn:aws:lambda:us-east-1:123456789012:function:f" },
    bad: [
      ["too many tries", { retryPolicy: { maximumRetryAttempts: 186 } }, /MaximumRetryAttempts is 186/],
      ["too short a time", { retryPolicy: { maximumEventAgeInSeconds: 59 } }, /MaximumEventAgeInSeconds is 59/],
    ],
  },
  {
    type: "aws:lambda/permission:Permission",
    good: {
      statementId: "s",
      action: "lambda:InvokeFunction",
      function: "f",
      principal: "events.amazonaws.com",
      sourceArn: "arn:aws:events:us-east-1:123456789012:rule/r",
    },
    bad: [
      ["an action of another service", { action: "sns:Publish" }, /does not match/],
      ["everybody's rules", { sourceArn: undefined }, /sourceArn is not given, so that everybody's/],
    ],
  },
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    good: alarm,
    bad: [
      ["an unknown property", { treshold: 1 }, /^treshold is no argument; did you mean threshold/],
      [
        "an unknown nested property",
        { metricQueries: [{ ...metric("m1", true), metric: { ...metric("m1").metric, dimension: {} } }] },
        /^metricQueries\[0\]\.metric\.dimension is no argument/,
      ],
      ["a missing required property", { comparisonOperator: undefined }, /^comparisonOperator is required/],
      ["a wrong type", { threshold: "70" }, /^threshold must be a number/],
      [
        "a nested wrong type",
        { metricQueries: [{ ...metric("m1"), returnData: "yes" }] },
        /^metricQueries\[0\]\.returnData must be a boolean/,
      ],
      ["a name that is too long", { name: "n".repeat(256) }, /AlarmName has 256 characters; AWS takes at most 255/],
      ["an unknown comparison", { comparisonOperator: "Greater" }, /ComparisonOperator is "Greater"/],
      [
        "a description that is too long",
        { alarmDescription: "d".repeat(1025) },
        /AlarmDescription has 1025 characters/,
      ],
      [
        "six actions",
        { alarmActions: Array.from({ length: 6 }, (_, i) => `arn:aws:sns:us-east-1:123456789012:t${i}`) },
        /AlarmActions has 6 entries/,
      ],
      [
        "11 metrics",
        {
          metricQueries: [
            ...Array.from({ length: 11 }, (_, i) => metric(`m${i}`)),
            { id: "e1", expression: "m1", returnData: true },
          ],
        },
        /11 metrics; AWS takes 10/,
      ],
      ["an id that is none", { metricQueries: [metric("1x", true)] }, /"1x" must be letters/],
      [
        "an expression over nothing",
        { metricQueries: [metric("m1"), { id: "e1", expression: "m2", returnData: true }] },
        /names m2/,
      ],
      ["two returned series", { metricQueries: [metric("m1", true), metric("m2", true)] }, /return 2 series/],
      ["more datapoints than periods", { datapointsToAlarm: 4 }, /more than the 3/],
      ["an unknown treatment", { treatMissingData: "ignored" }, /treatMissingData "ignored"/],
      ["no threshold", { threshold: undefined }, /^threshold is required/],
    ],
  },
  {
    type: "aws:cloudwatch/dashboard:Dashboard",
    good: { dashboardName: "d", dashboardBody: body(widget) },
    bad: [
      ["what is no JSON", { dashboardBody: "{" }, /dashboardBody is not JSON/],
      ["a dashboard without widgets", { dashboardBody: "{}" }, /no list of widgets/],
      ["too many widgets", { dashboardBody: body(...Array(501).fill(widget)) }, /are 501; AWS takes 500/],
      ["a widget beyond the grid", { dashboardBody: body({ ...widget, x: 20 }) }, /reaches over column 24/],
      ["an unknown widget", { dashboardBody: body({ ...widget, type: "graph" }) }, /"graph" is not one of/],
      [
        "a metric without Region",
        { dashboardBody: body({ ...widget, type: "metric", properties: { metrics: [["A", "b"]] } }) },
        /region is required/,
      ],
      [
        "half a dimension",
        { dashboardBody: body({ ...widget, type: "metric", properties: { region: "r", metrics: [["A", "b", "C"]] } }) },
        /names and values/,
      ],
      ["a name with a slash", { dashboardName: "a/b" }, /letters, digits/],
    ],
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    good: { name: "p", role: "r", policy: policy(allow) },
    bad: [
      ["a policy without Version", { policy: policy(allow, {}) }, /lacks "Version"/],
      ["a statement without Resource", { policy: policy({ ...allow, Resource: undefined }) }, /lacks Resource/],
      ["a misspelt element", { policy: policy({ ...allow, Conditions: {} }) }, /Conditions, which is no element/],
      ["a role name that is too long", { role: "r".repeat(65) }, /RoleName has 65 characters/],
    ],
  },
  {
    type: "aws:iam/role:Role",
    good: {
      name: "r",
      assumeRolePolicy: policy({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    },
    bad: [
      [
        "a trust in nobody",
        { assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole" }) },
        /lacks Principal/,
      ],
    ],
  },
  {
    type: "aws:sns/topic:Topic",
    good: { name: "t" },
    bad: [
      ["a name with a dot", { name: "a.b" }, /letters, digits/],
      ["a display name that is too long", { displayName: "d".repeat(101) }, /101 characters/],
    ],
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    good: { topic: "arn:aws:sns:us-east-1:123456789012:t", protocol: "email", endpoint: "a@example.com" },
    bad: [
      ["an unknown protocol", { protocol: "mail" }, /"mail" is not one of/],
      ["an address that is none", { endpoint: "example.com" }, /none for email/],
    ],
  },
  {
    type: "aws:lambda/function:Function",
    good: {
      name: "f",
      role: "arn:aws:iam::123456789012:role/r",
      runtime: "nodejs24.x",
      handler: "index.handler",
      timeout: 50,
      memorySize: 256,
    },
    bad: [
      ["a time-out over 90 minutes", { timeout: 5401 }, /Timeout is 5401; AWS takes at most 5400/],
      ["too little memory", { memorySize: 64 }, /MemorySize is 64; AWS takes at least 128/],
      ["a reserved variable", { environment: { variables: { AWS_REGION: "x" } } }, /reserved by Lambda/],
      ["a role that is no ARN", { role: "r" }, /Role "r" does not match/],
    ],
  },
  {
    type: "aws:scheduler/schedule:Schedule",
    good: {
      name: "s",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: "arn:aws:lambda:us-east-1:123456789012:function:f", roleArn: "arn:aws:iam::123456789012:role/r" },
    },
    bad: [
      ["a rate in the plural", { scheduleExpression: "rate(1 minutes)" }, /is not rate/],
      [
        "an event that is too young",
        {
          target: {
            arn: "arn:aws:lambda:us-east-1:123456789012:function:f",
            roleArn: "arn:aws:iam::123456789012:role/r",
            retryPolicy: { maximumEventAgeInSeconds: 30 },
          },
        },
        /is 30; AWS takes at least 60/,
      ],
      ["an unknown window", { flexibleTimeWindow: { mode: "NONE" } }, /Mode is "NONE"/],
    ],
  },
  {
    type: "aws:sqs/queue:Queue",
    good: { name: "q", messageRetentionSeconds: 1_209_600 },
    bad: [
      ["a name that is too long", { name: "q".repeat(81) }, /1 to 80/],
      ["more than two weeks", { messageRetentionSeconds: 1_209_601 }, /60 to 1209600/],
    ],
  },
  {
    type: "aws:kms/key:Key",
    good: { description: "d", deletionWindowInDays: 7 },
    bad: [["a window under a week", { deletionWindowInDays: 6 }, /6; AWS takes 7 to 30/]],
  },
  {
    type: "aws:kms/alias:Alias",
    good: { name: "alias/a", targetKeyId: "k" },
    bad: [["AWS's own prefix", { name: "alias/aws/a" }, /must be alias/]],
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    good: { name: "/aws/lambda/f", retentionInDays: 30 },
    bad: [
      ["days that AWS does not offer", { retentionInDays: 31 }, /is 31; AWS takes/],
      ["a name with a blank", { name: "a b" }, /logGroupName "a b" does not match/],
    ],
  },
  {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    good: {
      name: "f",
      logGroupName: "/bedrock",
      pattern: '{ $.a = "*" }',
      metricTransformation: { name: "M", namespace: "N", value: "1", dimensions: { ModelId: "$.modelId" } },
    },
    bad: [
      ["too long a pattern", { pattern: "p".repeat(1_025) }, /filterPattern has 1025 characters/i],
      [
        "a default value beside dimensions",
        {
          metricTransformation: { name: "M", namespace: "N", value: "1", defaultValue: "0", dimensions: { A: "$.a" } },
        },
        /dimensions and a default value/,
      ],
      [
        "a namespace of AWS's",
        { metricTransformation: { name: "M", namespace: "AWS/Bedrock", value: "1" } },
        /namespace of AWS's own/,
      ],
    ],
  },
  {
    type: "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration",
    good: {
      loggingConfig: {
        cloudwatchConfig: { logGroupName: "/bedrock", roleArn: "arn:aws:iam::123456789012:role/r" },
        textDataDeliveryEnabled: true,
      },
    },
    bad: [
      [
        "a role that is none",
        { loggingConfig: { cloudwatchConfig: { logGroupName: "/bedrock", roleArn: "role" } } },
        /roleArn "role" does not match/,
      ],
    ],
  },
  {
    type: "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
    good: {
      configurationName: "c",
      slackTeamId: "T0123456789",
      slackChannelId: "C0123456789",
      iamRoleArn: "arn:aws:iam::123456789012:role/r",
    },
    bad: [["a workspace that is none", { slackTeamId: "t 1" }, /SlackTeamId "t 1" does not match/]],
  },
];
