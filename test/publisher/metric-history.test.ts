import assert from "node:assert/strict";
import type { CloudWatchClient, GetMetricDataCommandInput, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { ownSeries, readSeries } from "../../functions/quota-publisher/metric-calls.ts";

const minute = 29_400_000;
const asks = [{ metric: "TokenQuota", modelId: "us.example", statistic: "Minimum" as const }];

/** What is read back where CloudWatch answers with these pages, one after the other. */
function historyOf(pages: readonly MetricDataResult[]): Promise<readonly ReadonlyMap<number, number>[]> {
  const send = async ({ input }: { input: GetMetricDataCommandInput }) => {
    const index = Number(input.NextToken ?? 0);
    return {
      MetricDataResults: [pages[index]],
      ...(index + 1 < pages.length && { NextToken: String(index + 1) }),
    };
  };
  const client = { send } as unknown as CloudWatchClient;
  const series = asks.map((ask) => ownSeries("Bedrock/Quotas", "test", ask));
  return readSeries(client, series, { from: minute - 180, to: minute, minutes: 1 }, new AbortController().signal);
}

const page = (values: Readonly<Record<number, number>>, StatusCode: MetricDataResult["StatusCode"] = "Complete") => ({
  Id: "m0",
  Timestamps: Object.keys(values).map((ago) => new Date((minute - Number(ago)) * 60_000)),
  Values: Object.values(values),
  StatusCode,
});

describe("the history that the publisher reads back", () => {
  it("keeps the newest value, whichever page it comes on: a later page has minutes of its own", async () => {
    const newest = page({ 1: 500 }, "PartialData");
    const older = page({ 2: 1_000, 3: 1_000 });
    for (const pages of [
      [newest, older],
      [older, newest],
    ]) {
      const [values] = await historyOf(pages);
      assert.deepEqual(
        [...(values ?? [])].sort(([left], [right]) => right - left),
        [
          [minute - 1, 500],
          [minute - 2, 1_000],
          [minute - 3, 1_000],
        ],
      );
    }
  });

  it("is refused where CloudWatch could not answer for a metric: its silence is not «nothing published»", async () => {
    for (const status of ["Forbidden", "InternalError"] as const)
      await assert.rejects(historyOf([page({}, status)]), new RegExp(`answered ${status} for m0`));
  });
});
