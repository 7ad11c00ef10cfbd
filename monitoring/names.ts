/**
 * The physical names of everything a stack creates beside its alarms and dashboards.
 * They are fixed by the stack's name, so the plan can refer to a resource (an alarm to the publisher's Lambda,
 * a policy to a role) before it exists, and a person finds all of a stack's resources by one prefix.
 */
export const namePrefix = "bedrock-headroom";

/** Longest name of each kind of resource, and the characters it may have. */
const rules = {
  /** lambda/latest/api/API_CreateFunction: letters, digits, - and _, 64 characters */
  function: { longest: 64, allowed: /^[A-Za-z0-9_-]+$/ },
  /** IAM/latest/UserGuide/reference_iam-quotas: role names 64 characters; letters, digits and +=,.@_- */
  role: { longest: 64, allowed: /^[\w+=,.@-]+$/ },
  /** IAM/latest/UserGuide/reference_iam-quotas: policy names 128 characters; letters, digits and +=,.@_- */
  policy: { longest: 128, allowed: /^[\w+=,.@-]+$/ },
  /** scheduler/latest/APIReference/API_CreateSchedule: 64 characters; letters, digits, -, _ and . */
  schedule: { longest: 64, allowed: /^[A-Za-z0-9_.-]+$/ },
  /** eventbridge/latest/APIReference/API_PutRule: 64 characters; letters, digits, ., - and _ */
  rule: { longest: 64, allowed: /^[A-Za-z0-9._-]+$/ },
  /** scheduler/latest/APIReference/API_CreateScheduleGroup: 64 characters; letters, digits, -, _ and . */
  scheduleGroup: { longest: 64, allowed: /^[A-Za-z0-9_.-]+$/ },
  /** AWSSimpleQueueService/latest/APIReference/API_CreateQueue: 80 characters; letters, digits, - and _ */
  queue: { longest: 80, allowed: /^[A-Za-z0-9_-]+$/ },
  /** sns/latest/api/API_CreateTopic: 256 characters; letters, digits, - and _ */
  topic: { longest: 256, allowed: /^[A-Za-z0-9_-]+$/ },
  /** kms/latest/APIReference/API_CreateAlias: 256 characters with "alias/"; letters, digits, /, - and _ */
  keyAlias: { longest: 256, allowed: /^alias\/[A-Za-z0-9/_-]+$/ },
  /** chatbot/latest/APIReference/API_CreateSlackChannelConfiguration: 128 characters; letters, digits, - and _ */
  slackConfiguration: { longest: 128, allowed: /^[A-Za-z0-9_-]+$/ },
} as const;
type ResourceKind = keyof typeof rules;

/**
 * @param prefix the config's own begin of the name, in IAM
 * @throws Error naming the stack's name, or the prefix too, as what to change, when AWS would refuse the name
 */
function checked(kind: ResourceKind, name: string, stack: string, prefix = ""): string {
  const { longest, allowed } = rules[kind];
  if (name.length > longest)
    throw new Error(
      prefix === ""
        ? `The stack name "${stack}" is ${name.length - longest} characters too long: ` +
            `it is part of "${name}", and AWS allows ${longest} there. Choose a shorter stack name.`
        : `"${prefix}" (\`iam.namePrefix\`) and the stack name "${stack}" are together ${name.length - longest} characters too long: ` +
            `they are part of "${name}", and AWS allows ${longest} there. Choose a shorter prefix.`,
    );
  if (!allowed.test(name))
    throw new Error(
      `"${name}" has characters that AWS does not allow in this name. ` +
        `Use only letters, digits, - and _ in the stack name ("${stack}") and in the names of severities.`,
    );
  return name;
}

/** The quota publisher's Lambda function; the value of the dimension FunctionName in AWS/Lambda. */
export const publisherFunctionName = (stack: string): string =>
  checked("function", `${namePrefix}-${stack}-quota-publisher`, stack);

/** The log group that the publisher's Lambda writes to. */
export const publisherLogGroupName = (stack: string): string => `/aws/lambda/${publisherFunctionName(stack)}`;

/**
 * What a stack has in IAM. Names are global in an account there: the stack's name keeps them apart.
 * @param prefix `iam.namePrefix` of the config, which a company's rules may ask for
 */
const inIam =
  (kind: "role" | "policy", what: string) =>
  (stack: string, prefix = ""): string =>
    checked(kind, `${prefix}${namePrefix}-${stack}-${what}`, stack, prefix);

/** The role that the publisher's Lambda runs as. */
export const publisherRoleName = inIam("role", "quota-publisher");

/** The schedule that runs the publisher every minute. */
export const publisherScheduleName = (stack: string): string =>
  checked("schedule", `${namePrefix}-${stack}-quota-publisher`, stack);

/** The schedule's group, which is all that Scheduler shows of itself to the role: so no other stack's schedule can take it. */
export const scheduleGroupName = (stack: string): string => checked("scheduleGroup", `${namePrefix}-${stack}`, stack);

/** The role that EventBridge Scheduler takes to run the publisher. */
export const schedulerRoleName = inIam("role", "scheduler");

/** The queue for runs of the publisher that failed for good; the value of the dimension QueueName in AWS/SQS. */
export const deadLetterQueueName = (stack: string): string =>
  checked("queue", `${namePrefix}-${stack}-quota-publisher-failed`, stack);

/**
 * The SNS topic that alarms of a severity notify. A severity's own `-` becomes `_`, which no severity has: so the last
 * `-` is where the stack's name ends, and severity `b-critical` of stack `a` is not severity `critical` of stack `a-b`.
 */
export const topicName = (stack: string, severity: string): string =>
  checked("topic", `${namePrefix}-${stack}-${severity.replaceAll("-", "_")}`, stack);

/**
 * The alias of the key that encrypts the topics, or of the one that a severity's topic has to itself. No stack's name
 * has a `/`, so the two are apart for every pair of stacks.
 */
export const topicKeyAlias = (stack: string, severity?: string): string =>
  checked("keyAlias", `alias/${namePrefix}-${stack}${severity === undefined ? "" : `/${severity}`}`, stack);

/**
 * The name of a stack's dashboard where its config gives none; further pages add `-2` and so on. Dashboards are global
 * in an account, so the name ends with the Region, which tells the names of all pages of all stacks apart: after a `_`
 * where the stack's own name does not end in `-<region>`, so that `prod` in us-east-1 is not `prod-us-east-1`.
 */
export const defaultDashboardName = (stack: string, region: string): string =>
  `${namePrefix}-${`-${stack}`.endsWith(`-${region}`) ? stack : `${stack}_${region}`}`;

/**
 * What every alarm's name of a stack ends in, and no other alarm's: the notifier's rule knows the stack's alarms by it.
 * Neither a space nor a parenthesis can be part of a stack's name, so no stack's end is the end of another's.
 */
export const alarmNameEnd = (stack: string): string => ` (${namePrefix}/${stack})`;

/** The Lambda function that tells when an alarm is over; the value of the dimension FunctionName in AWS/Lambda. */
export const notifierFunctionName = (stack: string): string =>
  checked("function", `${namePrefix}-${stack}-notifier`, stack);

/** The log group that the notifier's Lambda writes to. */
export const notifierLogGroupName = (stack: string): string => `/aws/lambda/${notifierFunctionName(stack)}`;

/** The role that the notifier's Lambda runs as. */
export const notifierRoleName = inIam("role", "notifier");

/** The role that Bedrock writes the model invocation log with. */
export const invocationLogRoleName = inIam("role", "invocation-log");

/** The queue for what the notifier gave up, where it posts to webhooks; see AlarmNotifier. */
export const notifierQueueName = (stack: string): string =>
  checked("queue", `${namePrefix}-${stack}-notifier-failed`, stack);

/** The queue for messages that SNS could not deliver to an e-mail address of the stack. */
export const undeliveredQueueName = (stack: string): string =>
  checked("queue", `${namePrefix}-${stack}-undelivered`, stack);

/** The EventBridge rule that runs the notifier; the value of the dimension RuleName in AWS/Events. */
export const notifierRuleName = (stack: string): string => checked("rule", `${namePrefix}-${stack}-notifier`, stack);

/** The role and the policy that Slack messages are made with, and the name of the channel's configuration. */
export const slackRoleName = inIam("role", "slack");
export const slackPolicyName = inIam("policy", "slack");
export const slackConfigurationName = (stack: string): string =>
  checked("slackConfiguration", `${namePrefix}-${stack}`, stack);

/** The Lambda function that sends a fleet's digest. */
export const digestFunctionName = (stack: string): string =>
  checked("function", `${namePrefix}-${stack}-digest`, stack);

/** The log group that the digest's Lambda writes to. */
export const digestLogGroupName = (stack: string): string => `/aws/lambda/${digestFunctionName(stack)}`;

/** The role that the digest's Lambda runs as. */
export const digestRoleName = inIam("role", "digest");

/** The schedule that runs the digest. */
export const digestScheduleName = (stack: string): string =>
  checked("schedule", `${namePrefix}-${stack}-digest`, stack);

/** The queue for digests that failed for good. */
export const digestQueueName = (stack: string): string =>
  checked("queue", `${namePrefix}-${stack}-digest-failed`, stack);
