import { emptyAccount, opus, type PretendAccount, usOpus } from "../usage/pretend-account.ts";

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

export const globalOpus = "global.anthropic.claude-opus-5";

/** The model on bedrock-mantle: 60,000 tokens of input and 100 of output a minute, of quotas of 70,000 and 10,000. */
export function mantleAccount(): PretendAccount {
  const made = emptyAccount();
  delete made.options.now;
  const last = Math.floor(Date.now() / 60_000) * 60;
  const values = { Inferences: 30, TotalInputTokens: 60_000, TotalOutputTokens: 100 };
  for (let minute = 1; minute <= minutes; minute++)
    for (const [metric, value] of Object.entries(values))
      made.data.push({
        namespace: "AWS/BedrockMantle",
        metric,
        dimensions: { Model: opus },
        timestamp: last - minute * 60,
        value,
      });
  for (const [code, kind, applied] of [
    ["L-DF09248F", "Input", 70_000],
    ["L-EDC225D2", "Output", 10_000],
  ] as const)
    made.quotas.push({
      code,
      name: `[bedrock-mantle endpoint] ${kind} tokens per minute for Claude Opus 5`,
      applied,
      adjustable: true,
    });
  return made;
}
