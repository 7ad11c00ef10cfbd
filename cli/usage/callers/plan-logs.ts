import { type BedrockClient, GetModelInvocationLoggingConfigurationCommand } from "@aws-sdk/client-bedrock";
import { type LogGroup, logGroupNamed } from "../../../aws/log-groups.ts";
import type { LogRange } from "../../../aws/log-queries.ts";
import { metricReader } from "../../../aws/metrics.ts";
import { groupingText, type LogGrouping } from "../../../monitoring/report/caller-names.ts";
import type { Incomplete } from "../../../monitoring/report/document.ts";
import { seconds } from "../../../words/units.ts";
import { attempt } from "../attempt.ts";
import type { UsageClients } from "../clients.ts";
import { costOf } from "./log-price.ts";

/** The logs that a report is to read, and what that may cost. */
export interface LogPlan extends LogRange {
  grouping: LogGrouping;
  logGroup: string;
  /** id of the account that it is in; undefined: not known */
  account: string | undefined;
  estimate: { bytes: number | null; usd: number | null; how: string };
  /** of CloudWatch metrics, for the estimate */
  spent: { requests: number; metrics: number; datapoints: number };
  /** reading ends once so many bytes were scanned */
  mostBytes: number;
}

const effect = "who used how much can't be told";

/**
 * Finds the log group that a Region's calls are logged to.
 * @param incomplete takes why there is none
 * @param now epoch seconds
 */
export async function planLogs(
  clients: UsageClients,
  grouping: LogGrouping,
  range: LogRange,
  now: number,
  incomplete: Incomplete[],
  abortSignal?: AbortSignal,
): Promise<LogPlan | undefined> {
  const what = `use by ${groupingText(grouping)}`;
  const cannot = (why: string, fix: string): undefined => {
    incomplete.push({ what, why, effect: `${effect}; ${fix}` });
    return undefined;
  };
  const logging = await attempt(
    clients,
    what,
    "bedrock:GetModelInvocationLoggingConfiguration",
    effect,
    incomplete,
    async () => ({ config: await loggingConfiguration(clients.bedrock, abortSignal) }),
  );
  if (!logging) return undefined;
  const { config } = logging;
  const turnOn = "let it deliver to CloudWatch Logs (the Bedrock console's Settings); it has calls from then on";
  if (!config || (!config.cloudWatchConfig && !config.s3Config)) {
    return cannot(`model invocation logging is off in ${clients.region}`, turnOn);
  }
  const name = config.cloudWatchConfig?.logGroupName;
  if (!name) {
    const bucket = config.s3Config?.bucketName;
    return cannot(`model invocation logging delivers to S3 alone (${bucket ?? "a bucket"})`, turnOn);
  }
  const found = await attempt(clients, what, "logs:DescribeLogGroups", effect, incomplete, async () => ({
    group: await logGroupNamed(await clients.logs(), name, abortSignal),
  }));
  if (!found) return undefined;
  const { group } = found;
  if (!group) {
    return cannot(
      `model invocation logging delivers to the log group "${name}", which ${clients.region} does not have`,
      "make the group, or name another in the logging configuration: Bedrock delivers within its own Region and account alone",
    );
  }
  const { estimate, spent } = await estimateOf(clients, group, range, now, abortSignal);
  return {
    grouping,
    logGroup: name,
    account: group.account,
    ...range,
    estimate,
    spent,
    mostBytes: Number.POSITIVE_INFINITY,
  };
}

async function loggingConfiguration(client: BedrockClient, abortSignal: AbortSignal | undefined) {
  const answer = await client.send(
    new GetModelInvocationLoggingConfigurationCommand({}),
    abortSignal === undefined ? {} : { abortSignal },
  );
  return answer.loggingConfig;
}

const hour = 3_600;

/**
 * What the window's logs may come to: the larger of what the group took in (metric IncomingBytes, whole hours) and of
 * the window's part of what it stores, as if it had come evenly. Neither is exact: a query is charged by what it scans.
 */
async function estimateOf(
  clients: UsageClients,
  group: LogGroup,
  range: LogRange,
  now: number,
  abortSignal: AbortSignal | undefined,
): Promise<Pick<LogPlan, "estimate" | "spent">> {
  const reader = metricReader(clients.cloudwatch, abortSignal === undefined ? {} : { abortSignal });
  const span = {
    start: Math.floor(range.start / hour) * hour,
    end: Math.ceil(range.end / hour) * hour,
    period: seconds(hour),
  };
  const metric = {
    namespace: "AWS/Logs",
    name: "IncomingBytes",
    dimensions: { LogGroupName: group.name },
    stat: "Sum" as const,
  };
  // Without it, what is stored tells.
  const [came] = await reader.read([{ metric, ...span }]).catch(() => []);
  const incoming = came?.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) ?? 0;
  const stored = storedPart(group, range, now);
  const spent = { ...reader.spent };
  if (incoming === 0 && stored === undefined) {
    return { estimate: { bytes: null, usd: null, how: "the group does not say how much it stores" }, spent };
  }
  const bytes = Math.ceil(Math.max(incoming, stored ?? 0));
  const how =
    incoming >= (stored ?? 0)
      ? "what the log group took in in the window (IncomingBytes)"
      : "the window's part of what the log group stores, as if it had come evenly";
  return { estimate: { bytes, usd: costOf(bytes), how }, spent };
}

function storedPart({ created, storedBytes, retentionDays }: LogGroup, range: LogRange, now: number) {
  if (storedBytes === undefined) return undefined;
  const kept = retentionDays === undefined ? 0 : now - retentionDays * 86_400;
  const from = Math.max(created ?? range.start, kept);
  const life = now - from;
  const inside = Math.min(range.end, now) - Math.max(range.start, from);
  if (inside <= 0) return 0;
  return life <= 0 ? storedBytes : storedBytes * Math.min(1, inside / life);
}
