import { perMinuteKinds } from "../../words/limit-kinds.ts";
import { minute } from "../../words/units.ts";
import { dashboardUrl, quotaUrl } from "../console.ts";
import { oneMinuteOfAnHour, windowText } from "../evaluation.ts";
import { named } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { quotaOf, targetLabel } from "../target.ts";
import { runtimeCountOf } from "../usage.ts";
import { alarmBase, description, mostSevere, type RatedAlarm } from "./alarm.ts";
import { targetAlarmId } from "./names.ts";

/**
 * The alarm on throttled requests: the ground truth, so one minute with one of them is enough, at the highest severity.
 * The mantle endpoint has no throttle metric (bedrock/latest/userguide/monitoring-mantle-metrics): no alarm there.
 */
export function throttleAlarm(settings: MonitoringSettings, target: TargetSettings): RatedAlarm | undefined {
  if (target.scope === "mantle") return undefined;
  const { region } = settings;
  const severity = mostSevere(settings);
  const throttles = named("throttles", "throttled requests", runtimeCountOf(target, region, "InvocationThrottles"));
  const [quota] = perMinuteKinds.flatMap((kind) => quotaOf(target, kind) ?? []);
  const quotaLink = quota ? ` · [Quota ${quota.code}](${quotaUrl(region, quota.code)})` : "";
  const alarm: PlannedAlarm = {
    ...alarmBase(settings, {
      id: targetAlarmId(target.model.modelId, target.scope, "throttles", severity),
      description: description([
        `**${targetLabel(target)} in ${region}: Bedrock throttled requests** (${severity}), ${windowText(oneMinuteOfAnHour)}.`,
        "Do first: compare tokens and requests per minute with their quotas on the dashboard. If both are well below 100 %, the reservation is the cause: lower max_tokens to what answers need. Make clients back off with jitter; move work to another scope or model; ask for more on the quota's page.",
        `[Dashboard](${dashboardUrl(region, settings.dashboardName)})${quotaLink}`,
        "Retries of the AWS SDKs count as requests of their own here. Throttled requests are neither invocations nor errors.",
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
