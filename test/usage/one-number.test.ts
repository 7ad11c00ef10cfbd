import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ListedQuota } from "../../cli/account-quotas/listed-quotas.ts";
import type { LivePart } from "../../cli/plan-live/live-part.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { day, emptyAccount, type Running, region, run, seriesOf } from "./pretend-account.ts";
import { runOnAccount } from "./run-on-account.ts";

const micro = "amazon.nova-micro-v1:0";
const daily = "L-D2912E70";

interface Number4 {
  awsValue: number | null;
  value: number | null;
  origin: string;
}

describe("a quota's number, in every command that shows it", function () {
  this.timeout(60_000);
  const account = emptyAccount();
  let running: Running;
  let folder: string;

  before(async () => {
    delete account.options.now;
    const start = Math.floor(Date.now() / 60_000) * 60 - day;
    // Called in both scopes: the daily quota is doubled in one of them.
    for (const id of [micro, `us.${micro}`])
      account.series.push(
        seriesOf("Invocations", id, start, new Float64Array(day / 60).fill(3)),
        seriesOf("EstimatedTPMQuotaUsage", id, start, new Float64Array(day / 60).fill(30_000)),
      );
    // The account has no number of the daily quota across all models, and of requests a minute AWS's default alone.
    const drop = (code: string) =>
      account.quotas.splice(
        account.quotas.findIndex((quota) => quota.code === code),
        1,
      );
    drop("L-E3F10727");
    account.quotas.push(
      {
        code: "L-DC7FF66C",
        name: "Cross-region model inference tokens per minute for Amazon Nova Micro",
        default: 8_000_000,
      },
      ...(account.quotas.some(({ code }) => code === daily)
        ? []
        : [
            {
              code: daily,
              name: "Model invocation max tokens per day for Amazon Nova Micro (doubled for cross-region calls)",
              applied: 9_000_000,
            },
          ]),
    );
    running = await run(account);
    folder = mkdtempSync(join(tmpdir(), "headroom-one-number-"));
    writeFileSync(
      join(folder, "Pulumi.team.yaml"),
      `config:\n  aws:region: ${region}\n  bedrock-headroom:models:\n    - { model: "${micro}", scopes: [on-demand, cross-region] }\n`,
    );
  });
  after(async () => {
    await running.server.close();
    rmSync(folder, { recursive: true });
  });

  const headroom = async (...args: string[]): Promise<string> => (await runOnAccount(running, folder, args)).stdout;

  it("is one number: AWS's value, and the effective one of the scope", async () => {
    const report = JSON.parse(await headroom("usage", "--since", "6h", "--no-cache", "--json", "-")) as UsageDocument;
    const listed = JSON.parse(await headroom("quotas", "--model", micro, "--json")) as
      | { quotas: ListedQuota[] }
      | ListedQuota[];
    const { live } = JSON.parse(await headroom("plan", "--stack", "team", "--live", "--json")) as { live: LivePart };
    const quotas = Array.isArray(listed) ? listed : listed.quotas;

    let compared = 0;
    for (const target of report.targets)
      for (const { kind, code, awsValue, value, origin } of target.quotas) {
        const here: Number4 = { awsValue, value, origin };
        const inQuotas = quotas.find((one) => one.code === code && one.scope === target.scope && one.variant === "");
        assert.ok(inQuotas, `${code} ${target.scope}`);
        assert.deepEqual({ awsValue: inQuotas.awsValue, value: inQuotas.value, origin: inQuotas.origin }, here, code);
        const inPlan = live.quotas.find((one) => one.code === code);
        assert.ok(inPlan, code);
        const own = inPlan.targets.find(({ scope }) => scope === target.scope);
        assert.deepEqual(
          { value: own?.value, origin: inPlan.origin },
          { value, origin },
          `${code} ${kind} ${target.scope}`,
        );
        compared += 1;
      }
    assert.ok(compared >= 4, String(compared));
    const ofDay = (scope: string) =>
      report.targets.find((one) => one.scope === scope)?.quotas.find((quota) => quota.code === daily);
    assert.deepEqual([ofDay("on-demand")?.value, ofDay("cross-region")?.value], [9_000_000, 18_000_000]);
    assert.deepEqual([ofDay("on-demand")?.awsValue, ofDay("cross-region")?.awsValue], [9_000_000, 9_000_000]);

    // The data that are shipped know no account, and the same multiplier.
    const shown = JSON.parse(await headroom("registry", "show", micro, "--json")) as {
      quotas: { code: string; scope: string; multiplier: number }[];
    };
    for (const { scope, quotas: own } of report.targets)
      for (const { code, multiplier } of own)
        assert.equal(shown.quotas.find((one) => one.code === code && one.scope === scope)?.multiplier, multiplier);

    await headroom("init", "--yes", "--force", "--stack", "written");
    const written = readFileSync(join(folder, "Pulumi.written.yaml"), "utf8");
    for (const { quotas: own } of report.targets)
      for (const { origin, kind } of own)
        if (origin === "none") assert.match(written, new RegExp(`${kind} not in this account`));
  });

  it("is not in this account where the account has none, whatever AWS's default elsewhere is", async () => {
    assert.match(
      await headroom("usage", "--since", "6h", "--no-cache"),
      /Cross-Model Max Tokens Per Day: not in this account/,
    );
    assert.match(await headroom("quotas"), /Cross-Model Max Tokens Per Day[^\n]*not in/);
  });
});
