import { hour } from "../../words/units.ts";
import { dashboardUrl } from "../console.ts";
import { announcedText, legacyMeans, noticeDays, watchedEnd } from "../end-of-life.ts";
import { named, since } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import type { PlannedAlarm } from "../plan-types.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { targetLabel } from "../target.ts";
import { mantleCountOf } from "../usage.ts";
import { isSummed, watchedCountOf } from "../watched.ts";
import { alarmBase, description, mildest } from "./alarm.ts";
import { targetAlarmId, targetInName } from "./names.ts";
import { countedText, moreText } from "./use-text.ts";

/** Days before the end from which use is told: the middle one of the notices. */
const watchedDays: number = noticeDays[1];

const secondsPerDay = 86_400;

/** Any hour of the last 24: one message while the model is called at least once a day. */
const anyHourOfADay = { datapointsToAlarm: 1, evaluationPeriods: 24 } as const;

/**
 * The alarm on a legacy model that is still called in the 30 days before its end. It waits for that day by itself: the
 * expression compares the clock of CloudWatch with it, so that no metric has to be published for it.
 *
 * It stands for weeks, so it is in no composite, where it would hide what comes after it; it always notifies.
 */
export function endOfLifeAlarm(settings: MonitoringSettings, target: TargetSettings): PlannedAlarm | undefined {
  const { modelId } = target.model;
  const endOfLife = watchedEnd(target.model);
  if (!target.alarms || endOfLife === undefined) return undefined;
  const { region } = settings;
  const severity = mildest(settings);
  const calls =
    target.scope === "mantle"
      ? mantleCountOf(target, region, "Inferences")
      : watchedCountOf(target, settings, "Invocations");
  const from = Date.parse(endOfLife.date) / 1000 - watchedDays * secondsPerDay;
  return {
    ...alarmBase(settings, {
      id: targetAlarmId(modelId, target.scope, "end-of-life", severity),
      about: `${targetInName(settings, target)} in use until its end of life`,
      description: description([
        `**${targetLabel(target)} in ${region} is in use, and AWS ends it on ${endOfLife.date}** (${severity}); called within the last 24 hours.`,
        "Do first: see on the dashboard which id is called, and move its callers to another model (every scope of this one ends); AWS moves none.",
        `[Dashboard](${dashboardUrl(region, settings.dashboardName)}) · ${moreText(target, region)}`,
        countedText(target, region, isSummed(target, "requests", settings)),
        `${legacyMeans}.`,
        `The day: ${announcedText(endOfLife)}.`,
      ]),
      severity,
      metrics: queriesOf([named("calls", "calls", since(from, calls))], ["calls"], { period: hour }),
      evaluation: anyHourOfADay,
      missingData: "notBreaching",
      tags: { model: modelId, scope: target.scope, kind: "end-of-life" },
      notifies: true,
    }),
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  };
}
