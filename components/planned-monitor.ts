import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleNotifier } from "../functions/notifier/bundle.ts";
import { bundlePublisher } from "../functions/quota-publisher/bundle.ts";
import { ownTag } from "../monitoring/alarms/alarm.ts";
import { partitionOf } from "../monitoring/console.ts";
import { plan as planFor } from "../monitoring/plan.ts";
import type { MonitoringPlan, PlannedAlarm, PlannedCompositeAlarm } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { alarmSuffix, alarmsInRule, compositeAlarmArgs } from "./alarm-args.ts";
import { AlarmNotifier } from "./alarm-notifier.ts";
import { AlertTopics } from "./alert-topics.ts";
import { fillerFor, type LateValue } from "./late-values.ts";
import { ModelMonitor } from "./model-monitor.ts";
import { QuotaDashboard } from "./quota-dashboard.ts";
import { QuotaPublisher } from "./quota-publisher.ts";
import { ReservationFromLogs } from "./reservation-from-logs.ts";

export interface PlannedMonitorArgs {
  /** what to monitor, e.g. from readSettings */
  readonly settings: MonitoringSettings;
  /** the account's twelve digits, or the text of `late` that stands for them: dashboards and policies name it */
  readonly accountId: string;
  /** `plan(settings, accountId)`, where the program has it already */
  readonly plan?: MonitoringPlan;
  /** values of the settings that only Pulumi knows, and what stands for them there; asked once, for the component */
  readonly late?: (self: pulumi.ComponentResource) => readonly LateValue[];
  /** path of the bundled publisher, where the program bundles it itself */
  readonly publisherBundle?: string | Promise<string>;
  /** path of the bundled notifier, where the program bundles it itself */
  readonly notifierBundle?: string | Promise<string>;
}

/** An alarm that a monitor has made. */
export interface MonitoredAlarm {
  readonly alarm: aws.cloudwatch.MetricAlarm | aws.cloudwatch.CompositeAlarm;
  /** what it is on, apart from its name in CloudWatch: `anthropic.claude-opus-5/cross-region/tpm/warning` */
  readonly id: string;
  /** one of the monitor's severities */
  readonly severity: string;
  /** absent for alarms on the monitor's own functions, and for composite alarms of several models */
  readonly model?: string;
  readonly scope?: string;
}

/** Where a function's bundle is put: beside the sources that it is made from. */
const bundleDirectory = (name: string): string => join(import.meta.dirname, "..", ".cache", name);

/**
 * All that a plan has, in AWS: dashboards, alarms at percentages of the live quota, topics to tell people, and the
 * functions that keep the quotas in CloudWatch and tell when an alarm is over.
 */
export class PlannedMonitor extends pulumi.ComponentResource {
  /** ARNs of `topics` */
  readonly topicArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** ARNs of `dashboards` */
  readonly dashboardArns: readonly pulumi.Output<string>[];
  /** the quota publisher's Lambda function */
  readonly publisherFunctionName: pulumi.Output<string>;
  /** every alarm: those on the targets, the composite ones, those on the functions */
  readonly alarms: readonly MonitoredAlarm[];
  /** the SNS topics, by severity */
  readonly topics: Readonly<Record<string, aws.sns.Topic>>;
  /** the overview first */
  readonly dashboards: readonly aws.cloudwatch.Dashboard[];

  constructor(name: string, args: PlannedMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { late } = args;
    let fill: ReturnType<typeof fillerFor> | undefined;
    // Of the component itself there is nothing to fill in, and `late` may ask it for its provider.
    const transformation: pulumi.ResourceTransformation = ({ props, opts }) => fill && { props: fill(props), opts };
    super(
      "bedrock-headroom:index:BedrockQuotaMonitor",
      name,
      {},
      late ? { ...opts, transformations: [transformation, ...(opts?.transformations ?? [])] } : opts,
    );
    const values = late?.(this);
    if (values && values.length > 0) fill = fillerFor(values);
    const made = create(this, name, args);
    this.alarms = made.alarms;
    this.topics = made.topics;
    this.topicArns = mapValues(made.topics, ({ arn }) => arn);
    this.dashboards = made.dashboards;
    this.dashboardArns = made.dashboards.map(({ dashboardArn }) => dashboardArn);
    this.publisherFunctionName = made.publisherFunctionName;
    this.registerOutputs({
      topicArns: this.topicArns,
      dashboardArns: this.dashboardArns,
      publisherFunctionName: this.publisherFunctionName,
    });
  }
}

const mapValues = <From, To>(map: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, to(value)]));

type Made = Pick<PlannedMonitor, "alarms" | "topics" | "dashboards" | "publisherFunctionName">;

function create(self: PlannedMonitor, name: string, args: PlannedMonitorArgs): Made {
  const { settings, accountId } = args;
  const { stack, region, alerts, tags } = settings;
  const plan = args.plan ?? planFor(settings, accountId);
  const place = { partition: partitionOf(region), region, accountId };
  const parent = { parent: self };
  const iam = settings.iam && { iam: settings.iam };
  const planned = new Map(plan.alarms.map((alarm) => [alarm.AlarmName, alarm]));
  const take = (alarmName: string) => {
    const alarm = planned.get(alarmName);
    if (!alarm) throw new RangeError(`The plan has no alarm "${alarmName}", or two targets have it.`);
    planned.delete(alarmName);
    return alarm;
  };

  const severities = settings.severities.map((severity) => severity.name);
  const topics = new AlertTopics(`${name}-alerts`, { stack, ...iam, place, severities, alerts, tags }, parent);
  const { topicArns } = topics;

  const created = new Map<string, MonitoredAlarm>();
  const note = (of: PlannedAlarm | PlannedCompositeAlarm, made: Pick<MonitoredAlarm, "alarm" | "model" | "scope">) =>
    created.set(of.AlarmName, { ...made, id: of.id, severity: ownTag(of, "severity") ?? "" });
  for (const { modelId: model, scope, alarms: names } of plan.targets) {
    const alarms = names.map(take);
    const monitor = new ModelMonitor(`${name}-${model}-${scope}`, { region, alarms, topicArns }, parent);
    for (const [index, alarm] of alarms.entries()) note(alarm, { alarm: monitor.alarms[index]!, model, scope });
  }
  // A composite alarm's children must exist before it; the plan has parents after children.
  for (const composite of plan.compositeAlarms) {
    const dependsOn = alarmsInRule(composite.AlarmRule).flatMap((child) => created.get(child)?.alarm ?? []);
    const alarm = new aws.cloudwatch.CompositeAlarm(
      `${name}-${alarmSuffix(composite, 0)}`,
      compositeAlarmArgs(composite, topicArns, region),
      { parent: self, dependsOn },
    );
    note(composite, { alarm });
  }

  const alertTopicArns = severities.toReversed().flatMap((severity) => topicArns[severity] ?? []);
  if (alertTopicArns.length === 0) throw new RangeError("The settings name no severity: there is no topic to tell.");
  const ofNoTarget = [...planned.values()];
  const publisher = new QuotaPublisher(
    `${name}-publisher`,
    {
      stack,
      ...iam,
      place,
      feed: plan.feed,
      bundle: args.publisherBundle ?? bundlePublisher(bundleDirectory("quota-publisher")),
      logRetentionDays: settings.publisher.logRetentionDays,
      ...(settings.publisher.vpc && { vpc: settings.publisher.vpc }),
      alertTopicArns,
      keyArns: [...new Set(Object.values(topics.keyArns))],
      alarms: ofNoTarget,
      topicArns,
      tags,
    },
    parent,
  );
  for (const [index, alarm] of ofNoTarget.entries()) note(alarm, { alarm: publisher.alarms[index]! });
  new AlarmNotifier(
    `${name}-notifier`,
    {
      stack,
      ...iam,
      place,
      bundle: args.notifierBundle ?? bundleNotifier(bundleDirectory("notifier")),
      logRetentionDays: settings.publisher.logRetentionDays,
      topicArns,
      keyArns: topics.keyArns,
      existingTopicArns: [...new Set(Object.values(alerts.topicArns).flat())],
      ...(alerts.webhooks && { webhooks: alerts.webhooks }),
      deadLetterQueueArn: publisher.deadLetterQueueArn,
      ...(publisher.vpcConfig && { vpcConfig: publisher.vpcConfig }),
      tags,
    },
    parent,
  );
  if (plan.logs) {
    const logs = { stack, ...iam, place, logs: plan.logs, tags };
    new ReservationFromLogs(`${name}-reservation`, logs, parent);
  }
  const dashboard = new QuotaDashboard(`${name}-dashboard`, { region, dashboards: plan.dashboards }, parent);

  return {
    alarms: [...created.values()],
    topics: topics.topics,
    dashboards: dashboard.dashboards,
    publisherFunctionName: publisher.functionName,
  };
}
