import { performance } from "node:perf_hooks";
import { plan } from "../monitoring/plan.ts";
import { manyTargets, settings } from "../test/monitoring/example-settings.ts";

/** plan() of 1,000 targets: milliseconds, best and median of some runs in a warm process. */
export function benchPlan(runs = 15): { what: string; best: number; median: number; unit: string } {
  const asked = settings(manyTargets(1000));
  const times = Array.from({ length: runs }, () => {
    const fresh = { ...asked, targets: asked.targets.map((target) => ({ ...target })) };
    const start = performance.now();
    plan(fresh);
    return performance.now() - start;
  }).sort((left, right) => left - right);
  return {
    what: "plan() of 1,000 targets",
    best: times[0] ?? Number.NaN,
    median: times[Math.floor(runs / 2)] ?? Number.NaN,
    unit: "ms",
  };
}

if (import.meta.main) console.log(benchPlan());
