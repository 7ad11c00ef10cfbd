import { minute } from "../../words/units.ts";
import { dashboardUrl } from "../console.ts";
import { evaluationOf, windowText } from "../evaluation.ts";
import { named, utilisationOf } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { targetLabel } from "../target.ts";
import { isSummed, watchedCountOf } from "../watched.ts";
import { alarmBase, description, mildest, type RatedAlarm } from "./alarm.ts";
import { targetAlarmId, targetInName } from "./names.ts";
import { countedText, moreText } from "./use-text.ts";

/** Optional: server errors as a share of invocations. Mantle has no server-error metric, so no alarm there. */
export function serverErrorAlarm(settings: MonitoringSettings, target: TargetSettings): RatedAlarm | undefined {
  if (target.serverErrorRate === undefined || target.scope === "mantle") return undefined;
  const { region } = settings;
  const severity = mildest(settings);
  const evaluation = evaluationOf(target, severity);
  const share = named(
    "errorrate",
    "% server errors",
    utilisationOf(
      watchedCountOf(target, settings, "InvocationServerErrors"),
      watchedCountOf(target, settings, "Invocations"),
      // A minute with calls and no errors is 0 %: left out, two bad minutes far apart would count as neighbours.
      "zero",
    ),
  );
  const alarm: PlannedAlarm = {
    ...alarmBase(settings, {
      id: targetAlarmId(target.model.modelId, target.scope, "server-errors", severity),
      about: `${targetInName(settings, target)} at ${target.serverErrorRate}% server errors`,
      description: description([
        `**${targetLabel(target)} in ${region}: ${target.serverErrorRate} % or more of the invocations end in a server error** (${severity}), ${windowText(evaluation)}.`,
        "Do first: look at the AWS Health Dashboard for Bedrock in this Region; retry with backoff; send the traffic to another scope or model if it lasts.",
        `[Dashboard](${dashboardUrl(region, settings.dashboardName)}) · ${moreText(target, region)}`,
        countedText(target, region, isSummed(target, "server errors", settings)),
      ]),
      severity,
      metrics: queriesOf([share], ["errorrate"], { period: minute }),
      evaluation,
      missingData: "notBreaching",
      tags: { model: target.model.modelId, scope: target.scope, kind: "server-errors" },
      notifies: settings.alerts.notify === "each",
    }),
    Threshold: target.serverErrorRate,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  };
  return { severity, alarm };
}
