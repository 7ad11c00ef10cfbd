import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatherFacts, readLocal } from "../../cli/doctor/gather.ts";
import { usageClients } from "../../cli/usage/clients.ts";
import { alarms, type PretendAlarm, type PretendMuteRule } from "../../local/servers/alarms.ts";
import { type AwsServer, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock, type PretendBedrock } from "../../local/servers/bedrock.ts";
import { cloudwatch, type PretendDatum, type PretendSeries } from "../../local/servers/cloudwatch.ts";
import { secretsManager } from "../../local/servers/secrets-manager.ts";
import { type PretendQuota, serviceQuotas } from "../../local/servers/service-quotas.ts";
import { type PretendSubscription, sns } from "../../local/servers/sns.ts";
import { diagnose } from "../../monitoring/doctor/diagnose.ts";
import type { DoctorFacts } from "../../monitoring/doctor/facts.ts";
import type { Finding } from "../../monitoring/doctor/finding.ts";
import { publisherMetrics } from "../../monitoring/feed.ts";
import { notifierFunctionName, publisherFunctionName, topicName } from "../../monitoring/names.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";

export const stack = "prod";
const region = "us-east-1";
const account = "123456789012";
export const opus = "anthropic.claude-opus-5";
export const usOpus = `us.${opus}`;
export const nova = "amazon.nova-pro-v1:0";
export const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:slack-AbCdEf`;
export const pager = `arn:aws:sns:${region}:${account}:pager`;

export const config = `config:
  aws:region: ${region}
  bedrock-headroom:models: [${usOpus}, "${nova}"]
  bedrock-headroom:alerts:
    email: [team@example.com]
    slack: { workspaceId: T01234567, channelId: C0123456789 }
    webhooks: [{ type: teams, secretArn: "${secretArn}", severities: [critical] }]
    topics: { critical: ["${pager}"] }
`;

export const topicArn = (severity: string): string => `arn:aws:sns:${region}:${account}:${topicName(stack, severity)}`;

const hour = 3_600;
/** Hours that calls go back. */
const past = 96;

/** A stack as `up` leaves it in an account where all is well, with everything that a test may break. */
export interface DeployedAccount {
  config: string;
  /** stack files of the folder besides, by the stack's name */
  others: Record<string, string>;
  /** epoch seconds */
  now: number;
  alarms: PretendAlarm[];
  muteRules: Record<string, PretendMuteRule>;
  /** minutes of the publisher's and of AWS/Lambda's, and hours of use; a test may put others */
  series: PretendSeries[];
  /** single values, of metrics without a series */
  data: PretendDatum[];
  subscriptions: PretendSubscription[];
  topics: string[];
  secrets: Record<string, string>;
  deletedSecrets: Set<string>;
  bedrock: PretendBedrock;
  quotas: PretendQuota[];
  plan: MonitoringPlan;
  /** text of a `pulumi stack export` */
  state?: string;
}

/** @param now epoch seconds; a Saturday afternoon unless told */
export async function deployedAccount(
  now: number = Date.UTC(2026, 10, 21, 14, 7, 20) / 1000,
  given: string = config,
): Promise<DeployedAccount> {
  const plan = await planOf(given);
  const listed = [...plan.targets.map(({ modelId }) => modelId)];
  const made: DeployedAccount = {
    config: given,
    others: {},
    now,
    alarms: alarmsOf(plan, now),
    muteRules: {},
    series: [],
    data: [],
    subscriptions: subscriptionsOf(plan),
    topics: [topicArn("warning"), topicArn("critical"), pager],
    secrets: { [secretArn]: "https://example.com/hook" },
    deletedSecrets: new Set(),
    bedrock: {
      models: [...new Set(listed)].map((modelId) => ({ modelId, name: modelId, provider: "p" })),
      profiles: [],
    },
    // One code can be of two targets.
    quotas: [...new Map(plan.feed.quotas.map(({ code, name }) => [code, name]))].map(([code, name], index) => ({
      ...{ code, name, applied: 1_000 * (index + 1), default: 1_000 },
    })),
    plan,
  };
  for (const { scope, modelId, monitoredIds } of plan.targets)
    if (scope !== "on-demand" && scope !== "mantle")
      for (const profileId of monitoredIds)
        made.bedrock.profiles.push({
          profileId,
          type: "SYSTEM_DEFINED",
          modelArns: [region, "us-west-2"].map((at) => `arn:aws:bedrock:${at}::foundation-model/${modelId}`),
        });
  publish(made);
  use(made, usOpus, 10);
  return made;
}

/** The alarms of another plan, in the place of those that there are. */
export function deploy(made: DeployedAccount, plan: MonitoringPlan): void {
  made.alarms.splice(0, made.alarms.length, ...alarmsOf(plan, made.now));
}

async function planOf(given: string): Promise<MonitoringPlan> {
  const folder = mkdtempSync(join(tmpdir(), "headroom-doctor-plan-"));
  try {
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), given);
    return (await planForStack(stack, folder, { accountId: account })).plan;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function alarmsOf(plan: MonitoringPlan, now: number): PretendAlarm[] {
  const since = new Date((now - 86_400) * 1000);
  return [...plan.alarms, ...plan.compositeAlarms].map((alarm): PretendAlarm => {
    const { AlarmName: name, AlarmActions, AlarmDescription } = alarm;
    const more = { AlarmDescription, StateTransitionedTimestamp: since, AlarmConfigurationUpdatedTimestamp: since };
    const alarmActions = AlarmActions.map((action) =>
      action.startsWith("arn:") ? action : topicArn(action.slice("topic:".length)),
    );
    if ("AlarmRule" in alarm) return { name, state: "OK", alarmActions, more, rule: alarm.AlarmRule };
    const { Metrics, EvaluationPeriods, DatapointsToAlarm, Threshold, ThresholdMetricId } = alarm;
    const { ComparisonOperator, TreatMissingData } = alarm;
    const judged = { Metrics, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, TreatMissingData };
    return {
      ...{ name, state: "OK", alarmActions },
      more: {
        ...more,
        ...structuredClone(judged),
        ...(Threshold !== undefined && { Threshold }),
        ...(ThresholdMetricId !== undefined && { ThresholdMetricId }),
      },
    };
  });
}

function subscriptionsOf(plan: MonitoringPlan): PretendSubscription[] {
  const confirmed = (TopicArn: string, Protocol: string, Endpoint: string): PretendSubscription => ({
    ...{ TopicArn, Protocol, Endpoint },
    SubscriptionArn: `${TopicArn}:${Protocol}`,
  });
  const notifier = `arn:aws:lambda:${region}:${account}:function:${notifierFunctionName(stack)}`;
  return [
    ...(plan.alerts?.severities ?? []).flatMap(({ severity }) => [
      confirmed(topicArn(severity), "email", "Team@example.com"),
      confirmed(topicArn(severity), "https", "https://global.sns-api.chatbot.amazonaws.com"),
    ]),
    confirmed(topicArn("critical"), "lambda", notifier),
    confirmed(pager, "https", "https://pager.example.com/in"),
  ];
}

/** Minutes that the publisher puts ahead, and an hour back. */
function publish(made: DeployedAccount): void {
  const { plan, now, quotas } = made;
  const minute = Math.floor(now / 60) * 60;
  const start = minute - hour;
  const each = (
    namespace: string,
    metric: string,
    dimensions: Record<string, string>,
    value: number,
    minutes: number,
  ) => made.series.push({ namespace, metric, dimensions, start, values: new Float64Array(minutes).fill(value) });
  const own = { Stack: stack };
  each("Bedrock/Quotas", publisherMetrics.runs, own, 1, 60);
  each("Bedrock/Quotas", publisherMetrics.age, own, 7, 60);
  each("Bedrock/Quotas", publisherMetrics.withoutValue, own, 0, 60);
  each("Bedrock/Quotas", publisherMetrics.untold, own, 0, 60);
  const lambda = { FunctionName: publisherFunctionName(stack) };
  each("AWS/Lambda", "Invocations", lambda, 1, 58);
  each("AWS/Lambda", "Errors", lambda, 0, 58);
  for (const { metric, modelId, code, multiplier } of plan.feed.quotas) {
    const value = (quotas.find((quota) => quota.code === code)?.applied ?? 0) * multiplier;
    each("Bedrock/Quotas", metric, { ...own, ModelId: modelId }, value, 60 + plan.feed.horizonMinutes);
  }
}

/** An id called each minute of the last days: AWS's figure has a burndown rate of its own. */
export function use(made: DeployedAccount, id: string, rate: number | ((index: number) => number)): void {
  const end = Math.floor(made.now / hour) * hour;
  const of = (metric: string, value: (index: number) => number) =>
    made.series.push({
      ...{ namespace: "AWS/Bedrock", metric, dimensions: { ModelId: id }, start: end - past * hour },
      values: Float64Array.from({ length: past * 60 }, (_, index) => value(index)),
    });
  const output = (index: number) => 100 + (index % 7);
  const rateAt = typeof rate === "number" ? () => rate : rate;
  of("Invocations", () => 3);
  of("InputTokenCount", () => 2_000);
  of("CacheReadInputTokenCount", () => 500);
  of("CacheWriteInputTokenCount", () => 40);
  of("OutputTokenCount", output);
  of("EstimatedTPMQuotaUsage", (index) => 2_040 + rateAt(index) * output(index));
}

/** The series of a metric; by its dimensions, where there are several. */
export function seriesIn({ series }: DeployedAccount, metric: string, dimensions: Record<string, string> = {}) {
  const found = series.find(
    (one) =>
      one.metric === metric && Object.entries(dimensions).every(([name, value]) => one.dimensions[name] === value),
  );
  if (!found) throw new Error(`no series ${metric}`);
  return found;
}

export interface RunningAccount {
  server: AwsServer;
  folder: string;
  close(): Promise<void>;
}

/** Starts the account, with the stack's file in a folder of its own. */
export async function start(made: DeployedAccount, { realClock = false } = {}): Promise<RunningAccount> {
  const folder = mkdtempSync(join(tmpdir(), "headroom-doctor-"));
  writeFileSync(join(folder, `Pulumi.${stack}.yaml`), made.config);
  for (const [name, text] of Object.entries(made.others)) writeFileSync(join(folder, `Pulumi.${name}.yaml`), text);
  if (made.state !== undefined) writeFileSync(join(folder, "state.json"), made.state);
  const metrics = cloudwatch(made.data, { series: made.series, ...(!realClock && { now: () => made.now }) });
  const alarming = alarms(made.alarms, [], { muteRules: made.muteRules });
  const server = await startAwsServer(
    { ...metrics, operations: { ...alarming.operations, ...metrics.operations } },
    sns([], made.subscriptions, made.topics),
    secretsManager(made.secrets, made.deletedSecrets),
    bedrock(made.bedrock),
    serviceQuotas(made.quotas),
  );
  return {
    server,
    folder,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const environmentOf = ({ server, folder }: RunningAccount): Record<string, string> => ({
  HOME: folder,
  AWS_ENDPOINT_URL: server.url,
  AWS_ACCESS_KEY_ID: "test-key",
  AWS_SECRET_ACCESS_KEY: "test-secret",
  AWS_EC2_METADATA_DISABLED: "true",
});

/** What doctor finds in a started account, through the SDK, in this process. */
export async function examine(made: DeployedAccount, running: RunningAccount): Promise<Finding[]> {
  return diagnose(await factsOf(made, running));
}

export async function factsOf(made: DeployedAccount, running: RunningAccount): Promise<DoctorFacts> {
  const before = { ...process.env };
  Object.assign(process.env, environmentOf(running));
  try {
    const request = {
      ...{ stack, directory: running.folder, now: made.now, askInterval: 0 },
      versions: { project: "0.0.0", node: "24.0.0" },
      ...(made.state !== undefined && { state: join(running.folder, "state.json") }),
    };
    const local = await readLocal(request);
    return await gatherFacts(await usageClients({ region }), local, request);
  } finally {
    for (const name of Object.keys(environmentOf(running))) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
