import type { AlarmCoverage } from "../../monitoring/report/coverage.ts";
import type { TargetUsage } from "../../monitoring/report/document.ts";
import { kindLabels } from "../../words/limit-kinds.ts";
import type { CoveredTarget } from "./stack-cover.ts";

type Used = Pick<TargetUsage, "perProfile" | "quotas">;

/**
 * What the alarms of the stack that covers a target would have seen of its use.
 * @returns undefined where no stack covers it
 */
export function alarmCoverage(
  { perProfile, quotas }: Used,
  covered: CoveredTarget | undefined,
): AlarmCoverage | undefined {
  if (!covered) return undefined;
  // What discovery missed, made since the last `up`, the publisher tells of (docs/decisions/sums.md).
  const isSeen = ({ id }: { id: string }) => covered.discovers || covered.ids.has(id);
  const unseen = perProfile.filter((one) => !isSeen(one) && (one.tokens > 0 || one.invocations > 0));
  const seen = perProfile.filter(isSeen);
  const peak = Math.max(-1, ...quotas.filter(isOfTokens).map(({ utilisation }) => utilisation?.peak ?? -1));
  const atPeak = sum(seen.map(({ shareAtPeak }) => shareAtPeak ?? 0));
  return {
    stack: covered.stack,
    unseenIds: unseen.map(({ id }) => id),
    share: unseen.length === 0 ? 100 : sum(seen.map(({ share }) => share)),
    peak: peak < 0 ? null : unseen.length === 0 ? peak : (peak * atPeak) / 100,
  };
}

/** A quota's share of the consumption is told of tokens a minute alone. */
const isOfTokens = ({ kind }: TargetUsage["quotas"][number]): boolean => kind === "tpm";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What a person is told where the alarms see less than there is; undefined where they see all. */
export function coverageNote({ quotas, alarms }: Pick<TargetUsage, "quotas" | "alarms">): string | undefined {
  if (!alarms || alarms.unseenIds.length === 0) return undefined;
  const { stack, unseenIds, share, peak } = alarms;
  const peaks = quotas.filter(isOfTokens).flatMap(({ utilisation }) => utilisation?.peak ?? []);
  const whole = peaks.length > 0 ? Math.max(...peaks) : undefined;
  const atPeak =
    peak === null || whole === undefined
      ? ""
      : `; at the peak of ${tenths(whole)} % of ${kindLabels.tpm} they saw ${tenths(peak)} %`;
  return `the alarms of stack ${stack} see ${tenths(share)} % of this use${atPeak}. Not in its file: ${unseenIds.join(", ")}`;
}

/** Cut, not rounded: what the alarms miss never reads as 100 %. */
const tenths = (value: number): string => String(Math.floor(value * 10 + 1e-9) / 10);
