import type { Feed } from "../../monitoring/plan-types.ts";
import type { Place } from "./alert.ts";
import { jsonLog, type Log } from "./log.ts";
import type { QuotaPort } from "./port.ts";
import { createPublisher } from "./publish.ts";
import { scheduledMinute } from "./scheduled-minute.ts";

/** What is used of the context that Lambda passes to a handler. */
export interface InvocationContext {
  awsRequestId?: string;
  /** arn:aws:lambda:region:account:function:name */
  invokedFunctionArn?: string;
}

export interface HandlerOptions {
  feed: Feed;
  port: QuotaPort;
  region: string;
  clock?: () => Date;
  log?: (requestId: string | undefined) => Log;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<void>;

/** The Lambda handler: one run of the publisher for the minute that the event says. */
export function createHandler({
  feed,
  port,
  region,
  clock = () => new Date(),
  log = jsonLog,
}: HandlerOptions): Handler {
  const run = createPublisher(feed, port);
  return async (event, { awsRequestId, invokedFunctionArn }) => {
    const account = invokedFunctionArn?.split(":")[4];
    const place: Place = { region, ...(account === undefined ? {} : { account }) };
    await run(scheduledMinute(event, clock()), place, log(awsRequestId));
  };
}
