import Table from "cli-table3";
import type { PlaceResult } from "./run-places.ts";

/** How every place ended, as a table, and below it what failed and why. */
export function summaryText(results: readonly PlaceResult[]): string {
  const table = new Table({ head: ["place", "ended", "resources", "seconds"], style: { head: [], border: [] } });
  for (const { stack, status, changes, seconds } of results)
    table.push([stack, status, changesText(changes), seconds === 0 ? "" : seconds.toFixed(1)]);
  const failures = results.flatMap(({ stack, error }) =>
    error === undefined ? [] : [`${stack}:\n${error.replaceAll(/^/gm, "  ")}`],
  );
  return [table.toString(), ...failures, countsText(results)].join("\n\n");
}

const changesText = (changes: Readonly<Record<string, number>>): string =>
  Object.entries(changes)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");

function countsText(results: readonly PlaceResult[]): string {
  const counts = Map.groupBy(results, ({ status }) => status);
  return ["done", "skipped", "failed", "stopped", "left"]
    .flatMap((status) => {
      const found = counts.get(status as PlaceResult["status"]);
      return found ? [`${found.length} ${status}`] : [];
    })
    .join(", ");
}
