import {
  applicationProfile,
  day,
  emptyAccount,
  now,
  opus,
  type PretendAccount,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";

export const start: number = now - day;
/** The same value in every minute of a day. */
export const steady = (value: number): Float64Array => new Float64Array(day / 60).fill(value);

/** An account that called one model for a day: by the system's profile, and by one of its own. */
export function steadyAccount(): PretendAccount {
  const account = emptyAccount();
  account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }));
  account.series.push(
    seriesOf("Invocations", usOpus, start, steady(3)),
    seriesOf("EstimatedTPMQuotaUsage", usOpus, start, steady(40_000)),
    seriesOf("Invocations", "app1", start, steady(1)),
    seriesOf("EstimatedTPMQuotaUsage", "app1", start, steady(9_000)),
  );
  return account;
}
