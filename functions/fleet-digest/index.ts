import { readFileSync } from "node:fs";
import type { Digest } from "../../monitoring/fleet/digest.ts";
import { awsPort } from "./aws-port.ts";
import { createDigest } from "./handler.ts";

/*
 * Entry point of the Lambda function. Beside the bundle lies digest.json.
 * Environment: AWS_REGION (Lambda sets it), TOPIC_ARN.
 */
const { AWS_REGION: region, TOPIC_ARN: topicArn } = process.env;
if (region === undefined || topicArn === undefined)
  throw new Error("AWS_REGION and TOPIC_ARN are not set: the digest runs as a Lambda function");
const digest = JSON.parse(readFileSync(new URL("digest.json", import.meta.url), "utf8")) as Digest;

export const handler = createDigest({ digest, region, port: awsPort({ region, topicArn }) });
