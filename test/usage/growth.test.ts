import assert from "node:assert/strict";
import { readForecasts } from "../../cli/forecast/read-forecasts.ts";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import { growingLevels, minutesOf } from "../forecast/traffic.ts";
import {
  day,
  emptyAccount,
  now,
  opus,
  type PretendAccount,
  report,
  requestOf,
  run,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";

const pro = "amazon.nova-pro-v1:0";
const start = Math.floor(now / day) * day - 40 * day;

/** Forty days and the one under way: one model grows 10 % a week, another has a quota a day. */
function account(): PretendAccount {
  const made = emptyAccount();
  const minutes = (first: number, growth: number, seed: string) =>
    minutesOf(growingLevels(41, first, growth, seed), seed).subarray(0, (now - start) / 60);
  made.series.push(
    seriesOf("EstimatedTPMQuotaUsage", usOpus, start, minutes(20_000, 0.1, "growing")),
    seriesOf("Invocations", usOpus, start, minutes(20, 0.1, "requests")),
    seriesOf("EstimatedTPMQuotaUsage", pro, start, minutes(1_000, 0, "flat")),
  );
  made.quotas.push({
    code: "L-D690997B",
    name: "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
    applied: 700_000,
  });
  return made;
}

const plain = (_: unknown, text: string) => text;

describe("growth in the usage report", () => {
  it("is told of a window of three weeks, as headroom forecast tells it", async () => {
    const request = requestOf(35 * day);
    const document = await report(account(), request);
    const { server, clients } = await run(account());
    const forecasts = await readForecasts(
      clients,
      { models: [], stretches: request.stretches, now, timeZone: "UTC", within: 30 },
      { progress: () => {}, agree: async () => {}, abortSignal: new AbortController().signal },
    );
    await server.close();
    let compared = 0;
    for (const { modelId, scope, quotas } of document.targets) {
      for (const { kind, forecast } of quotas) {
        const other = forecasts.targets
          .find((target) => target.modelId === modelId && target.scope === scope)
          ?.quotas.find((quota) => quota.kind === kind)?.forecast;
        if (!forecast || !other) continue;
        compared += 1;
        assert.deepEqual(
          { ...forecast, growth: null, now: null, minutesFactor: null, today: null },
          { ...other, growth: null, now: null, minutesFactor: null, today: null },
        );
        for (const side of ["low", "mid", "high"] as const) {
          assert.ok(Math.abs(forecast.growth![side] - other.growth![side]) < 1e-6);
          assert.ok(Math.abs(forecast.now![side] - other.now![side]) < 1e-6);
        }
        assert.deepEqual(forecast.today, other.today);
      }
    }
    assert.equal(compared, 2);
    const text = terminalReport(document, plain, 80);
    assert.match(text, /growth a week +reaches its quota/);
    assert.match(text, /tpm +\d\d% \(\d\d-\d\d\) +\+\d+\.\d% /);
    for (const line of text.split("\n")) assert.ok(line.length <= 80 || line.includes("https:"), line);
    assert.match(markdownReport(document), /## Growth\n\n\| model \| scope \| quota \| busy day now/);
  });

  it("has when today's daily quota ends, by the days before", async () => {
    const document = await report(account(), requestOf(35 * day));
    const tpd = document.targets.find(({ modelId }) => modelId === pro)?.quotas.find(({ kind }) => kind === "tpd");
    const { today } = tpd!.forecast!;
    // Saturday, 14:07: the days are alike, so that weekends are what is compared with.
    assert.equal(today?.like, "9 weekend days");
    // By the time t (in days) 1,469,000 × (0.55 t − 0.45 sin(2π t) / 2π) are used: 700,000 at 17:35, days being within some 5 %.
    const at = Date.parse(today.likely ?? "") / 1_000 - Math.floor(now / day) * day;
    assert.ok(at > 16.5 * 3_600 && at < 19 * 3_600, today.likely ?? "none");
    assert.match(
      terminalReport(document, plain).replaceAll(/\s+/g, " "),
      /today's quota is used up Nov 21 \d\d:\d\d \(Nov 21/,
    );
  });

  it("is not told of a shorter window, of hours, or of one that ended before: the report says where it is", async () => {
    for (const request of [
      requestOf(14 * day),
      requestOf(35 * day, { granularity: 3_600 }),
      requestOf(30 * day, { end: now - 3 * day }),
    ]) {
      const document = await report(account(), request);
      assert.ok(document.targets.length > 0);
      assert.ok(document.targets.every(({ quotas }) => quotas.every(({ forecast }) => forecast === undefined)));
      assert.match(terminalReport(document, plain), /How use grows, .*headroom forecast/);
    }
  });

  it("is not told of tokens that AWS's figure leaves out", async () => {
    const of = account();
    of.series = of.series.filter(
      ({ metric, dimensions }) => metric !== "EstimatedTPMQuotaUsage" || dimensions["ModelId"] === pro,
    );
    of.series.push(seriesOf("InputTokenCount", usOpus, start, new Float64Array(40 * 1_440).fill(9)));
    const document = await report(of, requestOf(35 * day));
    const tpm = document.targets.find(({ modelId }) => modelId === opus)?.quotas.find(({ kind }) => kind === "tpm");
    assert.deepEqual([tpm?.utilisation, tpm?.forecast], [null, undefined]);
    const { server, clients } = await run(of);
    const forecasts = await readForecasts(
      clients,
      { models: [usOpus], stretches: requestOf(35 * day).stretches, now, timeZone: "UTC", within: 30 },
      { progress: () => {}, agree: async () => {}, abortSignal: new AbortController().signal },
    );
    await server.close();
    const [quota] = forecasts.targets[0]!.quotas;
    assert.equal(quota?.verdict, "cannot-tell");
    assert.match(quota.forecast.cannotTell?.because ?? "", /no EstimatedTPMQuotaUsage of us\.anthropic/);
  });
});
