import assert from "node:assert/strict";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import { listQuotas, readQuotas } from "../../aws/service-quotas.ts";
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

  it("reads 1,123 quotas in 12 pages of 100, and the defaults not at all when every code has an applied value", async () => {
    const { values, missing, unread } = await readQuotas(client, [codeOf(0), codeOf(1_122)], unpaced);
    assert.deepEqual(values.get(codeOf(1_122)), {
      code: codeOf(1_122),
      name: "Cross-region model inference tokens per minute for Model 1122",
      value: 1_123_000,
      origin: "applied",
      adjustable: false,
    });
    assert.deepEqual([values.size, missing, unread.size], [2, [], 0]);
    assert.equal(server.count("ListServiceQuotas"), 12);
    assert.equal(server.calls[0]?.input.MaxResults, 100);
    assert.equal(server.count(), 12);
  });

  it("fills in AWS's default where the account has no applied value, also when it has none at all", async () => {
    for (const quota of quotas) delete quota.applied;
    const { values } = await readQuotas(client, [codeOf(3)], unpaced);
    assert.equal(values.get(codeOf(3))?.value, 2_000);
    assert.equal(values.get(codeOf(3))?.origin, "default");
    assert.deepEqual([server.count("ListServiceQuotas"), server.count("ListAWSDefaultServiceQuotas")], [1, 12]);
  });

  it("takes an applied value of 0 as the value", async () => {
    quotas[5]!.applied = 0;
    const { values } = await readQuotas(client, [codeOf(5)], unpaced);
    assert.equal(values.get(codeOf(5))?.value, 0);
    assert.equal(server.count("ListAWSDefaultServiceQuotas"), 0);
  });

  it("names the codes that the account does not have", async () => {
    const { values, missing } = await readQuotas(client, [codeOf(1), "L-FFFFFFFF"], unpaced);
    assert.deepEqual([[...values.keys()], missing], [[codeOf(1)], ["L-FFFFFFFF"]]);
  });

  it("does not put the default in place of a value that Service Quotas failed to find out", async () => {
    delete quotas[7]!.applied;
    quotas[7]!.errorCode = "DEPENDENCY_THROTTLING_ERROR";
    const { values, missing, unread } = await readQuotas(client, [codeOf(7)], unpaced);
    assert.deepEqual([values.size, missing, [...unread]], [0, [], [[codeOf(7), "DEPENDENCY_THROTTLING_ERROR"]]]);
  });

  it("keeps the applied values when only the defaults cannot be read", async () => {
    delete quotas[7]!.applied;
    server.fail("ListAWSDefaultServiceQuotas", accessDenied("servicequotas:ListAWSDefaultServiceQuotas"));
    const { values, missing, unread } = await readQuotas(client, [codeOf(6), codeOf(7)], unpaced);
    assert.deepEqual([[...values.keys()], missing], [[codeOf(6)], []]);
    assert.match(unread.get(codeOf(7)) ?? "", /^AccessDeniedException: User is not authorized/);
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
    await assert.rejects(readQuotas(client, [codeOf(0)], unpaced), { name: "AccessDeniedException" });
  });

  it("ends when its caller gives up", async () => {
    server.fail("ListServiceQuotas", "stall");
    const abortSignal = AbortSignal.timeout(50);
    await assert.rejects(listQuotas(client, "applied", { abortSignal }), { name: "AbortError" });
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
