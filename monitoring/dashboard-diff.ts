import { canonical } from "./keyed-diff.ts";

/** How many widgets come, go, change and only move; `settings` for what concerns the whole dashboard. */
export interface WidgetDiff {
  added: number;
  removed: number;
  changed: number;
  moved: number;
  settings: boolean;
}

interface Widget {
  type: string;
  x?: number;
  y?: number;
  properties?: { title?: string };
}

/**
 * The difference between two dashboards.
 *
 * Widgets have no id. Those with the same content are the same one, moved where the position differs; of the rest,
 * those of the same type and title are taken for one that changed.
 * @param before DashboardBody of PutDashboard, as JSON text
 */
export function diffWidgets(before: string, after: string): WidgetDiff {
  const [old, now] = [before, after].map((body) => JSON.parse(body) as { widgets: Widget[] }) as [
    { widgets: Widget[] },
    { widgets: Widget[] },
  ];
  const { onlyBefore: elsewhere, onlyAfter: placed } = unmatched(old.widgets, now.widgets, exactly);
  const { onlyBefore, onlyAfter, matched: moved } = unmatched(elsewhere, placed, content);
  const { onlyBefore: removed, onlyAfter: added, matched: changed } = unmatched(onlyBefore, onlyAfter, nameOf);
  const settings = ({ widgets: _, ...rest }: { widgets: Widget[] }) => exactly(rest);
  return {
    added: added.length,
    removed: removed.length,
    changed,
    moved,
    settings: settings(old) !== settings(now),
  };
}

/** A widget's lists are ordered: metrics are rows of words, and their order gives the colours. */
const exactly = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  );

const content = ({ x: _, y: __, ...rest }: Widget): string => exactly(rest);
const nameOf = ({ type, properties }: Widget): string => canonical([type, properties?.title ?? ""]);

/** What is left of two lists when entries of the same key are taken away in pairs. */
function unmatched<T>(before: readonly T[], after: readonly T[], key: (entry: T) => string) {
  const waiting = new Map<string, T[]>();
  for (const entry of before) waiting.set(key(entry), [...(waiting.get(key(entry)) ?? []), entry]);
  const onlyAfter = after.filter((entry) => waiting.get(key(entry))?.pop() === undefined);
  const onlyBefore = [...waiting.values()].flat();
  return { onlyBefore, onlyAfter, matched: after.length - onlyAfter.length };
}
