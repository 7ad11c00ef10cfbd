import type { UsageDocument } from "../../monitoring/report/document.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  now,
  opus,
  report,
  requestOf,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";

/** An account with something of everything, the same on every run. */
export async function exampleDocument(): Promise<UsageDocument> {
  const account = emptyAccount();
  const start = now - 20 * day;
  const minutes = (20 * day) / 60;
  const wave = (scale: number, idle = 0) =>
    Float64Array.from({ length: minutes }, (_, minute) =>
      minute % 10 < idle ? Number.NaN : Math.round(scale * (1 + Math.sin((minute / 720) * Math.PI)) * 0.5),
    );
  const only = (at: number, value: number) => new Float64Array(minutes).fill(Number.NaN).fill(value, at, at + 3);
  account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }));
  account.quotas.push(
    {
      code: "L-D2912E70",
      name: "Model invocation max tokens per day for Amazon Nova Micro (doubled for cross-region calls)",
      applied: 9_000_000,
    },
    {
      code: "L-CFA4FA0C",
      name: "On-demand model inference tokens per minute for Amazon Nova Micro",
      applied: 4_000_000,
      default: 4_000_000,
    },
  );
  account.series.push(
    seriesOf("EstimatedTPMQuotaUsage", usOpus, start, wave(70_000)),
    seriesOf("Invocations", usOpus, start, wave(40)),
    seriesOf("InputTokenCount", usOpus, start, wave(30_000)),
    seriesOf("OutputTokenCount", usOpus, start, wave(4_000)),
    seriesOf("InvocationLatency", usOpus, start, wave(2_400)),
    seriesOf("TimeToFirstToken", usOpus, start, wave(600)),
    seriesOf("EstimatedTPMQuotaUsage", "app1", start, wave(26_000, 4)),
    seriesOf("Invocations", "app1", start, wave(9, 4)),
    seriesOf("InvocationThrottles", "app1", start, only(minutes - 600, 4)),
    seriesOf("EstimatedTPMQuotaUsage", `global.${opus}`, start, wave(20_000, 5)),
    seriesOf("Invocations", `global.${opus}`, start, wave(10, 5)),
    seriesOf("EstimatedTPMQuotaUsage", "amazon.nova-micro-v1:0", start, wave(9_000)),
    seriesOf("Invocations", "amazon.nova-micro-v1:0", start, wave(7)),
    seriesOf("Invocations", "gone-profile", start, only(minutes - 50, 1)),
  );
  return report(account, requestOf(18 * day));
}
