import { isDaily } from "../../words/limit-kinds.ts";
import { minute, type Percent, percent, type RateUnit } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { dashboardUrl } from "../console.ts";
import { evaluationOf, oneMinuteOfAnHour, tellsOfOneMinute, windowText } from "../evaluation.ts";
import { type Expression, named, scale } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import type { MetricDataQuery, PlannedAlarm } from "../plan-types.ts";
import type { Evaluation, MonitoringSettings, Severity, TargetSettings } from "../settings.ts";
import { figureOf } from "../sums.ts";
import { quotaOf, targetLabel } from "../target.ts";
import type { QuotaUse } from "../usage.ts";
import { isSummed, quotaUses } from "../watched.ts";
import { alarmBase, description, type RatedAlarm } from "./alarm.ts";
import { kindInName, targetAlarmId, targetInName } from "./names.ts";
import {
  askForMore,
  caveat,
  countedText,
  firstSteps,
  likelyCauses,
  moreText,
  quotaText,
  raiseText,
} from "./use-text.ts";

/** One alarm on the use of a quota: at which share, and how it is evaluated. */
interface Level {
  severity: string;
  threshold: Percent;
  evaluation: Evaluation;
  /** whether it is the one on single minutes over the quota, beside those of the severities */
  over: boolean;
}

/** The alarms on the use of a target's quotas: one per quota whose use can be told, and severity. */
export const utilisationAlarms = (settings: MonitoringSettings, target: TargetSettings): RatedAlarm[] =>
  quotaUses(target, settings).flatMap((use) => {
    const metrics = queriesOf([use.utilisation], ["utilisation"], { period: use.period });
    return levelsOf(target, use).map((level) => ({
      severity: level.severity,
      alarm: utilisationAlarm(settings, target, use, metrics, level),
    }));
  });

/** One day is one datapoint: M of N over days would speak a day late. */
const theDay: Evaluation = { datapointsToAlarm: 1, evaluationPeriods: 1 };
/**
 * A day's total that the publisher adds up is compared minute by minute, with the quota of that minute. A wrong value of
 * the quota can stand for about 25 minutes (see `reading` in usage.ts): half an hour of an hour passes over it.
 */
const theDayByMinutes: Evaluation = { datapointsToAlarm: 30, evaluationPeriods: 60 };

/**
 * The levels of a quota's alarms. A single minute over a quota is told whatever the config asks for: where the severest
 * severity wants more minutes, or sees too few of them to know of late ones, one more alarm at that severity does it.
 */
function levelsOf(target: TargetSettings, { kind, period }: QuotaUse): Level[] {
  const levels = target.thresholds.map(({ name, threshold }): Level => {
    const evaluation = isDaily(kind) ? (period === minute ? theDayByMinutes : theDay) : evaluationOf(target, name);
    return { severity: name, threshold, evaluation, over: false };
  });
  const severest = levels.at(-1);
  if (!severest || isDaily(kind)) return levels;
  if (tellsOfOneMinute(severest.evaluation) && severest.threshold <= whole) return levels;
  return [...levels, { severity: severest.severity, threshold: whole, evaluation: oneMinuteOfAnHour, over: true }];
}

/** All of a quota. */
const whole = percent(100);

/** Where an alarm on a quota's use begins, as a line beside the use: the percentage that it compares with, of the live quota. */
export interface ThresholdLine {
  label: string;
  /** percent of the quota */
  threshold: Percent;
  /** an amount of the quota's unit; its id is `threshold` and a number */
  amount: Expression<RateUnit>;
}

/** The lines of a target's alarms on one quota, mildest first. */
export const thresholdLines = (
  { thresholds }: Pick<TargetSettings, "thresholds">,
  use: Pick<QuotaUse, "quota">,
): ThresholdLine[] =>
  thresholds.map((severity, index) => {
    const label = thresholdLabel(severity);
    return {
      label,
      threshold: severity.threshold,
      amount: named(`threshold${index + 1}`, label, share(severity.threshold, use.quota)),
    };
  });

export const thresholdLabel = ({ name, threshold }: Severity): string => `${name} ${threshold} %`;

/** A percentage of a quota. Divided as one number, so that 70 % is 0.7 and not 0.7000000000000001. */
const share = <U extends RateUnit>(percentage: Percent, of: Expression<U>): Expression<U> =>
  scale(Number((percentage / 100).toPrecision(12)), of);

function utilisationAlarm(
  settings: MonitoringSettings,
  target: TargetSettings,
  use: QuotaUse,
  metrics: MetricDataQuery[],
  level: Level,
): PlannedAlarm {
  const { severity, threshold, evaluation, over } = level;
  const kind = over ? `${use.kind}-over` : use.kind;
  const share = `at ${threshold}% of ${kindInName(use.kind)}${over ? " in one minute" : ""}`;
  return {
    ...alarmBase(settings, {
      id: targetAlarmId(target.model.modelId, target.scope, kind, severity),
      about: `${targetInName(settings, target)} ${share}`,
      description: describe(settings, target, use, level),
      severity,
      metrics,
      evaluation,
      missingData: "notBreaching",
      tags: { model: target.model.modelId, scope: target.scope, kind: use.kind },
      notifies: settings.alerts.notify === "each",
    }),
    Threshold: threshold,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  };
}

function describe(
  settings: MonitoringSettings,
  target: TargetSettings,
  use: QuotaUse,
  { severity, threshold, evaluation }: Level,
): string {
  const { region } = settings;
  const { kind } = use;
  const quota = quotaOf(target, kind);
  if (!quota) throw new RangeError(`${targetLabel(target)} has no ${kind} quota`);
  const window = isDaily(kind) ? "over the last 24 hours" : windowText(evaluation);
  const likely = likelyCauses(target, kind, quota);
  const text = (increase: string) =>
    description([
      `**${targetLabel(target)} in ${region}: ${threshold} % or more of the ${kindLabels[kind]} quota is used** (${severity}), ${window}.`,
      firstSteps(target, kind, increase),
      `[Dashboard](${dashboardUrl(region, settings.dashboardName)}) · ${moreText(target, region)}`,
      countedText(target, region, isSummed(target, figureOf(kind), settings)),
      quotaText(region, quota),
      likely,
      caveat(target, kind),
    ]);
  // Causes are worth more than a command's arguments, where names are so long that there is no room for both.
  const full = text(raiseText(target, region));
  return full.includes(likely) ? full : text(askForMore(target));
}
