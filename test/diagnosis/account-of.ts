import { emptyAccount, type PretendAccount, usOpus } from "../usage/pretend-account.ts";
import { type Incident, type Outcome, play } from "./incident.ts";

/**
 * An account in which an incident happened, as CloudWatch tells of it.
 * @param begin epoch seconds of the incident's first minute
 * @param id that called
 */
export function accountOf(
  incident: Incident,
  begin: number,
  id = usOpus,
): { account: PretendAccount; outcome: Outcome } {
  const account = emptyAccount();
  delete account.options.now;
  const outcome = play(incident);
  add(account, outcome, begin, id);
  account.quotas = account.quotas.filter(({ code }) => code !== "L-99296DCD");
  account.quotas.push({
    code: "L-99296DCD",
    name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
    applied: incident.quotas.tokensPerMinute ?? 1e9,
    default: 30_000_000,
    adjustable: true,
  });
  return { account, outcome };
}

/** Puts an incident's metrics into an account. */
export function add(account: PretendAccount, { minutes, accepted }: Outcome, begin: number, id: string): void {
  const put = (metric: string, minute: number, value: number) =>
    account.data.push({
      ...{ namespace: "AWS/Bedrock", metric, dimensions: { ModelId: id } },
      ...{ timestamp: begin + minute * 60, value },
    });
  for (const { minute, input, output, used, seconds } of accepted) {
    put("Invocations", minute, 1);
    put("InputTokenCount", minute, input);
    put("OutputTokenCount", minute, output);
    put("EstimatedTPMQuotaUsage", minute, used);
    put("InvocationLatency", minute, seconds * 1_000);
  }
  for (const [minute, count] of minutes.throttled.entries()) if (count > 0) put("InvocationThrottles", minute, count);
}
