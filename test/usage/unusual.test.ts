import assert from "node:assert/strict";
import { collectUsage } from "../../cli/usage/collect.ts";
import { exitCodeOf, exitCodes } from "../../cli/usage/exit-code.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  opus,
  type PretendAccount,
  type Running,
  region,
  report,
  requestOf,
  run,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";
import { start, steady, steadyAccount } from "./steady-account.ts";

const plain = (_: unknown, text: string) => text;

describe("the usage report of an account that is not as usual", () => {
  let account: PretendAccount;
  let running: Running;

  beforeEach(async () => {
    account = steadyAccount();
    running = await run(account);
  });
  afterEach(() => running.server.close());
  const collect = (more: Parameters<typeof requestOf>[1] = {}) => collectUsage(running.clients, requestOf(day, more));

  it("suggests the model that was meant", async () => {
    await assert.rejects(
      collect({ models: ["anthropic.cluade-opus-5"] }),
      /no model that us-east-1 offers; did you mean .*opus-5/,
    );
  });

  it("reports a model that is asked for and was not used, as unused", async () => {
    const document = await collect({ models: ["amazon.nova-micro-v1:0"] });
    assert.deepEqual(
      document.targets.map(({ modelId, figures }) => [modelId, figures.rpm?.total]),
      document.targets.map(() => ["amazon.nova-micro-v1:0", 0]),
    );
    assert.ok(document.targets.length >= 2);
  });

  it("takes one way of calling a model by its profile's id", async () => {
    const document = await collect({ models: [usOpus] });
    assert.deepEqual(
      document.targets.map(({ scope }) => scope),
      ["cross-region"],
    );
    assert.equal(document.targets[0]?.figures.tpm?.max, 49_000);
  });

  it("says why an account without any metric may have none", async () => {
    const document = await report({ ...emptyAccount() }, requestOf(day));
    assert.match(terminalReport(document, plain), /No Bedrock model has metrics in us-east-1.*another Region/);
    assert.equal(exitCodeOf(document), exitCodes.nothingFound, "never green");
    const everything = await report({ ...emptyAccount() }, requestOf(day, { all: true }), { asking: { interval: 0 } });
    assert.ok(everything.targets.length > 20);
    assert.equal(exitCodeOf(everything, true), exitCodes.nothingFound);
  });

  it("assigns profiles to what they were made from: the model itself, a system profile, or nothing that is known", async () => {
    const nova = "amazon.nova-micro-v1:0";
    const arn = (at: string, id: string) => `arn:aws:bedrock:${at}::foundation-model/${id}`;
    const globalArns = [arn("", opus), arn(region, opus)];
    account.bedrock.profiles.push(
      { profileId: "copy", type: "APPLICATION", modelArns: [arn(region, nova)] },
      { profileId: `global.${opus}`, type: "SYSTEM_DEFINED", modelArns: globalArns },
      { profileId: "worldwide", type: "APPLICATION", modelArns: globalArns },
      { profileId: "mixed", type: "APPLICATION", modelArns: [arn(region, nova), arn("us-west-2", opus)] },
    );
    for (const id of ["copy", "worldwide", "mixed", "gone"]) {
      account.series.push(seriesOf("Invocations", id, start, steady(2)));
    }
    const document = await report(account, requestOf(day));
    assert.deepEqual(
      document.targets.map(({ modelId, scope, perProfile }) => [modelId, scope, perProfile.map(({ id }) => id)]).sort(),
      [
        [nova, "on-demand", ["copy"]],
        [opus, "cross-region", [usOpus, "app1"]],
        [opus, "global", ["worldwide"]],
      ],
    );
    assert.deepEqual(document.unassigned.map(({ id }) => id).sort(), ["gone", "mixed"]);
  });

  it("knows a model that is newer than the registry, with its quota", async () => {
    const newest = "anthropic.claude-opus-77";
    account.bedrock.models.push({ modelId: newest, name: "Claude Opus 77", provider: "Anthropic" });
    account.bedrock.profiles.push({
      profileId: `us.${newest}`,
      name: "US Anthropic Claude Opus 77",
      type: "SYSTEM_DEFINED",
      modelArns: ["us-east-1", "us-west-2"].map((at) => `arn:aws:bedrock:${at}::foundation-model/${newest}`),
    });
    account.quotas.push({
      code: "L-00000077",
      name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 77",
      applied: 1_000,
    });
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", `us.${newest}`, start, steady(950)));
    const document = await report(account, requestOf(day));
    const target = document.targets.find(({ modelId }) => modelId === newest);
    assert.equal(target?.scope, "cross-region");
    assert.equal(target.quotas[0]?.utilisation?.peak, 95);
    assert.equal(exitCodeOf(document), 2);
    assert.equal(exitCodeOf(await report(account, requestOf(day, { failOn: 96 }))), 1);
  });

  it("groups by a tag", async () => {
    const { targets } = await collect({ by: { by: "tag", key: "team" } });
    assert.deepEqual(
      targets[0]?.groups?.values.map(({ value, tokens }) => [value, tokens]),
      [
        [null, 40_000 * 1_440],
        ["search", 9_000 * 1_440],
      ],
    );
  });

  it("warns of mantle that throttles can't be seen there, and compares input with the input quota", async () => {
    account.quotas.push({
      code: "L-5C6B92A4",
      name: "[bedrock-mantle endpoint] Input tokens per minute for OpenAI GPT-5.6 Sol",
      applied: 10_000,
    });
    account.series.push(
      seriesOf("TotalInputTokens", "openai.gpt-5.6-sol", start, steady(5_000), "AWS/BedrockMantle"),
      seriesOf("Inferences", "openai.gpt-5.6-sol", start, steady(2), "AWS/BedrockMantle"),
    );
    const { targets, notes } = await report(account, requestOf(day));
    const target = targets.find(({ scope }) => scope === "mantle");
    assert.equal(target?.figures.inputTokens?.max, 5_000);
    assert.equal(target.throttleRate, null);
    assert.match(target.absent.throttles ?? "", /can't be seen/);
    assert.ok(notes.some((note) => /mantle has no metric of throttles/.test(note)));
  });

  it("does not take tokens that AWS's own figure leaves out for 0 % of the quota", async () => {
    account.series.push(
      seriesOf("InputTokenCount", `global.${opus}`, start, steady(70_000)),
      seriesOf("Invocations", `global.${opus}`, start, steady(5)),
    );
    const document = await report(account, requestOf(day));
    const target = document.targets.find(({ scope }) => scope === "global");
    assert.equal(target?.quotas[0]?.value, 50_000);
    assert.equal(target.quotas[0]?.utilisation, null);
    assert.equal(target.severity, "unknown");
    assert.match(target.because, /has no EstimatedTPMQuotaUsage of global\.anthropic\.claude-opus-5/);
    assert.ok(target.causes.includes(target.because), "said where the target is; so the notes don't repeat it");
    assert.equal(exitCodeOf(document), 3);
  });

  it("says so where AWS's figure leaves out one of several profiles", async () => {
    account.bedrock.profiles.push(applicationProfile("app2"));
    account.series.push(seriesOf("OutputTokenCount", "app2", start, steady(10)));
    const [target] = (await report(account, requestOf(day))).targets;
    assert.equal(target?.quotas[0]?.utilisation?.peak, 49);
    assert.equal(target?.severity, "unknown");
    assert.match(target?.because ?? "", /of app2, which used tokens/);
  });

  it("does not call a target fine whose series CloudWatch would not give", async () => {
    account.options.broken = ({ MetricName }) =>
      MetricName === "EstimatedTPMQuotaUsage" ? { status: "Forbidden", message: "no" } : undefined;
    const [target] = (await report(account, requestOf(day))).targets;
    assert.equal(target?.severity, "unknown");
    assert.match(target?.because ?? "", /came incomplete \(EstimatedTPMQuotaUsage: Forbidden: no\)/);
  });

  it("is sure of a target that was idle, even one without a quota", async () => {
    account.series.length = 0;
    const old = steady(1).fill(Number.NaN, 60);
    account.series.push(seriesOf("Invocations", "amazon.nova-micro-v1:0", start, old));
    const document = await report(account, requestOf(3_600));
    assert.deepEqual(
      document.targets.map(({ severity, because }) => [severity, because]),
      [["ok", "not used in this window"]],
    );
    assert.equal(exitCodeOf(document), 0);
  });

  it("says of a model called in a way that is not known here what is known", async () => {
    account.series.push(seriesOf("Invocations", "openai.gpt-5.6-sol", start, steady(2)));
    const { unassigned } = await report(account, requestOf(day));
    assert.match(unassigned[0]?.why ?? "", /known here only as .*mantle/);
  });

  it("counts what it asks about ids without a target in the cost, too", async () => {
    account.series.push(seriesOf("Invocations", "gone", start, steady(2)));
    const { cost } = await report(account, requestOf(day));
    assert.equal(cost.usd, Math.round(cost.metrics / 10) / 10_000);
  });
});
