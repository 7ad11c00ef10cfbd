import assert from "node:assert/strict";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import { listQuotaRequests, requestIncrease } from "../../aws/quota-requests.ts";
import { AwsError, type AwsServer, startAwsServer } from "../../local/servers/aws-http.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { type PretendRequest, serviceQuotas } from "../../local/servers/service-quotas.ts";

const now = Date.UTC(2026, 10, 26, 12) / 1_000;
const code = "L-99296DCD";

describe("requests for increases, as Service Quotas has them", () => {
  let server: AwsServer;
  let client: ServiceQuotasClient;
  const requests: PretendRequest[] = [];

  beforeEach(async () => {
    requests.length = 0;
    const quotas = [{ code, name: "tokens", applied: 100, adjustable: true }];
    server = await startAwsServer(serviceQuotas(quotas, "bedrock", { requests, now: () => now }));
    client = new ServiceQuotasClient({
      ...clientSettings({ region: "us-east-1", endpoint: server.url, maxAttempts: 1 }),
      credentials: testCredentials,
    });
  });
  afterEach(() => server.close());

  const past = (index: number, more: Partial<PretendRequest> = {}): PretendRequest => ({
    id: `r-${index}`,
    code,
    desired: 200 + index,
    status: "CASE_CLOSED",
    created: now - index * 3_600,
    ...more,
  });

  it("are read page by page, and of one quota alone", async () => {
    requests.push(...Array.from({ length: 250 }, (_, index) => past(index)));
    requests.push(past(300, { code: "L-D73B1244", automatic: true, caseId: "17" }));
    const all = await listQuotaRequests(client, { interval: 0 });
    assert.equal(all.length, 251);
    assert.equal(server.count("ListRequestedServiceQuotaChangeHistory"), 3);
    assert.deepEqual(all.at(-1), {
      id: "r-300",
      code: "L-D73B1244",
      name: "L-D73B1244",
      desired: 500,
      status: "CASE_CLOSED",
      caseId: "17",
      created: now - 300 * 3_600,
      updated: now - 300 * 3_600,
      automatic: true,
    });
    const own = await listQuotaRequests(client, { code, interval: 0 });
    assert.equal(own.length, 250);
    assert.equal(server.count("ListRequestedServiceQuotaChangeHistoryByQuota"), 3);
  });

  it("are refused by a list that has no end", async () => {
    const endless = {
      signingName: "servicequotas",
      protocol: "json-1.1" as const,
      operations: { ListRequestedServiceQuotaChangeHistory: () => ({ RequestedQuotas: [], NextToken: "again" }) },
    };
    const other = await startAwsServer(endless);
    const reader = new ServiceQuotasClient({
      ...clientSettings({ region: "us-east-1", endpoint: other.url }),
      credentials: testCredentials,
    });
    try {
      await assert.rejects(listQuotaRequests(reader, { interval: 0 }), /repeats a page|no end|same/i);
    } finally {
      await other.close();
    }
  });

  it("are made with a code and a value, and AWS's refusals keep their names", async () => {
    const made = await requestIncrease(client, code, 150);
    assert.deepEqual([made.status, made.desired, made.created], ["PENDING", 150, now]);
    for (const [wanted, desired, name] of [
      [code, 200, "ResourceAlreadyExistsException"],
      [code, 100, "IllegalArgumentException"],
      ["L-00000000", 100, "NoSuchResourceException"],
    ] as const)
      await assert.rejects(requestIncrease(client, wanted, desired), { name });
    server.fail("RequestServiceQuotaIncrease", new AwsError(400, "DependencyAccessDeniedException"));
    await assert.rejects(requestIncrease(client, code, 300), { name: "DependencyAccessDeniedException" });
    assert.equal(server.count("RequestServiceQuotaIncrease"), 5, "each is sent once");
  });

  it("are limited to twenty open ones", async () => {
    requests.push(...Array.from({ length: 20 }, (_, index) => past(index, { code: "L-D73B1244", status: "PENDING" })));
    await assert.rejects(requestIncrease(client, code, 150), { name: "QuotaExceededException" });
  });
});
