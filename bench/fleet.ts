import { fleetPlan } from "../monitoring/fleet/fleet-plan.ts";
import type { FleetSettings } from "../monitoring/fleet/settings.ts";
import { readSettings } from "../stacks/config.ts";

const targets = 10;

/**
 * How a fleet's plan grows: dashboards, cost, the digest's file and what it reads, for 1 to 600 places.
 */
export async function benchFleet(): Promise<string> {
  const lines: string[] = [];
  const base = { stack: "s", region: "us-east-1", values: { models: ["amazon.*", "anthropic.*"] } };
  const { settings } = await readSettings(base);
  const alerts = settings.alerts;
  for (const places of [1, 30, 200, 600]) {
    const fleet: FleetSettings = {
      ...{ stack: "fleet", region: "us-east-1", dashboardName: "fleet", alerts, logRetentionDays: 30, tags: {} },
      digest: { schedule: "cron(0 7 * * ? *)", hours: 24 },
      places: Array.from({ length: places }, (_, index) => ({
        settings: { ...settings, stack: `s${index}`, targets: settings.targets.slice(0, targets) },
        accountId: String(index).padStart(12, "0"),
      })),
    };
    const begun = performance.now();
    const { dashboards, digest, monthlyUsd } = fleetPlan(fleet);
    const seconds = (performance.now() - begun) / 1000;
    const queries = (digest?.places ?? []).flatMap(({ requests }) => requests.flatMap((request) => request.queries));
    lines.push(
      `${places} places × ${targets} targets: ${dashboards.length} dashboards, $${monthlyUsd} a month, ` +
        `digest.json ${(JSON.stringify(digest).length / 1e6).toFixed(1)} MB, ${queries.length} queries, plan ${seconds.toFixed(2)} s`,
    );
  }
  return lines.join("\n");
}
