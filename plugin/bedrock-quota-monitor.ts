import * as pulumi from "@pulumi/pulumi";
import { BedrockQuotaMonitor as Monitor } from "bedrock-headroom";
import type { BedrockQuotaMonitorArgs } from "./arguments.ts";
import { programArguments } from "./program-arguments.ts";

/**
 * The analyser takes a class for a component only where it extends ComponentResource itself. It is the library's
 * component all the same, so that no resource has another name than in a TypeScript program.
 */
const ProgramMonitor = Monitor as unknown as new (
  name: string,
  args: object,
  opts?: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/**
 * Watches how much of its Amazon Bedrock quotas an account uses in one Region: dashboards, alarms at percentages of the live quota, topics to tell people, and the functions that keep the quotas in CloudWatch and tell when an alarm is over.
 */
export class BedrockQuotaMonitor extends ProgramMonitor {
  /** ARNs of the SNS topics, by severity. */
  declare readonly topicArns: pulumi.Output<Record<string, string>>;
  /** ARNs of the dashboards, the overview first. */
  declare readonly dashboardArns: pulumi.Output<string[]>;
  /** The Lambda function that publishes the quotas. */
  declare readonly publisherFunctionName: pulumi.Output<string>;
  /** ARNs of every alarm, by what it is on: `anthropic.claude-opus-5/cross-region/tpm/warning`. */
  declare readonly alarmArns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: BedrockQuotaMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, programArguments(args), opts);
    const { alarms } = this as unknown as Monitor;
    this.alarmArns = pulumi.output(Object.fromEntries(alarms.map(({ id, alarm }) => [id, alarm.arn])));
  }
}
