import type { MonitoringPlan } from "../../monitoring/plan-types.ts";

/** By how much the quantities of a plan's cost differ from another's, but for those that tell time or calls. */
export function costLines(before: MonitoringPlan, after: MonitoringPlan): Record<string, number> {
  const quantities = ({ cost }: MonitoringPlan) => new Map(cost.lines.map(({ what, quantity }) => [what, quantity]));
  const [old, now] = [quantities(before), quantities(after)];
  return Object.fromEntries(
    [...now].flatMap(([what, quantity]) => {
      const more = quantity - (old.get(what) ?? 0);
      return more === 0 || !/metrics$|at most$/.test(what) ? [] : [[what, more]];
    }),
  );
}
