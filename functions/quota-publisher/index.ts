import { readFileSync } from "node:fs";
import type { Feed } from "../../monitoring/plan-types.ts";
import { awsPort } from "./aws-port.ts";
import { createHandler } from "./handler.ts";

/*
 * Entry point of the Lambda function. Beside the bundle lies feed.json (the plan's feed): an environment variable could
 * not hold it, 4 KB being the limit of all of them together.
 * Environment: AWS_REGION (Lambda sets it), ALERT_TOPIC_ARNS (separated by spaces, the severest first; no alerts without).
 */
const { AWS_REGION: region, ALERT_TOPIC_ARNS: topics = "" } = process.env;
if (region === undefined) throw new Error("AWS_REGION is not set: the quota publisher runs as a Lambda function");
const feed = JSON.parse(readFileSync(new URL("feed.json", import.meta.url), "utf8")) as Feed;
const topicArns = topics.split(" ").filter((arn) => arn !== "");

export const handler = createHandler({
  feed,
  region,
  port: awsPort({ namespace: feed.namespace, stack: feed.stack, region, topicArns }),
});
