import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleNotifier } from "../functions/notifier/bundle.ts";
import { bundlePublisher } from "../functions/quota-publisher/bundle.ts";
import { partitionOf } from "../monitoring/console.ts";
import { plan as planFor } from "../monitoring/plan.ts";
import type { MonitoringPlan } from "../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { alarmSuffix, alarmsInRule, compositeAlarmArgs } from "./alarm-args.ts";
import { AlarmNotifier } from "./alarm-notifier.ts";
import { AlertTopics } from "./alert-topics.ts";
import { ModelMonitor } from "./model-monitor.ts";
import type { PublisherNetwork } from "./publisher-network.ts";
import { QuotaDashboard } from "./quota-dashboard.ts";
import { QuotaPublisher } from "./quota-publisher.ts";
import { ReservationFromLogs } from "./reservation-from-logs.ts";

export interface BedrockQuotaMonitorArgs {
  /** what to monitor, e.g. from readSettings */
  readonly settings: MonitoringSettings;
  /** the account's twelve digits; plain, because dashboards and policies name it: `(await aws.getCallerIdentity()).accountId` */
  readonly accountId: string;
  /** `plan(settings, accountId)`, where the program has it already */
  readonly plan?: MonitoringPlan;
  /** path of the bundled publisher, where the program bundles it itself */
  readonly publisherBundle?: string | Promise<string>;
  /** path of the bundled notifier, where the program bundles it itself */
  readonly notifierBundle?: string | Promise<string>;
  /** PublisherNetwork of components/publisher-network.ts, where the settings create a VPC for the publisher */
  readonly PublisherNetwork?: typeof PublisherNetwork;
}

/** Where a function's bundle is put: beside the sources that it is made from. */
const bundleDirectory = (name: string): string => join(import.meta.dirname, "..", ".cache", name);

/**
 * Watches how much of its Amazon Bedrock quotas an account uses in one Region: dashboards, alarms at percentages of the
 * live quota, topics to tell people, and the function that keeps the quotas in CloudWatch.
 *
 * @example
 * const { accountId } = await aws.getCallerIdentity();
 * const monitor = new BedrockQuotaMonitor("bedrock", { settings, accountId });
 * export const criticalTopic = monitor.topicArns["critical"];
 */
export class BedrockQuotaMonitor extends pulumi.ComponentResource {
  /** the SNS topics, by severity */
  readonly topicArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** the overview first */
  readonly dashboardArns: readonly pulumi.Output<string>[];
  /** the quota publisher's Lambda function */
  readonly publisherFunctionName: pulumi.Output<string>;

  constructor(name: string, args: BedrockQuotaMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:BedrockQuotaMonitor", name, {}, opts);
    const { settings, accountId } = args;
    const { stack, region, alerts, tags } = settings;
    const plan = args.plan ?? planFor(settings, accountId);
    const place = { partition: partitionOf(region), region, accountId };
    const parent = { parent: this };
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

    const created = new Map<string, pulumi.Resource>();
    for (const target of plan.targets) {
      const alarms = target.alarms.map(take);
      const logicalName = `${name}-${target.modelId}-${target.scope}`;
      const monitor = new ModelMonitor(logicalName, { region, alarms, topicArns }, parent);
      for (const [index, alarmName] of target.alarms.entries()) created.set(alarmName, monitor.alarms[index]!);
    }
    // A composite alarm's children must exist before it; the plan has parents after children.
    for (const composite of plan.compositeAlarms)
      created.set(
        composite.AlarmName,
        new aws.cloudwatch.CompositeAlarm(
          `${name}-${alarmSuffix(composite, 0)}`,
          compositeAlarmArgs(composite, topicArns, region),
          {
            parent: this,
            dependsOn: alarmsInRule(composite.AlarmRule).flatMap((child) => created.get(child) ?? []),
          },
        ),
      );

    const alertTopicArns = severities.toReversed().flatMap((severity) => topicArns[severity] ?? []);
    if (alertTopicArns.length === 0) throw new RangeError("The settings name no severity: there is no topic to tell.");
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
        ...(args.PublisherNetwork && { Network: args.PublisherNetwork }),
        alertTopicArns,
        keyArns: [...new Set(Object.values(topics.keyArns))],
        // Those that no target has taken.
        alarms: [...planned.values()],
        topicArns,
        tags,
      },
      parent,
    );
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

    this.topicArns = topicArns;
    this.dashboardArns = dashboard.dashboardArns;
    this.publisherFunctionName = publisher.functionName;
    this.registerOutputs({
      topicArns: this.topicArns,
      dashboardArns: this.dashboardArns,
      publisherFunctionName: this.publisherFunctionName,
    });
  }
}
