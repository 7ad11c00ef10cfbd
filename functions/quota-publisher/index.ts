import { readFileSync } from "node:fs";
import type { Feed } from "../../monitoring/plan-types.ts";
import { awsPort } from "./aws-port.ts";
import { createHandler, type Handler } from "./handler.ts";

/*
 * Entry point of the Lambda function. Beside the bundle lies feed.json (the plan's feed): an environment variable could
 * not hold it, 4 KB being the limit of all of them together.
 * Environment: AWS_REGION (Lambda sets it), ALERT_TOPIC_ARNS (separated by spaces, the severest first; no alerts without).
 */
const feed = JSON.parse(readFileSync(new URL("feed.json", import.meta.url), "utf8")) as Feed;

/** The handler of a new execution environment, which remembers nothing. @throws where AWS_REGION is not set */
export function coldStart(): Handler {
  const { AWS_REGION: region, ALERT_TOPIC_ARNS: topics = "" } = process.env;
  if (region === undefined) throw new Error("AWS_REGION is not set: the quota publisher runs as a Lambda function");
  const topicArns = topics.split(" ").filter((arn) => arn !== "");
  const port = awsPort({ namespace: feed.namespace, stack: feed.stack, region, topicArns });
  return createHandler({ feed, region, port });
}

export const handler: Handler = coldStart();
