import assert from "node:assert/strict";
import type { CallerUsage } from "../../monitoring/report/callers-document.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { now, usOpus } from "../usage/pretend-account.ts";
import { reportBy } from "./report-by.ts";
import { accountOf, logGroup, type Request, session } from "./truth.ts";

const hour = 3_600;
const start = now - hour;
const ask = (at: number, more: Partial<Request> = {}): Request => ({
  at: start + at,
  id: usOpus,
  arn: session("search", "i-1"),
  input: 1_000,
  output: 100,
  ...more,
});

const rowsOf = ({ targets }: UsageDocument): CallerUsage[] => {
  assert.equal(targets.length, 1);
  return targets[0]!.callers?.rows ?? assert.fail("no callers");
};
const brief = (rows: readonly CallerUsage[]) => rows.map(({ name, requests, share }) => [name, requests, share]);

describe("usage by caller", () => {
  it("counts a role's sessions as one caller, and what is not in the logs in a row of its own", async () => {
    const { account } = accountOf(
      [
        ask(60),
        ask(65, { arn: session("search", "i-2") }),
        ask(300, { arn: "arn:aws:iam::123456789012:user/people/alice" }),
        ask(301, { unlogged: true }),
      ],
      { start },
    );
    const document = await reportBy(account, { by: "caller" }, hour);
    assert.deepEqual(brief(rowsOf(document)), [
      ["search (role)", 2, 50],
      ["people/alice (user)", 1, 25],
      ["not in the logs", 1, 25],
    ]);
    assert.equal(document.callers?.logGroup, logGroup);
    assert.equal(document.callers?.firstRecord, isoTime(start + 60));
    assert.deepEqual(document.incomplete, []);
  });
});
