import { AwsError, type AwsService } from "./aws-http.ts";

/** An alarm of the pretended account; `rule` makes it a composite one. */
export interface PretendAlarm {
  name: string;
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  alarmActions: readonly string[];
  actionsEnabled?: boolean;
  rule?: string;
  /** what else DescribeAlarms answers of it */
  more?: Readonly<Record<string, unknown>>;
  /** why CloudWatch can't carry out an action, by its ARN */
  refusals?: Readonly<Record<string, string>>;
}

/** One entry of the history, as the API writes it. */
export interface PretendHistoryItem {
  AlarmName: string;
  AlarmType: "MetricAlarm" | "CompositeAlarm";
  Timestamp: Date;
  HistoryItemType: "StateUpdate" | "Action" | "ConfigurationUpdate";
  HistorySummary: string;
  HistoryData: string;
}

export interface AlarmsOptions {
  region?: string;
  /** milliseconds after which a metric alarm that was set to a state is evaluated again, and goes back to OK */
  evaluation?: number;
  /** mute rules by their names; may be changed while the server runs */
  muteRules?: Readonly<Record<string, PretendMuteRule>>;
  /** is told of each action that was carried out */
  onAction?: (alarm: PretendAlarm, topicArn: string, reason: string) => void;
}

/** A mute rule of the pretended account. */
export interface PretendMuteRule {
  status: "ACTIVE" | "SCHEDULED" | "EXPIRED";
  /** names */
  alarms: readonly string[];
  expires?: Date;
}

/** Items of a page of the history, as MaxRecords has it at most. API DescribeAlarmHistory */
const mostRecords = 100;

/**
 * CloudWatch alarms (signing name "monitoring"): DescribeAlarms, DescribeAlarmHistory, SetAlarmState, from the API's
 * model (botocore 1.43.11, cloudwatch): both kinds only where AlarmTypes says so, history newest first and in pages,
 * ResourceNotFound for a name that is not there, actions on a change of state alone, a metric alarm that goes back to
 * its true state by itself, a composite one that does not. Mute rules are listed without their alarms, as the API does.
 * @param alarms what the account has; may be changed while the server runs
 * @param history every entry, in the order of time
 */
export function alarms(
  alarms: PretendAlarm[],
  history: PretendHistoryItem[] = [],
  { region = "us-east-1", evaluation, muteRules = {}, onAction }: AlarmsOptions = {},
): AwsService {
  const typeOf = ({ rule }: PretendAlarm) => (rule === undefined ? "MetricAlarm" : "CompositeAlarm");
  const changed = new Map<string, Date>();
  const reasons = new Map<string, string>();
  const described = (alarm: PretendAlarm) => ({
    AlarmName: alarm.name,
    AlarmArn: `arn:aws:cloudwatch:${region}:123456789012:alarm:${alarm.name}`,
    ActionsEnabled: alarm.actionsEnabled ?? true,
    AlarmActions: alarm.alarmActions,
    OKActions: [],
    InsufficientDataActions: [],
    StateValue: alarm.state,
    StateReason: reasons.get(alarm.name) ?? "",
    ...(changed.has(alarm.name) && { StateTransitionedTimestamp: changed.get(alarm.name) }),
    ...(alarm.rule !== undefined && { AlarmRule: alarm.rule }),
    ...alarm.more,
  });

  function describeAlarms(input: DescribeInput) {
    const { AlarmNames, AlarmNamePrefix = "", AlarmTypes = ["MetricAlarm"], MaxRecords = 50, NextToken } = input;
    if (AlarmNames && AlarmNames.length > mostRecords)
      throw new AwsError(400, "ValidationError", "AlarmNames has more than 100");
    const found = alarms
      .filter(({ name }) => (AlarmNames ? AlarmNames.includes(name) : name.startsWith(AlarmNamePrefix)))
      .filter((alarm) => AlarmTypes.includes(typeOf(alarm)));
    const start = Number(NextToken ?? 0);
    const page = found.slice(start, start + MaxRecords);
    const ofType = (type: string) => page.filter((alarm) => typeOf(alarm) === type).map(described);
    return {
      MetricAlarms: ofType("MetricAlarm"),
      CompositeAlarms: ofType("CompositeAlarm"),
      ...(start + MaxRecords < found.length ? { NextToken: String(start + MaxRecords) } : {}),
    };
  }

  const muteRule = (name: string, { status, expires }: PretendMuteRule) => ({
    AlarmMuteRuleArn: `arn:aws:cloudwatch:${region}:123456789012:alarm-mute-rule:${name}`,
    Status: status,
    ...(expires && { ExpireDate: expires }),
  });

  function listMuteRules({ Statuses }: { Statuses?: string[] }) {
    const found = Object.entries(muteRules).filter(([, { status }]) => Statuses?.includes(status) ?? true);
    return { AlarmMuteRuleSummaries: found.map(([name, rule]) => muteRule(name, rule)) };
  }

  function getMuteRule({ AlarmMuteRuleName: name }: { AlarmMuteRuleName: string }) {
    const rule = muteRules[name];
    if (!rule) throw new AwsError(404, "ResourceNotFoundException", `${name} is not there`);
    return { Name: name, ...muteRule(name, rule), MuteTargets: { AlarmNames: rule.alarms } };
  }

  function describeHistory(input: HistoryInput) {
    const { AlarmName, AlarmTypes = ["MetricAlarm"], StartDate, EndDate, MaxRecords = mostRecords, NextToken } = input;
    const found = history
      .filter((item) => item.AlarmName === AlarmName && AlarmTypes.includes(item.AlarmType))
      .filter(({ Timestamp }) => StartDate === undefined || Timestamp.getTime() >= StartDate * 1000)
      .filter(({ Timestamp }) => EndDate === undefined || Timestamp.getTime() <= EndDate * 1000);
    if (input.ScanBy !== "TimestampAscending") found.reverse();
    const start = Number(NextToken ?? 0);
    const end = start + MaxRecords;
    return {
      AlarmHistoryItems: found.slice(start, end),
      ...(end < found.length ? { NextToken: String(end) } : {}),
    };
  }

  function change(alarm: PretendAlarm, state: PretendAlarm["state"], reason: string): void {
    if (alarm.state === state) return;
    const Timestamp = new Date();
    const record = (HistoryItemType: PretendHistoryItem["HistoryItemType"], HistorySummary: string, data: object) =>
      history.push({
        AlarmName: alarm.name,
        AlarmType: typeOf(alarm),
        Timestamp,
        HistoryItemType,
        HistorySummary,
        HistoryData: JSON.stringify({ version: "1.0", ...data }),
      });
    record("StateUpdate", `Alarm updated from ${alarm.state} to ${state}`, {
      oldState: { stateValue: alarm.state },
      newState: { stateValue: state, stateReason: reason },
    });
    alarm.state = state;
    reasons.set(alarm.name, reason);
    changed.set(alarm.name, Timestamp);
    if (state !== "ALARM" || alarm.actionsEnabled === false) return;
    for (const arn of alarm.alarmActions) {
      const refusal = alarm.refusals?.[arn];
      const sentence = refusal
        ? `Failed to execute action ${arn}. Received error: "${refusal}"`
        : `Successfully executed action ${arn}`;
      record("Action", sentence, { actionState: refusal ? "Failed" : "Succeeded", notificationResource: arn });
      if (!refusal) onAction?.(alarm, arn, reason);
    }
  }

  function setAlarmState({ AlarmName, StateValue, StateReason }: SetInput) {
    const alarm = alarms.find(({ name }) => name === AlarmName);
    if (!alarm) throw new AwsError(404, "ResourceNotFound", `${AlarmName} is not there`);
    change(alarm, StateValue, StateReason);
    if (evaluation !== undefined && alarm.rule === undefined)
      setTimeout(() => change(alarm, "OK", "Threshold Crossed: no datapoints were received"), evaluation).unref();
    return {};
  }

  return {
    signingName: "monitoring",
    protocol: "json-1.0",
    operations: {
      DescribeAlarms: describeAlarms,
      DescribeAlarmHistory: describeHistory,
      SetAlarmState: setAlarmState,
      ListAlarmMuteRules: listMuteRules,
      GetAlarmMuteRule: getMuteRule,
    },
  };
}

interface DescribeInput {
  AlarmNames?: string[];
  AlarmNamePrefix?: string;
  MaxRecords?: number;
  NextToken?: string;
  AlarmTypes?: string[];
}
interface HistoryInput {
  AlarmName: string;
  AlarmTypes?: string[];
  /** epoch seconds */
  StartDate?: number;
  EndDate?: number;
  ScanBy?: string;
  MaxRecords?: number;
  NextToken?: string;
}
interface SetInput {
  AlarmName: string;
  StateValue: PretendAlarm["state"];
  StateReason: string;
}
