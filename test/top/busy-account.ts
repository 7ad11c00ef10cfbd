import {
  applicationProfile,
  day,
  emptyAccount,
  opus,
  type PretendAccount,
  seriesOf,
  usOpus,
} from "../usage/pretend-account.ts";

const sonnet = "us.anthropic.claude-sonnet-5";

/**
 * An account in a bad hour: a model near its quota, drawn on by two teams and throttled; one with room; an idle one.
 * @param end epoch seconds: where the traffic so far ends
 * @param ahead minutes of traffic after that
 */
export function busyAccount(end: number, ahead = 0): PretendAccount {
  const account = emptyAccount();
  const start = Math.floor(end / 60) * 60 - day;
  const minutes = day / 60 + ahead;
  const each = (value: (minute: number) => number) =>
    Float64Array.from({ length: minutes }, (_, index) => value(index));
  const wave = (index: number, from: number, to: number): number =>
    Math.round(from + ((to - from) * (1 + Math.sin(index / 6))) / 2);
  account.bedrock.profiles.push(
    applicationProfile("app1", opus, { team: "search" }),
    applicationProfile("app2", opus, { team: "chat" }),
  );
  account.quotas.push({
    code: "L-8EC0C9D8",
    name: "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5",
    applied: 2_000_000,
    default: 5_000_000,
    adjustable: true,
  });
  account.series.push(
    seriesOf(
      "EstimatedTPMQuotaUsage",
      "app1",
      start,
      each((index) => wave(index, 20_000, 70_000)),
    ),
    seriesOf(
      "Invocations",
      "app1",
      start,
      each(() => 12),
    ),
    seriesOf(
      "EstimatedTPMQuotaUsage",
      "app2",
      start,
      each((index) => wave(index + 9, 5_000, 45_000)),
    ),
    seriesOf(
      "Invocations",
      "app2",
      start,
      each(() => 4),
    ),
    seriesOf(
      "InvocationThrottles",
      "app1",
      start,
      each((index) => (index % 29 === 0 ? 7 : Number.NaN)),
    ),
    seriesOf(
      "EstimatedTPMQuotaUsage",
      usOpus,
      start,
      each(() => 1_000),
    ),
    seriesOf(
      "Invocations",
      usOpus,
      start,
      each(() => 1),
    ),
    seriesOf(
      "EstimatedTPMQuotaUsage",
      sonnet,
      start,
      each((index) => wave(index, 100_000, 900_000)),
    ),
    seriesOf(
      "Invocations",
      sonnet,
      start,
      each(() => 30),
    ),
  );
  return account;
}
