import type { Charts } from "../../monitoring/report/document.ts";
import { figureCounted } from "../../monitoring/report/figure-of-kind.ts";
import type { LimitKind } from "../../words/words.ts";

const bars = "▁▂▃▄▅▆▇█";

/** Highest value in each of so many equal parts; null: no data. */
function partsOf(values: readonly (number | null)[], count: number): (number | null)[] {
  const parts: (number | null)[] = new Array(Math.min(count, values.length)).fill(null);
  for (const [index, value] of values.entries()) {
    const part = Math.floor((index * parts.length) / values.length);
    if (value !== null && value > (parts[part] ?? Number.NEGATIVE_INFINITY)) parts[part] = value;
  }
  return parts;
}

/** A line of bars, highest of each part, against the highest of all; a part without data is a blank. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const parts = partsOf(values, width);
  const most = Math.max(...parts.map((value) => value ?? 0));
  if (most <= 0) return " ".repeat(parts.length);
  return parts
    .map((value) => (value === null ? " " : bars[Math.min(bars.length - 1, Math.floor((value / most) * bars.length))]))
    .join("");
}

/** What a quota's line shows: its own kind's use. */
export function valuesFor(kind: LimitKind, { rates }: Charts): readonly (number | null)[] {
  const name = figureCounted(kind);
  return (name && rates[name]?.max) ?? [];
}
