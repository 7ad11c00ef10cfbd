import {
  type AlarmHistoryItem,
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";

/** Names in one DescribeAlarms, and items of a page of both calls. API DescribeAlarms, DescribeAlarmHistory */
const perRequest = 100;

/** An alarm as it is deployed: what both kinds have, and what each has of its own. */
export interface DeployedAlarm {
  name: string;
  arn: string;
  description?: string;
  actionsEnabled: boolean;
  alarmActions: readonly string[];
  okActions: readonly string[];
  insufficientDataActions: readonly string[];
  state?: string;
  /** why it is in that state */
  reason?: string;
  /** when it last went from one state to another */
  changed?: Date;
  configured?: Date;
  /** of a metric alarm */
  metric?: MetricAlarm;
  /** of a composite alarm */
  rule?: string;
  /** of a composite alarm: the alarm that keeps its actions from being carried out while it is on */
  suppressor?: string;
}

/** An entry of an alarm's history. */
export interface AlarmHistoryEntry {
  at: Date;
  /** AWS's sentence, e.g. "Alarm updated from OK to ALARM", "Successfully executed action arn:…" */
  summary: string;
  /** whether something was done, or failed to be done, because of a change */
  isAction: boolean;
  /** whether an alarm of this name was created then: what is older was another alarm */
  isCreation: boolean;
  /** of a change from one state to another */
  change?: StateChange;
}

export interface StateChange {
  from: string;
  to: string;
  reason?: string;
  /** JSON text */
  reasonData?: string;
}

export interface AlarmCallOptions {
  abortSignal?: AbortSignal;
}

/**
 * The alarms of these names that there are, metric and composite ones, by name.
 * @throws the SDK's error; composite alarms are only told where DescribeAlarms is allowed on "*" (API DescribeAlarms)
 */
export async function describeAlarms(
  client: CloudWatchClient,
  names: readonly string[],
  { abortSignal }: AlarmCallOptions = {},
): Promise<Map<string, DeployedAlarm>> {
  const found = new Map<string, DeployedAlarm>();
  for (let start = 0; start < names.length; start += perRequest) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(start, start + perRequest),
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        MaxRecords: perRequest,
      }),
      abortSignal ? { abortSignal } : {},
    );
    for (const alarm of MetricAlarms) found.set(alarm.AlarmName ?? "", { ...common(alarm), metric: alarm });
    for (const alarm of CompositeAlarms)
      found.set(alarm.AlarmName ?? "", {
        ...common(alarm),
        rule: alarm.AlarmRule ?? "",
        ...(alarm.ActionsSuppressor !== undefined && { suppressor: alarm.ActionsSuppressor }),
      });
  }
  return found;
}

/**
 * Names of the alarms, metric and composite ones, that begin with a text: all pages.
 * @throws the SDK's error; composite alarms are only told where DescribeAlarms is allowed on "*" (API DescribeAlarms)
 */
export async function alarmNamesWith(
  client: CloudWatchClient,
  prefix: string,
  { abortSignal }: AlarmCallOptions = {},
): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateDescribeAlarms(
    { client, pageSize: perRequest },
    { AlarmNamePrefix: prefix, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    abortSignal ? { abortSignal } : {},
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
    for (const { AlarmName } of [...MetricAlarms, ...CompositeAlarms])
      if (AlarmName !== undefined) names.push(AlarmName);
  return names;
}

function common(alarm: MetricAlarm | CompositeAlarm): DeployedAlarm {
  const changed = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    name: alarm.AlarmName ?? "",
    arn: alarm.AlarmArn ?? "",
    ...(alarm.AlarmDescription !== undefined && { description: alarm.AlarmDescription }),
    actionsEnabled: alarm.ActionsEnabled ?? true,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
    insufficientDataActions: alarm.InsufficientDataActions ?? [],
    ...(alarm.StateValue && { state: alarm.StateValue }),
    ...(alarm.StateReason !== undefined && { reason: alarm.StateReason }),
    ...(changed && { changed }),
    ...(alarm.AlarmConfigurationUpdatedTimestamp && { configured: alarm.AlarmConfigurationUpdatedTimestamp }),
  };
}

/** An alarm's history, newest first, page by page as it is asked for. @throws the SDK's error */
export async function* alarmHistory(
  client: CloudWatchClient,
  name: string,
  { since, abortSignal }: AlarmCallOptions & { since?: Date } = {},
): AsyncGenerator<AlarmHistoryEntry> {
  let token: string | undefined;
  do {
    const { AlarmHistoryItems = [], NextToken } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: name,
        // Metric alarms alone where it is left out.
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        ScanBy: "TimestampDescending",
        MaxRecords: perRequest,
        ...(since && { StartDate: since, EndDate: new Date() }),
        ...(token !== undefined && { NextToken: token }),
      }),
      abortSignal ? { abortSignal } : {},
    );
    for (const item of AlarmHistoryItems) if (item.Timestamp) yield entryOf(item, item.Timestamp);
    token = NextToken;
  } while (token !== undefined);
}

function entryOf({ HistoryItemType, HistorySummary = "", HistoryData }: AlarmHistoryItem, at: Date): AlarmHistoryEntry {
  const data = parsed(HistoryData);
  const change = HistoryItemType === "StateUpdate" ? changeOf(HistorySummary, data) : undefined;
  return {
    at,
    summary: HistorySummary,
    isAction: HistoryItemType === "Action",
    isCreation:
      HistoryItemType === "ConfigurationUpdate" && (data["type"] === "Create" || / created$/.test(HistorySummary)),
    ...(change && { change }),
  };
}

/** The data have the reason, too; where they are not as expected, AWS's sentence still has both states. */
function changeOf(summary: string, data: Readonly<Record<string, unknown>>): StateChange | undefined {
  const { oldState, newState } = data as { oldState?: HistoryState; newState?: HistoryState };
  const [, from = oldState?.stateValue, to = newState?.stateValue] =
    /^Alarm updated from (\w+) to (\w+)/.exec(summary) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const { stateReason, stateReasonData } = newState ?? {};
  return {
    from,
    to,
    ...(stateReason !== undefined && { reason: stateReason }),
    ...(stateReasonData !== undefined && { reasonData: JSON.stringify(stateReasonData) }),
  };
}

interface HistoryState {
  stateValue?: string;
  stateReason?: string;
  stateReasonData?: unknown;
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
