import { isDaily } from "../../words/limit-kinds.ts";
import { minute } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { dashboardUrl } from "../console.ts";
import { oneMinuteOfAnHour, windowText } from "../evaluation.ts";
import { named } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { scopeOf, targetLabel } from "../target.ts";
import { isSummed, watchedCountOf } from "../watched.ts";
import { alarmBase, description, mostSevere, type RatedAlarm } from "./alarm.ts";
import { targetAlarmId, targetInName } from "./names.ts";
import { askForMore, countedText, elsewhere, hasMaxTokens, isEmbedding, whyText } from "./use-text.ts";

/**
 * The alarm on throttled requests: the ground truth, so one minute with one of them is enough, at the highest severity.
 * It stays on until an hour has passed without any: one message a storm, however late the metrics are.
 * The mantle endpoint has no throttle metric (bedrock/latest/userguide/monitoring-mantle-metrics): no alarm there.
 */
export function throttleAlarm(settings: MonitoringSettings, target: TargetSettings): RatedAlarm | undefined {
  if (target.scope === "mantle") return undefined;
  const { region } = settings;
  const severity = mostSevere(settings);
  const throttles = named("throttles", "throttled requests", watchedCountOf(target, settings, "InvocationThrottles"));
  const alarm: PlannedAlarm = {
    ...alarmBase(settings, {
      id: targetAlarmId(target.model.modelId, target.scope, "throttles", severity),
      about: `${targetInName(settings, target)} throttled`,
      description: description([
        `**${targetLabel(target)} in ${region}: Bedrock throttled requests** (${severity}), ${windowText(oneMinuteOfAnHour)}.`,
        `Do first: read a caller's error, which says what was too many; make clients back off with jitter; ${shorten(target)}move work to ${elsewhere(target)}; ${askForMore(target)}.`,
        `[Dashboard](${dashboardUrl(region, settings.dashboardName)}) · ${whyText(target, region)}`,
        `Likely, in order (no metric says which): ${likelyCauses(target).join("; ")}.`,
        countedText(target, region, isSummed(target, "throttles", settings)),
        "Retries of the AWS SDKs count as requests of their own. Throttled requests are neither invocations nor errors.",
      ]),
      severity,
      metrics: queriesOf([throttles], ["throttles"], { period: minute }),
      evaluation: oneMinuteOfAnHour,
      missingData: "notBreaching",
      tags: { model: target.model.modelId, scope: target.scope, kind: "throttles" },
      notifies: settings.alerts.notify === "each",
    }),
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  };
  return { severity, alarm };
}

const shorten = (target: TargetSettings): string =>
  hasMaxTokens(target) ? "lower max_tokens; " : isEmbedding(target) ? "make batches smaller; " : "";

/**
 * Why Bedrock throttles this target, the likeliest first. Every quota of a target answers with a 429, the daily one of
 * the model and the account's across models too; which of them InvocationThrottles counts, no AWS page says.
 */
function likelyCauses(target: TargetSettings): string[] {
  const { quotas } = scopeOf(target);
  const none = quotas.filter(({ defaultValue }) => defaultValue === 0).map(({ kind }) => kindLabels[kind]);
  const minutely = quotas
    .filter(({ kind }) => !isDaily(kind) && kind !== "concurrency")
    .map(({ kind }) => kindLabels[kind]);
  return [
    ...(none.length > 0 ? [`a quota of 0 (AWS's default: ${none.join(", ")})`] : []),
    ...(minutely.length > 0 ? [`a quota reached (${minutely.join(", ")}), or set to 0 in a new account`] : []),
    hasMaxTokens(target)
      ? "below 100 %: what Bedrock reserves (input + max_tokens), or a burst within the minute"
      : "below 100 %: a burst within the minute",
    quotas.some(({ kind }) => isDaily(kind))
      ? "\"Too many tokens per day\": the model's daily quota, or the account's across models"
      : '"Too many tokens per day": the account\'s daily quota across models, which no metric shows',
    "a model that is not ready, or AWS's capacity",
  ];
}
