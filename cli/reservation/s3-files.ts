import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { clientSettings } from "../../aws/client.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { type FoundFiles, type LogFile, notLogs } from "./log-file.ts";
import type { ReservationAction } from "./permissions.ts";

export interface S3Options {
  region?: string;
  profile?: string;
}

/** How often one object is asked for again, from where its answer broke off. */
const mostAttempts = 4;

/**
 * The files under a prefix of a bucket.
 * @param place s3://bucket/prefix
 * @throws UserError where the bucket can't be listed, or has none there
 */
export async function s3Files(place: string, options: S3Options): Promise<FoundFiles> {
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === undefined) throw cannotTell(`--logs ${place}: write s3://bucket/prefix`);
  if (/[*?]/.test(prefix))
    throw cannotTell(`--logs ${place}: S3 knows no patterns; name what the keys begin with: s3://bucket/prefix`);
  const s3 = new S3Client({
    ...clientSettings({ ...(options.region !== undefined && { region: options.region }), silence: 30_000 }),
    ...(options.profile !== undefined && { profile: options.profile }),
    followRegionRedirects: true,
  });
  const region = await s3.config.region().catch(() => {
    throw cannotTell("no AWS Region is set; say which has the bucket: --region us-east-1");
  });
  const explained = explainer(place, region, options.profile);
  const files: LogFile[] = [];
  const skipped: FoundFiles["skipped"] = [];
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix }))
      for (const { Key, Size, ETag } of Contents) {
        if (Key === undefined || Key.endsWith("/")) continue;
        const name = `s3://${bucket}/${Key}`;
        const why = notLogs(Key);
        if (why !== undefined) skipped.push({ name, why });
        else files.push({ name, bytes: Size, open: () => bytesOf(s3, bucket, Key, ETag, explained) });
      }
  } catch (error) {
    throw explained(error, "s3:ListBucket");
  }
  if (files.length === 0)
    throw cannotTell(`--logs ${place}: no file of logs is there; check the prefix (aws s3 ls ${place})`);
  return { files, skipped };
}

/** An object's bytes; where the connection ends early it goes on from there, as long as the object is the same. */
async function* bytesOf(
  s3: S3Client,
  bucket: string,
  key: string,
  etag: string | undefined,
  explained: Explain,
): AsyncGenerator<Buffer> {
  let from = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      const range = from === 0 ? {} : { Range: `bytes=${from}-` };
      const same = etag === undefined ? {} : { IfMatch: etag };
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range, ...same }));
      for await (const chunk of Body as AsyncIterable<Buffer>) {
        from += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      // What has an answer of S3 was tried again by the SDK.
      if (attempt === mostAttempts || (error as { $response?: unknown }).$response)
        throw explained(error, "s3:GetObject");
    }
  }
}

type Explain = (error: unknown, action: ReservationAction) => Error;

/** Errors that a person can mend; of one object they are told and the others are read, so they are no UserErrors. */
function explainer(place: string, region: string, profile: string | undefined): Explain {
  return (error, action) => {
    if (!isAwsError(error)) return error as Error;
    const { name } = error as Error;
    if (name === "NoSuchBucket") return cannotTell(`--logs ${place}: there is no such bucket`);
    const { fatal, why, fix } = troubleOf(error, action, { region, profile, policy: "reservation" });
    if (fatal || action === "s3:ListBucket") return cannotTell(`--logs ${place}: ${why}; ${fix}`);
    return new Error(`${why}; ${fix}`);
  };
}

const cannotTell = (message: string): UserError => new UserError(message, exitCodes.cannotTell);
