import { emptyAccount, type PretendAccount, usOpus } from "../usage/pretend-account.ts";

const minutes = 90;

/**
 * Thirty requests in each of the last minutes, each 2,000 tokens of input and 100 of output: 3,000 tokens of quota. In
 * one minute half an hour ago, forty.
 */
export function busyAccount(id = usOpus): PretendAccount {
  const made = emptyAccount();
  delete made.options.now;
  made.requests = [];
  const last = Math.floor(Date.now() / 60_000) * 60;
  for (let minute = 1; minute <= minutes; minute++) {
    const at = last - minute * 60;
    const put = (metric: string, value: number) =>
      made.data.push({ namespace: "AWS/Bedrock", metric, dimensions: { ModelId: id }, timestamp: at, value });
    for (let each = 0; each < (minute === 30 ? 40 : 30); each++) {
      put("Invocations", 1);
      put("InputTokenCount", 2_000);
      put("OutputTokenCount", 100);
      put("EstimatedTPMQuotaUsage", 3_000);
      put("InvocationLatency", 4_000);
    }
  }
  return made;
}

/** So many throttled requests, ten minutes ago. */
export function throttle(account: PretendAccount, requests: number, id = usOpus): PretendAccount {
  const timestamp = Math.floor(Date.now() / 60_000) * 60 - 600;
  for (let each = 0; each < requests; each++)
    account.data.push({
      namespace: "AWS/Bedrock",
      metric: "InvocationThrottles",
      dimensions: { ModelId: id },
      timestamp,
      value: 1,
    });
  return account;
}
