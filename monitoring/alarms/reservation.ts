import { minute } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { dashboardUrl } from "../console.ts";
import { evaluationOf, windowText } from "../evaluation.ts";
import { queriesOf } from "../expression/queries.ts";
import type { ReservationFigures } from "../reservation/reservation.ts";
import { blindSpots, sourceText } from "../reservation/texts.ts";
import { reservationOf } from "../reservation/watched.ts";
import type { MonitoringSettings, Severity, TargetSettings } from "../settings.ts";
import { quotaOf, targetLabel } from "../target.ts";
import { alarmBase, description, type RatedAlarm } from "./alarm.ts";
import { targetAlarmId, targetInName } from "./names.ts";
import { askForMore, elsewhere, lessText, quotaText } from "./use-text.ts";

/** The alarms on what is taken of a target's quota by requests under way and by use: one for each threshold asked for. */
export function reservationAlarms(settings: MonitoringSettings, target: TargetSettings): RatedAlarm[] {
  const figures = reservationOf(target, settings);
  if (!figures || "cannotTell" in figures || !figures.share) return [];
  const metrics = queriesOf([figures.share], ["reserved"], { period: minute });
  return figures.settings.thresholds.map((level) => ({
    severity: level.name,
    alarm: {
      ...alarmBase(settings, {
        id: targetAlarmId(target.model.modelId, target.scope, "reserved", level.name),
        about: `${targetInName(settings, target)} at ${level.threshold}% reserved`,
        description: describe(settings, target, figures, level),
        severity: level.name,
        metrics,
        evaluation: evaluationOf(target, level.name),
        missingData: "notBreaching",
        tags: { model: target.model.modelId, scope: target.scope, kind: "reserved" },
        notifies: settings.alerts.notify === "each",
      }),
      Threshold: level.threshold,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    },
  }));
}

function describe(
  settings: MonitoringSettings,
  target: TargetSettings,
  figures: ReservationFigures,
  { name: severity, threshold }: Severity,
): string {
  const { region } = settings;
  const quota = quotaOf(target, figures.kind);
  const atMost = figures.settings.source === "estimate" ? " at most" : "";
  return description([
    `**${targetLabel(target)} in ${region}: ${threshold} % or more of the ${kindLabels[figures.kind]} quota is${atMost} taken, held by requests under way or used** (${severity}), ${windowText(evaluationOf(target, severity))}.`,
    `Do first: lower max_tokens to what answers need, since all of it is held while a request runs; run fewer requests at once; move work to ${elsewhere(target)}; ${askForMore(target)}.`,
    `[Dashboard](${dashboardUrl(region, settings.dashboardName)}) · ${lessText(target, region)}`,
    `Seen from ${sourceText(figures.settings)}. ${blindSpots(figures.settings)}`,
    ...(quota ? [quotaText(region, quota)] : []),
    "Taken = held at once (mean of the minute) + used. How Bedrock joins the two is not documented: it may count less. A second that holds more than its minute's mean is hidden.",
  ]);
}
