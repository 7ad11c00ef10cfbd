import assert from "node:assert/strict";
import { collectUsage } from "../../cli/usage/collect.ts";
import { exitCodeOf } from "../../cli/usage/exit-code.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import { AwsError, accessDenied, throttled } from "../../local/servers/aws-http.ts";
import { UserError } from "../../stacks/user-error.ts";
import { day, type PretendAccount, type Running, requestOf, run } from "./pretend-account.ts";
import { steadyAccount } from "./steady-account.ts";

const plain = (_: unknown, text: string) => text;

describe("the usage report when something is missing", () => {
  let account: PretendAccount;
  let running: Running;

  beforeEach(async () => {
    account = steadyAccount();
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

  it("tells a profile that was deleted after it was listed, and counts its use", async () => {
    running.server.fail("ListTagsForResource", new AwsError(404, "ResourceNotFoundException", "not found"));
    const document = await collect();
    const profile = document.targets[0]?.perProfile.find(({ id }) => id === "app1");
    assert.match(profile?.name ?? "", /\(deleted since it was listed\)$/);
    assert.ok((profile?.tokens ?? 0) > 0);
    assert.deepEqual(document.incomplete, []);
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
});
