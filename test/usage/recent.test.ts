import assert from "node:assert/strict";
import type { Measured } from "../../monitoring/report/figure.ts";
import { utilisationOver } from "../../monitoring/report/utilisation.ts";

const minutes = 60;
const start = 1_764_000_000;
const end = start + minutes * 60;

/** An hour with one busy minute, that many minutes before its end; the others have no datapoint. */
function busyBefore(ago: number, share = 90): Measured {
  const rates = new Float64Array(minutes).fill(Number.NaN);
  rates[minutes - ago] = share;
  return { stretch: { start, end, period: 60 } as Measured["stretch"], rates, counts: rates };
}

describe("the utilisation now", () => {
  it("is the highest of the last five minutes", () => {
    for (const ago of [1, 2, 5]) assert.equal(utilisationOver([busyBefore(ago)], end).now, 90, `${ago} minutes ago`);
  });

  it("knows nothing of what was before them", () => {
    for (const ago of [6, 10, 50]) assert.equal(utilisationOver([busyBefore(ago)], end).now, 0, `${ago} minutes ago`);
  });

  it("is not told of a window that ended five minutes ago or earlier", () => {
    assert.equal(utilisationOver([busyBefore(1)], end + 299).now, 90);
    assert.equal(utilisationOver([busyBefore(1)], end + 300).now, null);
    assert.equal(utilisationOver([], end).now, null);
  });
});
