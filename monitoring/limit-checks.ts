import { type DashboardDraft, metricCount } from "./dashboard/widget.ts";
import { limits } from "./limits.ts";
import type {
  MetricDataQuery,
  PlannedAlarm,
  PlannedCompositeAlarm,
  PlannedLogFilter,
  PlannedLogFilters,
  PlannedLogs,
} from "./plan-types.ts";

/** Problems that a message tells: one setting breaks the same limit on every alarm. */
const mostTold = 30;

/** A plan that AWS would refuse. The message names each limit that is broken and what to change. */
export class LimitError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const more = problems.length - mostTold;
    super(
      `AWS would refuse this plan:\n${problems
        .slice(0, mostTold)
        .map((problem) => `  - ${problem}`)
        .join("\n")}${more > 0 ? `\n  and ${more} more` : ""}`,
    );
    this.name = "LimitError";
    this.problems = problems;
  }
}

/** The parts of a plan that AWS has limits for. */
export interface CheckedParts {
  alarms: readonly PlannedAlarm[];
  compositeAlarms: readonly PlannedCompositeAlarm[];
  dashboards: readonly DashboardDraft[];
  logs?: PlannedLogs;
}

/** @throws LimitError when anything in the plan breaks a limit of AWS */
export function checkLimits(plan: CheckedParts): void {
  const problems = [
    ...plan.alarms.flatMap((alarm) => [
      ...broken(commonRules, alarm, alarm.AlarmName),
      ...broken(alarmRules, alarm, alarm.AlarmName),
    ]),
    ...plan.compositeAlarms.flatMap((alarm) => [
      ...broken(commonRules, alarm, alarm.AlarmName),
      ...broken(compositeRules, alarm, alarm.AlarmName),
    ]),
    ...plan.dashboards.flatMap((dashboard) => [
      ...broken(dashboardRules, dashboard, dashboard.name),
      ...nameProblems(dashboard),
    ]),
    ...(plan.logs?.groups ?? []).flatMap((group) => [
      ...broken(groupRules, group, group.logGroup),
      ...group.filters.flatMap((filter) => broken(filterRules, filter, filter.name)),
    ]),
    ...repeated([...plan.alarms, ...plan.compositeAlarms].map(({ AlarmName }) => AlarmName)).map(
      (name) => `two alarms are named "${name}": name each model and scope once`,
    ),
  ];
  if (problems.length > 0) throw new LimitError(problems);
}

/** One limit: how to count what it limits, and what to say when there is too much of it. */
interface Rule<T> {
  count: (thing: T) => number;
  limit: number;
  /** begins the sentence; $ stands for the thing's name */
  what: string;
  unit: string;
  fix: string;
}

const fewerProfiles = "monitor fewer application profiles on it, or use `consumption: estimated`";

const commonRules: readonly Rule<PlannedAlarm | PlannedCompositeAlarm>[] = [
  {
    count: ({ AlarmName }) => Buffer.byteLength(AlarmName),
    limit: limits.alarmNameBytes,
    what: 'the alarm name "$" has',
    unit: "bytes",
    fix: "shorten the severity's name",
  },
  {
    count: ({ AlarmDescription }) => Buffer.byteLength(AlarmDescription),
    limit: limits.alarmDescriptionBytes,
    what: 'the description of "$" has',
    unit: "bytes",
    fix: "shorten the dashboard's name",
  },
  {
    count: ({ AlarmActions }) => AlarmActions.length,
    limit: limits.actionsPerState,
    what: 'alarm "$" notifies',
    unit: "topics",
    fix: "list fewer in `alerts.topics`",
  },
  {
    count: ({ Tags }) => Tags.length,
    limit: limits.tagsPerAlarm,
    what: 'alarm "$" has',
    unit: "tags",
    fix: "list fewer in `tags`",
  },
];

const groupRules: readonly Rule<PlannedLogFilters>[] = [
  {
    count: ({ filters }) => filters.length,
    limit: limits.filtersPerLogGroup,
    what: 'the log group "$" gets',
    unit: "metric filters",
    fix: "use `reservation: { source: estimate }`",
  },
];

const filterRules: readonly Rule<PlannedLogFilter>[] = [
  {
    count: ({ pattern }) => pattern.length,
    limit: limits.filterPatternLength,
    what: 'the pattern of metric filter "$" has',
    unit: "characters",
    fix: "use `reservation: { source: estimate }`",
  },
  {
    count: ({ name }) => name.length,
    limit: limits.filterNameLength,
    what: 'the name of metric filter "$" has',
    unit: "characters",
    fix: "choose a shorter stack name",
  },
  {
    count: ({ dimensions }) => Object.keys(dimensions).length,
    limit: limits.dimensionsPerFilter,
    what: 'the metric filter "$" has',
    unit: "dimensions",
    fix: "use `reservation: { source: estimate }`",
  },
];

const alarmRules: readonly Rule<PlannedAlarm>[] = [
  {
    count: ({ Metrics }) => countWhere(Metrics, (query) => "MetricStat" in query),
    limit: limits.metricsPerAlarm,
    what: 'alarm "$" reads',
    unit: "metrics",
    fix: fewerProfiles,
  },
  {
    count: ({ Metrics }) => Metrics.length,
    limit: limits.metricQueriesPerAlarm,
    what: 'alarm "$" has',
    unit: "queries",
    fix: fewerProfiles,
  },
  {
    count: ({ Metrics, EvaluationPeriods }) => EvaluationPeriods * longest(Metrics, periodOf),
    limit: limits.alarmWindowSeconds,
    what: 'alarm "$" looks back',
    unit: "seconds",
    fix: "lower `evaluation.of`",
  },
  {
    count: ({ Metrics }) =>
      longest(Metrics, (query) => ("Expression" in query ? Buffer.byteLength(query.Expression) : 0)),
    limit: limits.expressionBytes,
    what: 'an expression of alarm "$" has',
    unit: "bytes",
    fix: fewerProfiles,
  },
];

const compositeRules: readonly Rule<PlannedCompositeAlarm>[] = [
  {
    count: ({ AlarmRule }) => Buffer.byteLength(AlarmRule),
    limit: limits.compositeRuleBytes,
    what: 'the rule of "$" has',
    unit: "bytes",
    fix: "shorten the names of severities",
  },
  {
    count: ({ AlarmRule }) => AlarmRule.split("ALARM(").length - 1,
    limit: limits.childrenPerComposite,
    what: '"$" has',
    unit: "children",
    fix: "monitor fewer targets",
  },
];

const dashboardRules: readonly Rule<DashboardDraft>[] = [
  {
    count: ({ name }) => name.length,
    limit: limits.dashboardNameLength,
    what: 'the dashboard name "$" has',
    unit: "characters",
    fix: "shorten `dashboard.name`",
  },
  {
    count: ({ body }) => body.widgets.length,
    limit: limits.widgetsPerDashboard,
    what: 'dashboard "$" has',
    unit: "widgets",
    fix: "monitor fewer targets",
  },
  {
    count: ({ body }) => longest(body.widgets, metricCount),
    limit: limits.metricsPerWidget,
    what: 'a widget of dashboard "$" has',
    unit: "metrics",
    fix: "monitor fewer application profiles",
  },
  {
    count: ({ body }) => body.widgets.reduce((total, widget) => total + metricCount(widget), 0),
    limit: limits.metricsPerDashboard,
    what: 'dashboard "$" has',
    unit: "metrics",
    fix: "monitor fewer targets",
  },
];

function broken<T>(rules: readonly Rule<T>[], thing: T, name: string): string[] {
  return rules.flatMap(({ count, limit, what, unit, fix }) => {
    const found = count(thing);
    return found > limit ? [`${what.replace("$", () => name)} ${found} ${unit}, AWS takes ${limit}: ${fix}`] : [];
  });
}

const periodOf = (query: MetricDataQuery): number => ("MetricStat" in query ? query.MetricStat.Period : 0);

const countWhere = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.reduce((total, item) => total + (holds(item) ? 1 : 0), 0);

const longest = <T>(items: readonly T[], length: (item: T) => number): number =>
  items.reduce((most, item) => Math.max(most, length(item)), 0);

const nameProblems = ({ name }: DashboardDraft): string[] =>
  /^[A-Za-z0-9_-]+$/.test(name)
    ? []
    : [`the dashboard name "${name}" may have letters, digits, - and _ only: change \`dashboard.name\``];

const repeated = (names: readonly string[]): string[] => {
  const seen = new Set<string>();
  return names.filter((name) => seen.has(name) || !seen.add(name));
};
