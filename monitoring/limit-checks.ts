import { type DashboardDraft, metricCount } from "./dashboard/widget.ts";
import { limits } from "./limits.ts";
import type { MetricDataQuery, PlannedAlarm, PlannedCompositeAlarm } from "./plan-types.ts";

/** A plan that AWS would refuse. The message names each limit that is broken and what to change. */
export class LimitError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`AWS would refuse this plan:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "LimitError";
    this.problems = problems;
  }
}

/** The parts of a plan that AWS has limits for. */
export interface CheckedParts {
  alarms: readonly PlannedAlarm[];
  compositeAlarms: readonly PlannedCompositeAlarm[];
  dashboards: readonly DashboardDraft[];
}

/** @throws LimitError when anything in the plan breaks a limit of AWS */
export function checkLimits(plan: CheckedParts): void {
  const problems = [
    ...plan.alarms.flatMap(alarmProblems),
    ...plan.compositeAlarms.flatMap(compositeProblems),
    ...plan.dashboards.flatMap(dashboardProblems),
    ...repeated([...plan.alarms, ...plan.compositeAlarms].map(({ AlarmName }) => AlarmName)).map(
      (name) => `two alarms are named "${name}": name each model and scope once`,
    ),
  ];
  if (problems.length > 0) throw new LimitError(problems);
}

function alarmProblems(alarm: PlannedAlarm): string[] {
  const metrics = alarm.Metrics.filter((query) => "MetricStat" in query).length;
  const window = alarm.EvaluationPeriods * periodOf(alarm.Metrics);
  return [
    ...commonProblems(alarm),
    ...over(
      metrics,
      limits.metricsPerAlarm,
      `alarm "${alarm.AlarmName}" reads`,
      "metrics",
      "monitor fewer application profiles on it, or use `consumption: estimated`",
    ),
    ...over(
      alarm.Metrics.length,
      limits.metricQueriesPerAlarm,
      `alarm "${alarm.AlarmName}" has`,
      "queries",
      "monitor fewer application profiles on it",
    ),
    ...over(
      window,
      limits.alarmWindowSeconds,
      `alarm "${alarm.AlarmName}" looks back`,
      "seconds",
      "lower `evaluation.of`",
    ),
    ...alarm.Metrics.flatMap((query) =>
      "Expression" in query
        ? over(
            query.Expression.length,
            limits.expressionLength,
            `an expression of alarm "${alarm.AlarmName}" has`,
            "characters",
            "monitor fewer application profiles on it",
          )
        : [],
    ),
  ];
}

const periodOf = (queries: readonly MetricDataQuery[]): number =>
  Math.max(...queries.map((query) => ("MetricStat" in query ? query.MetricStat.Period : 0)));

const compositeProblems = (alarm: PlannedCompositeAlarm): string[] => [
  ...commonProblems(alarm),
  ...over(
    alarm.AlarmRule.length,
    limits.compositeRuleLength,
    `the rule of "${alarm.AlarmName}" has`,
    "characters",
    "shorten the names of severities",
  ),
  ...over(
    alarm.AlarmRule.split("ALARM(").length - 1,
    limits.childrenPerComposite,
    `"${alarm.AlarmName}" has`,
    "children",
    "monitor fewer targets",
  ),
];

const commonProblems = (alarm: PlannedAlarm | PlannedCompositeAlarm): string[] => [
  ...over(
    alarm.AlarmName.length,
    limits.alarmNameLength,
    `the alarm name "${alarm.AlarmName}" has`,
    "characters",
    "shorten the severity's name",
  ),
  ...over(
    alarm.AlarmDescription.length,
    limits.alarmDescriptionLength,
    `the description of "${alarm.AlarmName}" has`,
    "characters",
    "shorten the dashboard's name",
  ),
  ...over(
    alarm.AlarmActions.length,
    limits.actionsPerState,
    `alarm "${alarm.AlarmName}" notifies`,
    "topics",
    "list fewer in `alerts.topics`",
  ),
  ...over(alarm.Tags.length, limits.tagsPerAlarm, `alarm "${alarm.AlarmName}" has`, "tags", "list fewer in `tags`"),
];

function dashboardProblems(dashboard: DashboardDraft): string[] {
  const { widgets } = dashboard.body;
  const metrics = widgets.map(metricCount);
  const where = `dashboard "${dashboard.name}" has`;
  return [
    ...over(
      dashboard.name.length,
      limits.dashboardNameLength,
      `${where} a name of`,
      "characters",
      "shorten `dashboard.name`",
    ),
    ...(/^[A-Za-z0-9_-]+$/.test(dashboard.name)
      ? []
      : [`the dashboard name "${dashboard.name}" may have letters, digits, - and _ only: change \`dashboard.name\``]),
    ...over(widgets.length, limits.widgetsPerDashboard, where, "widgets", "monitor fewer targets"),
    ...over(
      Math.max(0, ...metrics),
      limits.metricsPerWidget,
      `a widget of ${dashboard.name} has`,
      "metrics",
      "monitor fewer application profiles",
    ),
    ...over(
      metrics.reduce((total, own) => total + own, 0),
      limits.metricsPerDashboard,
      where,
      "metrics",
      "monitor fewer targets",
    ),
  ];
}

const over = (found: number, limit: number, what: string, unit: string, fix: string): string[] =>
  found > limit ? [`${what} ${found} ${unit}, AWS takes ${limit}: ${fix}`] : [];

const repeated = (names: readonly string[]): string[] => {
  const seen = new Set<string>();
  return names.filter((name) => seen.has(name) || !seen.add(name));
};
