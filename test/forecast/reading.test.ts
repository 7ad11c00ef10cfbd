import assert from "node:assert/strict";
import { exitCodeOf } from "../../cli/forecast/document.ts";
import { type ForecastOptions, readForecasts } from "../../cli/forecast/read-forecasts.ts";
import { UserError } from "../../stacks/user-error.ts";
import {
  day,
  emptyAccount,
  now,
  type PretendAccount,
  requestOf,
  run,
  seriesOf,
  usOpus,
} from "../usage/pretend-account.ts";
import { growingLevels, minutesOf } from "./traffic.ts";

function account(): PretendAccount {
  const made = emptyAccount();
  const start = Math.floor(now / day) * day - 40 * day;
  const minutes = minutesOf(growingLevels(41, 20_000, 0, "reading"), "reading").subarray(0, (now - start) / 60);
  made.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, minutes));
  return made;
}

async function read(
  of: PretendAccount,
  agree: ForecastOptions["agree"] = async () => {},
  onEnd = (_calls: number) => {},
) {
  const { server, clients } = await run(of);
  try {
    return await readForecasts(
      clients,
      { models: [usOpus], stretches: requestOf(35 * day).stretches, now, timeZone: "UTC", within: 30 },
      { progress: () => {}, agree, abortSignal: new AbortController().signal },
    );
  } finally {
    onEnd(server.count("GetMetricData"));
    await server.close();
  }
}

describe("what is read for forecasts", () => {
  it("has its cost agreed to first, and reads no series where that is refused", async () => {
    let asked: [string, number] | undefined;
    const calls: number[] = [];
    const { cost } = await read(
      account(),
      async (...about) => {
        asked = about;
      },
      (count) => calls.push(count),
    );
    assert.equal(asked?.[0], "1 target in us-east-1");
    // One id's tokens in two stretches and its input by the hour; looking for models in use comes besides.
    assert.ok(Math.abs((asked?.[1] ?? 0) - 3e-5) < 1e-9, `${asked?.[1]}`);
    assert.ok(cost.usd >= 3e-5 && cost.datapoints > 20_000);
    const refused = read(
      account(),
      async () => {
        throw new UserError("too dear", 3);
      },
      (count) => calls.push(count),
    );
    await assert.rejects(refused, /too dear/);
    // Each stretch is a request, and the input by the hour; looking for models was before.
    assert.equal(calls[0]! - calls[1]!, 3);
  });

  it("ends with 3 where CloudWatch gave a series only in part", async () => {
    const of = account();
    of.options.broken = ({ MetricName }) =>
      MetricName === "EstimatedTPMQuotaUsage" ? { status: "PartialData", message: "some of it" } : undefined;
    const document = await read(of);
    assert.match(document.incomplete[0]?.why ?? "", /some of it/);
    assert.equal(exitCodeOf(document), 3);
    assert.equal(exitCodeOf(await read(account())), 0);
  });
});
