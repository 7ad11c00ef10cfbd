// What bench/program.ts compares with: the same alarms, written down beforehand and created in a plain loop.
import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";

const { accountId } = await aws.getCallerIdentity();
const alarms = JSON.parse(readFileSync("alarms.json", "utf8")) as Record<string, aws.cloudwatch.MetricAlarmArgs>;
for (const [name, args] of Object.entries(alarms)) new aws.cloudwatch.MetricAlarm(name, args);

export { accountId };
