import { limits } from "../limits.ts";
import type { PlacedWidget, Widget } from "./widget.ts";

/** Widgets side by side. They share the width evenly; what the division leaves goes to the first ones. */
export interface Line {
  height: number;
  widgets: readonly Widget[];
}

/**
 * Places lines below each other on the grid of 24 columns, in order.
 * @throws RangeError for an empty line or one with more widgets than columns
 */
export function grid(lines: readonly Line[]): PlacedWidget[] {
  let y = 0;
  return lines.flatMap(({ height, widgets }) => {
    const columns = limits.dashboardColumns;
    if (widgets.length === 0 || widgets.length > columns) {
      throw new RangeError(`a line holds 1 to ${columns} widgets, not ${widgets.length}`);
    }
    const share = Math.floor(columns / widgets.length);
    const wider = columns - share * widgets.length;
    let x = 0;
    const placed = widgets.map((widget, index) => {
      const width = share + (index < wider ? 1 : 0);
      const place = { x, y, width, height, ...widget };
      x += width;
      return place;
    });
    y += height;
    return placed;
  });
}
