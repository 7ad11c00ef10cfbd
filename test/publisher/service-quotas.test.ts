import assert from "node:assert/strict";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import { askQuota, listQuotas } from "../../aws/service-quotas.ts";
import {
  type AwsServer,
  accessDenied,
  serverError,
  startAwsServer,
  tooManyRequests,
} from "../../local/servers/aws-http.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { type PretendQuota, serviceQuotas } from "../../local/servers/service-quotas.ts";
import { codeOf, pretendQuotas } from "./pretend-quotas.ts";

describe("reading Service Quotas", () => {
  let quotas: PretendQuota[];
  let server: AwsServer;
  let client: ServiceQuotasClient;
  const unpaced = { interval: 0 };

  beforeEach(async () => {
    quotas = pretendQuotas();
    server = await startAwsServer(serviceQuotas(quotas));
    client = new ServiceQuotasClient({
      ...clientSettings({ region: "us-east-1", endpoint: server.url, silence: 500 }),
      credentials: testCredentials,
    });
  });
  afterEach(() => server.close());

  it("lists 1,123 quotas in 12 pages of 100", async () => {
    const rows = await listQuotas(client, "applied", unpaced);
    assert.deepEqual(rows.at(-1), {
      code: codeOf(1_122),
      name: "Cross-region model inference tokens per minute for Model 1122",
      value: 1_123_000,
      adjustable: false,
    });
    assert.equal(rows.length, 1_123);
    assert.deepEqual([server.count("ListServiceQuotas"), server.count()], [12, 12]);
    assert.equal(server.calls[0]?.input.MaxResults, 100);
  });

  it("keeps the pace that Service Quotas allows", async () => {
    const before = performance.now();
    await listQuotas(client, "applied", { interval: 20 });
    assert.ok(performance.now() - before >= 11 * 20 - 5);
  });

  it("gives no value for a row with a reason, or with anything but a number from 0 on", async () => {
    const bad = [-1, "abc", "NaN", "Infinity", "-Infinity", true, "5"];
    for (const [index, value] of bad.entries()) quotas[index]!.applied = value as number;
    quotas[10]!.errorCode = "SERVICE_QUOTA_NOT_AVAILABLE_ERROR";
    delete quotas[11]!.applied;
    quotas[11]!.errorCode = "DEPENDENCY_THROTTLING_ERROR";
    quotas[12]!.applied = 0;
    const rows = await listQuotas(client, "applied", unpaced);
    for (const index of bad.keys()) {
      assert.equal(rows[index]?.value, undefined, String(bad[index]));
      assert.match(rows[index]?.errorCode ?? "", /^INVALID_VALUE/);
    }
    assert.deepEqual(
      [10, 11, 12].map((index) => [rows[index]?.value, rows[index]?.errorCode]),
      [
        [undefined, "SERVICE_QUOTA_NOT_AVAILABLE_ERROR"],
        [undefined, "DEPENDENCY_THROTTLING_ERROR"],
        [0, undefined],
      ],
    );
  });

  it("asks for one quota: the applied value, else AWS's default, else that there is none", async () => {
    delete quotas[3]!.applied;
    quotas[4]!.applied = 0;
    quotas[5]!.errorCode = "DEPENDENCY_SERVICE_ERROR";
    const answers = [];
    for (const code of [codeOf(2), codeOf(3), codeOf(4), codeOf(5), "L-FFFFFFFF"] as const)
      answers.push(await askQuota(client, code));
    assert.deepEqual(answers, [
      { kind: "value", value: 3_000, origin: "applied" },
      { kind: "value", value: 2_000, origin: "default" },
      { kind: "value", value: 0, origin: "applied" },
      { kind: "unusable", reason: "DEPENDENCY_SERVICE_ERROR" },
      { kind: "none" },
    ]);
    server.fail("GetServiceQuota", accessDenied("servicequotas:GetServiceQuota"));
    await assert.rejects(askQuota(client, codeOf(2)), { name: "AccessDeniedException" });
  });

  it("gets through throttles, server errors and a stalled page in the middle of the list", async () => {
    server.fail("ListServiceQuotas", tooManyRequests(), { times: 1, after: 2 });
    server.fail("ListServiceQuotas", serverError(502), { times: 1, after: 3 });
    server.fail("ListServiceQuotas", "stall-body", { times: 1, after: 2 });
    assert.equal((await listQuotas(client, "applied", unpaced)).length, 1_123);
    assert.equal(server.count("ListServiceQuotas"), 15);
  });

  it("fails as a whole rather than answer with a part of the list", async () => {
    server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"), { after: 11 });
    await assert.rejects(listQuotas(client, "applied", unpaced), { name: "AccessDeniedException" });
  });

  it("ends when its caller gives up", async () => {
    server.fail("ListServiceQuotas", "stall");
    const abortSignal = AbortSignal.timeout(50);
    await assert.rejects(listQuotas(client, "applied", { abortSignal }), { name: "AbortError" });
  });

  it("ends when AWS's list runs on for ever with new pages", async () => {
    let page = 0;
    const endless = await startAwsServer({
      ...serviceQuotas(quotas),
      operations: { ListServiceQuotas: () => ({ Quotas: [], NextToken: `page-${page++}` }) },
    });
    try {
      const reader = new ServiceQuotasClient({
        ...clientSettings({ region: "us-east-1", endpoint: endless.url, silence: 500 }),
        credentials: testCredentials,
      });
      await assert.rejects(listQuotas(reader, "applied", unpaced), /no end/);
    } finally {
      await endless.close();
    }
  });

  it("ends when AWS's list runs in a circle", async () => {
    const service = serviceQuotas(quotas);
    const list = service.operations["ListServiceQuotas"] as (input: object) => object;
    const endless = (input: { ServiceCode: string }) => ({
      ...list({ ServiceCode: input.ServiceCode }),
      NextToken: "page-100",
    });
    const circular = await startAwsServer({
      ...service,
      operations: { ...service.operations, ListServiceQuotas: endless },
    });
    try {
      const reader = new ServiceQuotasClient({
        ...clientSettings({ region: "us-east-1", endpoint: circular.url, silence: 500 }),
        credentials: testCredentials,
      });
      await assert.rejects(listQuotas(reader, "applied", unpaced), /repeats a page/);
      assert.equal(circular.count(), 2);
    } finally {
      await circular.close();
    }
  });
});
