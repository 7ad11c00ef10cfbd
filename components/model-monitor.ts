import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedAlarm } from "../monitoring/plan-types.ts";
import { alarmSuffix, metricAlarmArgs, type TopicArns } from "./alarm-args.ts";
import { withoutStackTraces } from "./without-stack-traces.ts";

export interface ModelMonitorArgs {
  readonly region: string;
  /** the target's alarms, in the plan's order */
  readonly alarms: readonly PlannedAlarm[];
  readonly topicArns: TopicArns;
}

/** The alarms of one target: one model, called in one way. */
export class ModelMonitor extends pulumi.ComponentResource {
  /** in the order of the arguments */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  constructor(name: string, args: ModelMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:ModelMonitor", name, {}, opts);
    const planned = args.alarms.map((alarm) => ({
      logicalName: `${name}-${alarmSuffix(alarm, 2)}`,
      alarmArgs: metricAlarmArgs(alarm, args.topicArns, args.region),
    }));
    this.alarms = withoutStackTraces(() =>
      planned.map(
        ({ logicalName, alarmArgs }) => new aws.cloudwatch.MetricAlarm(logicalName, alarmArgs, { parent: this }),
      ),
    );
    this.registerOutputs({ alarms: this.alarms });
  }
}
