import assert from "node:assert/strict";
import { collectUsage } from "../../cli/usage/collect.ts";
import { exitCodeOf } from "../../cli/usage/exit-code.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import { AwsError, accessDenied, throttled } from "../../local/servers/aws-http.ts";
import { UserError } from "../../stacks/user-error.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  now,
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

const start = now - day;
const steady = (value: number) => new Float64Array(day / 60).fill(value);
const plain = (_: unknown, text: string) => text;

describe("the usage report when something is missing", () => {
  let account: PretendAccount;
  let running: Running;

  beforeEach(async () => {
    account = emptyAccount();
    account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }));
    account.series.push(
      seriesOf("Invocations", usOpus, start, steady(3)),
      seriesOf("EstimatedTPMQuotaUsage", usOpus, start, steady(40_000)),
      seriesOf("Invocations", "app1", start, steady(1)),
      seriesOf("EstimatedTPMQuotaUsage", "app1", start, steady(9_000)),
    );
    running = await run(account);
  });
  afterEach(() => running.server.close());
  const collect = (more: Parameters<typeof requestOf>[1] = {}) => collectUsage(running.clients, requestOf(day, more));
  const deny = (operation: string, service: string) =>
    running.server.fail(operation, accessDenied(`${service}:${operation}`));

  it("without access to Service Quotas reports the use and no percentage", async () => {
    deny("ListServiceQuotas", "servicequotas");
    const document = await collect();
    const [target] = document.targets;
    assert.equal(target?.figures.tpm?.max, 49_000);
    assert.equal(target?.quotas[0]?.origin, "unread");
    assert.equal(target?.quotas[0]?.utilisation, null);
    assert.equal(target?.severity, "unknown");
    assert.match(document.incomplete[0]!.why, /access denied: servicequotas:ListServiceQuotas/);
    assert.match(document.incomplete[0]!.effect, /iam-policy usage/);
    assert.equal(exitCodeOf(document), 3);
  });

  it("without access to AWS's defaults still compares with the applied values", async () => {
    deny("ListAWSDefaultServiceQuotas", "servicequotas");
    const document = await collect();
    assert.equal(document.targets[0]?.quotas[0]?.utilisation?.peak, 49);
    assert.equal(exitCodeOf(document), 3);
  });

  it("without access to profiles names the ids it could not assign, with their requests", async () => {
    deny("ListInferenceProfiles", "bedrock");
    const document = await collect();
    assert.equal(document.targets[0]?.figures.tpm?.max, 40_000);
    assert.deepEqual(
      document.unassigned.map(({ id, invocations }) => [id, invocations]),
      [["app1", 1_440]],
    );
    assert.match(document.unassigned[0]!.why, /could not be read/);
    assert.equal(exitCodeOf(document), 3);
  });

  it("without access to tags shows profiles without them", async () => {
    deny("ListTagsForResource", "bedrock");
    const document = await collect();
    assert.deepEqual(
      document.targets[0]?.perProfile.map(({ tags }) => tags),
      [{}, {}],
    );
    assert.equal(document.incomplete.length, 1);
  });

  it("without access to the list of metrics looks among the ids it knows", async () => {
    deny("ListMetrics", "cloudwatch");
    const document = await collect();
    assert.equal(document.targets[0]?.figures.tpm?.max, 49_000);
    assert.equal(exitCodeOf(document), 3);
  });

  it("without access to the metrics says that it cannot tell, never that nothing is used", async () => {
    deny("GetMetricData", "cloudwatch");
    await assert.rejects(collect(), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /cannot tell how much is used: access denied: cloudwatch:GetMetricData/);
      return true;
    });
    deny("ListMetrics", "cloudwatch");
    await assert.rejects(collect(), /cannot tell how much is used/);
  });

  it("with nothing readable and nothing seen does not say that nothing is used", async () => {
    account.series.length = 0;
    await running.server.close();
    running = await run(account);
    deny("ListMetrics", "cloudwatch");
    const document = await collect();
    assert.match(terminalReport(document, plain), /Cannot tell what is used in us-east-1/);
    assert.doesNotMatch(terminalReport(document, plain), /No Bedrock model/);
    assert.equal(exitCodeOf(document), 3);
  });

  const credentialTroubles = {
    "expired credentials": [new AwsError(400, "ExpiredTokenException", "expired"), /have expired; log in again/],
    "credentials that AWS does not know": [
      new AwsError(403, "UnrecognizedClientException", "The security token included in the request is invalid."),
      /does not accept the credentials in us-east-1/,
    ],
  } as const;
  for (const [name, [failure, message]] of Object.entries(credentialTroubles)) {
    it(`with ${name} ends with what to do`, async () => {
      for (const operation of ["ListServiceQuotas", "ListAWSDefaultServiceQuotas", "ListFoundationModels"]) {
        running.server.fail(operation, failure);
      }
      await assert.rejects(collect(), (error: unknown) => error instanceof UserError && message.test(error.message));
    });
  }

  it("gets through throttling", async () => {
    running.server.fail("GetMetricData", throttled(), { times: 2 });
    running.server.fail("ListMetrics", throttled(), { times: 1 });
    assert.equal((await collect()).targets[0]?.figures.tpm?.max, 49_000);
  });

  it("passes on what CloudWatch says of a series that it has only in part, and of a whole answer", async () => {
    account.options.broken = ({ MetricName }) =>
      MetricName === "Invocations" ? { status: "InternalError", message: "try later" } : undefined;
    account.options.messages = [{ Code: "MaxMetricsExceeded", Value: "too many" }];
    await running.server.close();
    running = await run(account);
    const document = await collect();
    const whys = document.incomplete.map(({ why }) => why).join("\n");
    assert.match(whys, /answered InternalError: try later/);
    assert.match(whys, /MaxMetricsExceeded: too many/);
    assert.equal(exitCodeOf(document), 3);
  });

  it("suggests the model that was meant", async () => {
    await assert.rejects(
      collect({ models: ["claude-opus-5"] }),
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
    assert.equal(exitCodeOf(document), 0);
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
    assert.ok(document.notes.some((note) => note.includes(target.because)));
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
