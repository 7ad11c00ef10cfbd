import { metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { allModels, quotaDimensions } from "../../monitoring/feed.ts";
import { type PublishedSeen, publishedSeen } from "../../monitoring/increase/published.ts";
import { newestFirst, type QuotaRequest } from "../../monitoring/increase/quota-request.ts";
import { quotaNamespace } from "../../monitoring/metrics.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { notRead, type QuotaReadings } from "../../monitoring/report/quota-reading.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import { crossModelKind, feedMetricOf } from "../../words/limit-kinds.ts";
import type { Registry } from "../../words/registry.ts";
import { isMeasurable, type LimitKind, type QuotaCode, type Scope, scopes } from "../../words/words.ts";
import { readWishes } from "../model-names/read-wishes.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { showProgress } from "../usage/progress.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { readAccount } from "../usage/read-account.ts";
import { type StackCover, stackCover } from "../usage/stack-cover.ts";
import { readRequests } from "./read-requests.ts";
import { type StatusDocument, statusDocument } from "./status-document.ts";

/** What a quota's code means, and who publishes it. */
export interface QuotaPlace {
  /** null: the daily quota of all models together */
  modelId: string | null;
  scope: Scope | null;
  kind: LimitKind;
  multiplier: 1 | 2;
  published: { stack: string; id: string } | undefined;
}

/** One request with what was read for it. */
export interface RequestRead {
  request: QuotaRequest;
  /** undefined: no quota of calling a model, as far as is known */
  place: QuotaPlace | undefined;
  reading: ReturnType<QuotaReadings["get"]>;
  /** what the stack that publishes it shows; undefined: nothing, or nobody does */
  seen: PublishedSeen | undefined;
}

export interface StatusWish {
  /** names of models; none: every request */
  models: readonly string[];
  /** epoch seconds */
  now: number;
  /** where stack files are looked for */
  directory: string;
}

/** Reads one Region's requests of the last 90 days and how far each has come. @throws UserError */
export async function readStatus(clients: UsageClients, wish: StatusWish): Promise<StatusDocument> {
  const progress = showProgress(`Reading requests in ${clients.region}`);
  try {
    const document = await read(clients, wish);
    progress.end(`Read ${document.requests.length} requests in ${clients.region}`);
    return document;
  } catch (error) {
    progress.end(`Could not read everything in ${clients.region}`);
    throw error;
  }
}

async function read(clients: UsageClients, { models, now, directory }: StatusWish): Promise<StatusDocument> {
  const account = await readAccount(clients);
  const { registry, incomplete } = account;
  const wanted = new Set(models.flatMap((name) => readWishes(name, account).map(({ modelId }) => modelId)));
  const all = await readRequests(clients, "how far they have come can't be told", incomplete);
  if (all === undefined) {
    const [last] = incomplete.slice(-1);
    throw new UserError(`cannot tell what was asked for: ${last?.why}; ${last?.effect}`, exitCodes.cannotTell);
  }
  const cover = await stackCover(directory, clients.region);
  const asked = newestFirst(all).flatMap((request) => {
    const places = placesOf(request.code, registry, cover);
    const place = places.find(({ published }) => published) ?? places[0];
    const isWanted = wanted.size === 0 || places.some(({ modelId }) => modelId !== null && wanted.has(modelId));
    return isWanted ? [{ request, place }] : [];
  });
  const readings = await quotaReadings(clients, account, new Set(asked.map(({ request }) => request.code)));
  const seen = await readPublished(clients, asked, now, incomplete);
  const followed = asked.map(
    ({ request, place }, index): RequestRead => ({
      request,
      place,
      reading: readings.get(request.code) ?? notRead,
      seen: seen[index],
    }),
  );
  return statusDocument({ region: clients.region, read: followed, incomplete, now });
}

function placesOf(code: QuotaCode, registry: Registry, { targets, stacks }: StackCover): QuotaPlace[] {
  const places = registry.models.flatMap(({ modelId, scopes: offered }) =>
    scopes.flatMap((scope): QuotaPlace[] => {
      const own = offered[scope];
      const quota = own?.quotas.find((one) => one.code === code);
      if (!own || !quota) return [];
      const stack = targets.get(`${modelId} ${scope}`)?.stack;
      const { kind, multiplier } = quota;
      return [
        { modelId, scope, kind, multiplier, published: stack === undefined ? undefined : { stack, id: own.ids[0] } },
      ];
    }),
  );
  if (registry.crossModelDaily?.code !== code) return places;
  const [stack] = stacks;
  return [
    {
      ...{ modelId: null, scope: null, kind: crossModelKind, multiplier: 1 },
      published: stack === undefined ? undefined : { stack, id: allModels },
    },
  ];
}

/** Before a request, so that what the quota was is seen. */
const lead = 3_600;

/** What the stacks publish of each request's quota, from just before it was made; in the requests' order. */
async function readPublished(
  clients: UsageClients,
  asked: readonly { request: QuotaRequest; place: QuotaPlace | undefined }[],
  now: number,
  incomplete: Incomplete[],
): Promise<(PublishedSeen | undefined)[]> {
  const wanted = asked.map(({ request, place }): SeriesAsk[] => {
    if (!place?.published || !isMeasurable(place.kind)) return [];
    const metric = {
      namespace: quotaNamespace,
      name: feedMetricOf(place.kind),
      dimensions: quotaDimensions(place.published.stack, place.published.id),
      // Of the values that a minute has, the lowest counts, as alarms read it (monitoring/usage.ts).
      stat: "Minimum",
    };
    const window = { start: request.created - lead, end: Math.floor(now / 60) * 60 };
    return stretchesOf(window, now).map(({ start, end, period }) => ({ metric, start, end, period }));
  });
  try {
    const values = await metricReader(clients.cloudwatch).read(wanted.flat());
    let at = 0;
    return asked.map(({ request, place }, index) => {
      const parts = wanted[index]!.flatMap(({ start, period }) => {
        const own = values[at++];
        return own ? [{ start, period, values: own }] : [];
      });
      return publishedSeen(parts, request.desired * (place?.multiplier ?? 1), request.created);
    });
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const { why, fix } = troubleOf(error, "cloudwatch:GetMetricData", { ...clients, policy: "increase" });
    incomplete.push({
      what: "the quotas that stacks publish",
      why,
      effect: `whether a stack shows a new value can't be told; ${fix}`,
    });
    return asked.map(() => undefined);
  }
}
