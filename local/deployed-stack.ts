import { setTimeout as pause } from "node:timers/promises";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { publisherMetrics, quotaDimensions, stackDimensions } from "../monitoring/feed.ts";
import { publisherFunctionName } from "../monitoring/names.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import { dimensionsList } from "../monitoring/simulation/feed-series.ts";
import { identityKey, type MetricIdentity, type SeriesStore } from "../monitoring/simulation/series.ts";
import { minute } from "../words/units.ts";
import type { AwsClients } from "./aws/clients.ts";
import { type Inbox, openInbox } from "./aws/inbox.ts";
import { readSeries } from "./aws/metrics.ts";
import { configure, plannedFor, stackOperations, succeeded } from "./bring-up.ts";
import { type LocalAws, startLocalAws } from "./local-aws.ts";

/** A stack that is up on a local AWS, its topics subscribed. */
export interface DeployedStack {
  local: LocalAws;
  stack: string;
  aws: AwsClients;
  plan: MonitoringPlan;
  inbox: Inbox;
  topicArns: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Brings a stack up with a publisher that reads Service Quotas every minute.
 * @param source where Pulumi.yaml and the stack files are
 */
export async function deployStack(stack: string, source: string): Promise<DeployedStack> {
  const local = await startLocalAws({ source });
  const inbox = await openInbox();
  const close = async () => {
    await inbox.close();
    await local.close();
  };
  try {
    const { project } = local;
    await configure(project, stack, { publisher: { refreshMinutes: 1 } });
    const { plan } = await plannedFor(project, stack);
    const operations = stackOperations(project, stack);
    succeeded(await operations.init());
    succeeded(await operations.up());
    const outputs = succeeded(await project.pulumi(["stack", "output", "--json", "--stack", stack]));
    const { topicArns } = JSON.parse(outputs.stdout) as { topicArns: Record<string, string> };
    const aws = local.clients(plan.region);
    for (const arn of Object.values(topicArns)) await inbox.subscribe(aws, arn);
    return { local, stack, aws, plan, inbox, topicArns, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The present minute's start, epoch seconds. */
export const thisMinute = (): number => Math.floor(Date.now() / 60_000) * 60;

const runsMetric = (plan: MonitoringPlan): MetricIdentity => ({
  Namespace: plan.feed.namespace,
  MetricName: publisherMetrics.runs,
  Dimensions: dimensionsList(stackDimensions(plan.feed.stack)),
});
const feedMetric = (
  plan: MonitoringPlan,
  { metric, modelId }: MonitoringPlan["feed"]["quotas"][number],
): MetricIdentity => ({
  Namespace: plan.feed.namespace,
  MetricName: metric,
  Dimensions: dimensionsList(quotaDimensions(plan.feed.stack, modelId)),
});

/** What the publisher has put into CloudWatch, by minute. */
export interface Published {
  start: number;
  series: SeriesStore;
  /** whether a run put its quotas in a minute, epoch seconds */
  ranAt(time: number): boolean;
  /** a quota's value in a minute; undefined: none */
  valueAt(quota: MonitoringPlan["feed"]["quotas"][number], time: number): number | undefined;
}

export async function readPublished(
  { aws, plan }: Pick<DeployedStack, "aws" | "plan">,
  start: number,
  minutes: number,
): Promise<Published> {
  const metrics = [runsMetric(plan), ...plan.feed.quotas.map((quota) => feedMetric(plan, quota))];
  const series = await readSeries(aws, metrics, start, minutes);
  const at = (metric: MetricIdentity, time: number) => {
    const value = series.get(identityKey(metric))?.Maximum?.values[(time - start) / minute];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  };
  return {
    start,
    series,
    ranAt: (time) => (at(runsMetric(plan), time) ?? 0) >= 1,
    valueAt: (quota, time) => at(feedMetric(plan, quota), time),
  };
}

/** Asks every second until there is an answer. @throws when there is none in time, saying what was waited for */
export async function eventually<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s`);
    await pause(1000);
  }
}

/** Runs the deployed function for a minute as its schedule would, and waits for it. @returns its error, if it failed */
export async function runPublisher(
  { aws, stack }: Pick<DeployedStack, "aws" | "stack">,
  time: number,
): Promise<string | undefined> {
  const { FunctionError, Payload } = await aws.lambda.send(
    new InvokeCommand({
      FunctionName: publisherFunctionName(stack),
      Payload: JSON.stringify({ scheduledTime: new Date(time * 1000).toISOString() }),
    }),
  );
  return FunctionError === undefined ? undefined : Buffer.from(Payload ?? []).toString("utf8");
}
