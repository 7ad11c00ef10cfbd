import { follow } from "../../monitoring/increase/follow.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { quotaValue } from "../../monitoring/report/quota-reading.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { requestPart } from "./document.ts";
import type { RequestRead } from "./read-status.ts";
import type { FollowedRequest, StatusDocument } from "./status-shape.ts";

export type { StatusDocument } from "./status-shape.ts";

/** Raised when a field changes its meaning or goes. Described in docs/increase.md. */
const statusSchemaVersion = 1;

export interface StatusParts {
  region: string;
  read: readonly RequestRead[];
  incomplete: Incomplete[];
  /** epoch seconds */
  now: number;
}

export const statusDocument = ({ region, read, incomplete, now }: StatusParts): StatusDocument => ({
  schemaVersion: statusSchemaVersion,
  generatedAt: isoTime(now),
  region,
  requests: read.map((one) => followedPart(one, now)),
  incomplete,
});

function followedPart({ request, place, reading, seen }: RequestRead, now: number): FollowedRequest {
  const multiplier = place?.multiplier ?? 1;
  const awsValue = reading ? quotaValue(reading, multiplier).awsValue : null;
  const published = place?.published && { stack: place.published.stack, seen };
  return {
    request: requestPart(request),
    modelId: place?.modelId ?? null,
    scope: place?.scope ?? null,
    kind: place?.kind ?? null,
    ...follow({ request, awsValue, multiplier, published, now }),
    from: seen && seen.before !== null ? seen.before / multiplier : null,
    awsValue,
    published: published
      ? {
          stack: published.stack,
          value: seen?.value ?? null,
          at: seen ? isoTime(seen.at) : null,
          since: seen?.since ? isoTime(seen.since.at) : null,
        }
      : null,
  };
}

/** 3: something could not be told. 1: AWS has not decided on one, or not applied it yet. 4: none was made. 0: none of these. */
export function statusCode({ requests, incomplete }: StatusDocument): number {
  if (incomplete.length > 0 || requests.some(({ stage }) => stage === "unknown")) return exitCodes.cannotTell;
  if (requests.some(({ stage }) => stage === "open" || stage === "approved")) return exitCodes.warning;
  return requests.length > 0 ? exitCodes.ok : exitCodes.nothingFound;
}
