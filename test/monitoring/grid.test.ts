import assert from "node:assert/strict";
import fc from "fast-check";
import { grid, type Line } from "../../monitoring/dashboard/grid.ts";
import type { TextWidget } from "../../monitoring/dashboard/widget.ts";

const text = (markdown: string): TextWidget => ({ type: "text", properties: { markdown } });

describe("the dashboard grid", () => {
  it("shares a line's 24 columns evenly, what is left going to the first widgets", () => {
    const placed = grid([{ height: 6, widgets: ["a", "b", "c", "d", "e"].map(text) }]);
    assert.deepEqual(
      placed.map(({ x, width }) => [x, width]),
      [
        [0, 5],
        [5, 5],
        [10, 5],
        [15, 5],
        [20, 4],
      ],
    );
  });

  it("refuses a line without widgets or with more than columns", () => {
    assert.throws(() => grid([{ height: 1, widgets: [] }]), RangeError);
    assert.throws(() => grid([{ height: 1, widgets: Array.from({ length: 25 }, () => text("x")) }]), RangeError);
  });

  it("fills every line from edge to edge, without overlap, in order", () => {
    const line = fc.record({
      height: fc.integer({ min: 1, max: 9 }),
      widgets: fc.integer({ min: 1, max: 24 }).map((count) => Array.from({ length: count }, (_, at) => text(`${at}`))),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines: Line[]) => {
        const placed = grid(lines);
        let at = 0;
        let y = 0;
        for (const { height, widgets } of lines) {
          let x = 0;
          for (const widget of widgets) {
            const place = placed[at++];
            assert.ok(place);
            assert.deepEqual([place.x, place.y, place.height], [x, y, height]);
            assert.deepEqual(place.properties, widget.properties);
            assert.ok(place.width >= 1);
            x += place.width;
          }
          assert.equal(x, 24);
          y += height;
        }
        assert.equal(at, placed.length);
      }),
    );
  });
});
