import { availableParallelism, totalmem } from "node:os";

/**
 * `npm run bench`: every figure that docs/performance.md states, measured here and now. Arguments choose some of them:
 * npm run bench -- plan publisher
 */
const benches: Record<string, () => Promise<unknown>> = {
  plan: async () => (await import("./plan.ts")).benchPlan(),
  registry: async () => (await import("./registry.ts")).benchRegistry(),
  simulate: async () => (await import("./simulate.ts")).benchSimulate(),
  shapes: async () => (await import("../test/simulation/shape-table.ts")).shapeTable(),
  "usage-page": async () => (await import("./usage-page.ts")).benchUsagePage(),
  usage: async () => (await import("./usage.ts")).benchUsage(),
  backtest: async () => (await import("./backtest.ts")).benchBacktest(),
  diagnose: async () => (await import("./diagnose.ts")).benchDiagnose(),
  forecast: async () => (await import("./forecast.ts")).benchForecast(),
  client: async () => (await import("./client.ts")).benchClient(),
  "client-quota": async () => (await import("./client-quota.ts")).benchQuota(),
  package: async () => (await import("./package.ts")).benchPackage(),
  fleet: async () => (await import("./fleet.ts")).benchFleet(),
  automation: async () => (await import("./automation.ts")).benchAutomation(),
  live: async () => (await import("./live.ts")).benchLive(),
  publisher: async () => (await import("./publisher.ts")).measurePublisher(),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`bench: there is no "${unknown.join('", "')}"; there are ${Object.keys(benches).join(", ")}`);
  process.exit(1);
}
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
);
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  console.log(`\n${name}`);
  console.log(await benches[name]?.());
}
