import pLimit from "p-limit";
import type { Digest } from "../../monitoring/fleet/digest.ts";
import { jsonLog, type Log } from "../quota-publisher/log.ts";
import { scheduledMinute } from "../quota-publisher/scheduled-minute.ts";
import { digestMessage } from "./digest-message.ts";
import { measurePlace } from "./measure-place.ts";
import type { DigestPort } from "./port.ts";

export interface DigestHandlerOptions {
  digest: Digest;
  port: DigestPort;
  /** the function's own */
  region: string;
  clock?: () => Date;
  log?: (requestId: string | undefined) => Log;
}

/** Places that are read at one time: 180,000 data points a second is the rate (AmazonCloudWatch/latest/monitoring/cloudwatch_limits). */
const atOnce = 8;

/** The Lambda handler: reads every place and sends one message. */
export function createDigest({
  digest,
  port,
  region,
  clock = () => new Date(),
  log = jsonLog,
}: DigestHandlerOptions): (event: unknown, context: { awsRequestId?: string }) => Promise<void> {
  return async (event, { awsRequestId }) => {
    const to = scheduledMinute(event, clock()).getTime() / 60_000;
    const from = to - digest.hours * 60;
    const limit = pLimit(atOnce);
    const figures = await Promise.all(digest.places.map((place) => limit(() => measurePlace(port, place, from, to))));
    await port.publish(digestMessage(digest, region, figures, to));
    log(awsRequestId)("INFO", "digest-sent", {
      places: figures.length,
      untold: figures.filter(({ trouble }) => trouble !== undefined).length,
    });
  };
}
