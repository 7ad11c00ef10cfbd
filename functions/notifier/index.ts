import { awsPort } from "./aws-port.ts";
import { createNotifier } from "./handler.ts";

/* Entry point of the Lambda function. Environment: AWS_REGION (Lambda sets it). Everything else is in the event. */
const { AWS_REGION: region } = process.env;
if (region === undefined) throw new Error("AWS_REGION is not set: the notifier runs as a Lambda function");

export const handler = createNotifier({ port: awsPort({ region }) });
