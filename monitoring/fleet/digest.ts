import { minute } from "../../words/units.ts";
import { type Expression, named } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import { limits } from "../limits.ts";
import type { MetricDataQuery } from "../plan-types.ts";
import { placeRuns, placeThrottles, placeUses } from "./place-figures.ts";
import { type FleetSettings, type PlaceSettings, placeLabel } from "./settings.ts";

/** A query with the account that its metric is in, where that is not the caller's. API MetricDataQuery, AccountId */
export type PlacedQuery = MetricDataQuery & { AccountId?: string };

/** One GetMetricData of a place: the expressions of some of its quotas, and the highest of them minute by minute. */
export interface DigestRequest {
  queries: PlacedQuery[];
  /** id of the query that is the highest of all */
  highest: string;
  /** the single uses by id: which quota it is */
  uses: Record<string, string>;
}

/** What the digest asks of one place. */
export interface DigestPlace {
  label: string;
  region: string;
  requests: DigestRequest[];
  /** sums over the whole time: throttled requests, absent where none can be counted, and the publisher's runs */
  counts: { throttles?: PlacedQuery[]; runs: PlacedQuery[] };
}

/** All that the digest's function needs to know; lies beside its code. */
export interface Digest {
  stack: string;
  hours: number;
  /** the first of its dashboards */
  dashboard: string;
  places: DigestPlace[];
}

/** What the function reads; undefined where the fleet sends no digest. */
export const digestOf = (fleet: FleetSettings): Digest | undefined =>
  fleet.digest && {
    stack: fleet.stack,
    hours: fleet.digest.hours,
    dashboard: fleet.dashboardName,
    places: fleet.places.map(placeOf),
  };

function placeOf(place: PlaceSettings): DigestPlace {
  const throttles = placeThrottles(place);
  return {
    label: placeLabel(place),
    region: place.settings.region,
    requests: requestsOf(place),
    counts: {
      ...(throttles && { throttles: countQueries("throttles", throttles) }),
      runs: countQueries("runs", placeRuns(place)),
    },
  };
}

const countQueries = (id: string, of: Expression<"count">): PlacedQuery[] =>
  queriesOf([named(id, id, of)], [id], { period: minute, idPrefix: "c" });

/** Name of the query that is the highest of a request's. */
const highestId = "highest";

/** A place's uses, in as few requests as their queries fit into. */
function requestsOf(place: PlaceSettings): DigestRequest[] {
  const requests: DigestRequest[] = [];
  for (const [index, { label, utilisation }] of placeUses(place).entries()) {
    const id = `u${index + 1}`;
    const queries = queriesOf([named(id, label, utilisation)], [], { period: minute, idPrefix: `${id}x` });
    const own = { id: `${id}x${id}`, queries };
    const last = requests.at(-1);
    const fits =
      last &&
      last.queries.length + own.queries.length < limits.queriesPerGet &&
      highestText([...Object.keys(last.uses), own.id]).length <= limits.expressionBytes;
    if (fits) {
      last.queries.push(...own.queries);
      last.uses[own.id] = label;
    } else requests.push({ queries: own.queries, highest: highestId, uses: { [own.id]: label } });
  }
  for (const { queries, uses } of requests)
    queries.push({ Id: highestId, Expression: highestText(Object.keys(uses)), ReturnData: true });
  return requests;
}

const highestText = (ids: readonly string[]): string => `MAX([${ids.join(", ")}])`;
