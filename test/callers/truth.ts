import type { PretendAccount } from "../usage/pretend-account.ts";
import { emptyAccount, now, seriesOf } from "../usage/pretend-account.ts";
import { logsInsights, type PretendLogs, type PretendRecord } from "./pretend-logs.ts";

export const logGroup = "/bedrock/calls";
/** The account that AWS's examples have. */
export const session = (role: string, name: string): string => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;

/** One request as it happened: what it is in CloudWatch and in the logs follows from it. */
export interface Request {
  /** epoch seconds */
  at: number;
  /** ModelId in CloudWatch */
  id: string;
  /** modelId in its record, unless it is the id */
  recordId?: string;
  arn?: string;
  metadata?: Record<string, string>;
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
  error?: string;
  /** throttled: no invocation for CloudWatch */
  throttled?: boolean;
  /** no record of it */
  unlogged?: boolean;
  /** CloudWatch has not counted it yet */
  uncounted?: boolean;
}

/** An account in which some requests happened, with logging to CloudWatch Logs. */
export function accountOf(
  requests: readonly Request[],
  { start, end = now, burndown = 10 }: { start: number; end?: number; burndown?: number },
): { account: PretendAccount; logs: PretendLogs; service: ReturnType<typeof logsInsights> } {
  const account = emptyAccount();
  account.bedrock.logging = {
    cloudWatchConfig: { logGroupName: logGroup, roleArn: "arn:aws:iam::123456789012:role/logs" },
  };
  const logs: PretendLogs = {
    groups: [{ name: logGroup, created: start * 1000, storedBytes: 1e9, records: requests.flatMap(recordOf) }],
  };
  const counted = requests.filter(({ uncounted }) => !uncounted);
  for (const [id, own] of Map.groupBy(counted, (one) => one.id)) {
    const put = (metric: string, of: (request: Request) => number) => {
      const values = new Float64Array((end - start) / 60).fill(Number.NaN);
      for (const request of own) {
        const minute = Math.floor((request.at - start) / 60);
        const value = of(request);
        if (value > 0) values[minute] = (Number.isNaN(values[minute]!) ? 0 : values[minute]!) + value;
      }
      account.series.push(seriesOf(metric, id, start, values));
    };
    const taken = (of: (request: Request) => number) => (request: Request) => (request.throttled ? 0 : of(request));
    put(
      "Invocations",
      taken(() => 1),
    );
    put(
      "InputTokenCount",
      taken(({ input }) => input),
    );
    put(
      "OutputTokenCount",
      taken(({ output }) => output),
    );
    put(
      "CacheReadInputTokenCount",
      taken(({ cacheRead = 0 }) => cacheRead),
    );
    put(
      "CacheWriteInputTokenCount",
      taken(({ cacheWrite = 0 }) => cacheWrite),
    );
    put(
      "EstimatedTPMQuotaUsage",
      taken(({ input, output, cacheWrite = 0 }) => input + cacheWrite + burndown * output),
    );
    put("InvocationThrottles", ({ throttled }) => (throttled ? 1 : 0));
    put("InvocationClientErrors", ({ error, throttled }) => (error && !throttled ? 1 : 0));
  }
  const service = logsInsights(logs);
  account.services = [service];
  return { account, logs, service };
}

function recordOf(request: Request): PretendRecord[] {
  if (request.unlogged) return [];
  const { at, id, recordId = id, arn, metadata = {}, error, throttled } = request;
  const errorCode = throttled ? "ThrottlingException" : error;
  return [
    {
      timestamp: at * 1000 + 123,
      fields: {
        schemaType: "ModelInvocationLog",
        region: "us-east-1",
        accountId: "123456789012",
        modelId: recordId,
        ...(arn !== undefined && { "identity.arn": arn }),
        ...Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`requestMetadata.${key}`, value])),
        ...(errorCode !== undefined && { errorCode }),
        // A failed request has no tokens.
        ...(errorCode === undefined && {
          "input.inputTokenCount": request.input,
          "output.outputTokenCount": request.output,
          "input.cacheReadInputTokenCount": request.cacheRead ?? 0,
          "input.cacheWriteInputTokenCount": request.cacheWrite ?? 0,
        }),
      },
    },
  ];
}
