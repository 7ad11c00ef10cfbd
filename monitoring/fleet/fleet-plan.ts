import { LimitError } from "../limit-checks.ts";
import type { PlannedDashboard } from "../plan-types.ts";
import { prices } from "../prices.ts";
import { type Digest, digestOf } from "./digest.ts";
import { fleetDashboards } from "./fleet-dashboards.ts";
import { type FleetSettings, placeLabel } from "./settings.ts";

/** Everything that a fleet's stack will create, as plain JSON. */
export interface FleetPlan {
  stack: string;
  region: string;
  places: string[];
  dashboards: PlannedDashboard[];
  /** absent where no digest is sent */
  digest?: Digest & { schedule: string };
  /** a month, dollars, before the free tier: dashboards, and what the digest reads */
  monthlyUsd: number;
}

/**
 * Bytes of what the digest's function holds in its 256 MB: some 800 places of ten targets. Its time, 15 minutes, is
 * enough for those: a place takes four requests, of which eight are under way at once.
 */
const mostDigestBytes = 20_000_000;

/**
 * Pure: the same settings give the same bytes.
 * @throws LimitError where the fleet is too large for one digest
 */
export function fleetPlan(fleet: FleetSettings): FleetPlan {
  const dashboards = fleetDashboards(fleet).map(({ name, body }) => ({ name, body: JSON.stringify(body) }));
  const digest = digestOf(fleet);
  const bytes = JSON.stringify(digest)?.length ?? 0;
  if (bytes > mostDigestBytes)
    throw new LimitError([
      `fleet.digest: its function would have to hold ${Math.ceil(bytes / 1e6)} MB of queries, and holds ${mostDigestBytes / 1e6} MB; make several fleets of fewer places, for example one for each Region`,
    ]);
  return {
    stack: fleet.stack,
    region: fleet.region,
    places: fleet.places.map(placeLabel),
    dashboards,
    ...(digest && fleet.digest && { digest: { ...digest, schedule: fleet.digest.schedule } }),
    monthlyUsd: Math.round((dashboards.length * prices.dashboard.usd + (digest ? digestUsd(digest) : 0)) * 100) / 100,
  };
}

/** What a digest a day reads; its own function and topic cost less than a cent and its key a dollar. */
function digestUsd({ places }: Digest): number {
  const metrics = places
    .flatMap(({ requests, counts }) => [...requests.map(({ queries }) => queries), counts.throttles ?? [], counts.runs])
    .flat()
    .filter((query) => "MetricStat" in query).length;
  // The highest is asked for over all hours and once more for the one minute that it was in.
  const timesAsked = 2;
  return metrics * timesAsked * 30 * prices.readMetric.usd + prices.customerManagedKey.usd;
}
