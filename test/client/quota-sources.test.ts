import assert from "node:assert/strict";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { publishedQuotas, serviceQuotas } from "../../client/index.ts";
import { publishedMetrics } from "../../client/quota/published-quotas.ts";
import { startAwsServer } from "../../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../../local/servers/cloudwatch.ts";
import { serviceQuotas as pretendQuotas } from "../../local/servers/service-quotas.ts";
import { quotaDimensions } from "../../monitoring/feed.ts";
import { quotaNamespace } from "../../monitoring/metrics.ts";
import { feedMetricOf } from "../../words/limit-kinds.ts";

const modelId = "us.anthropic.claude-sonnet-5";
const credentials = { accessKeyId: "a", secretAccessKey: "b" };
const settings = (endpoint: string) => ({ endpoint, credentials, region: "us-east-1", maxAttempts: 1 });

describe("live quotas for a client", () => {
  it("have the names that the stack publishes them under", () => {
    assert.deepEqual(publishedMetrics, {
      namespace: quotaNamespace,
      tokensPerMinute: feedMetricOf("tpm"),
      requestsPerMinute: feedMetricOf("rpm"),
      tokensPerDay: feedMetricOf("tpd"),
    });
  });

  it("come from what a stack publishes: the newest of each, and none where it publishes none", async () => {
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const put = (metric: string, minutesAgo: number, value: number, stack = "prod"): PretendDatum => ({
      namespace: quotaNamespace,
      metric,
      dimensions: quotaDimensions(stack, modelId),
      timestamp: now / 1000 - minutesAgo * 60,
      value,
    });
    const server = await startAwsServer(
      cloudwatch([
        put("TokenQuota", 5, 900),
        put("TokenQuota", 1, 500),
        put("RequestQuota", 2, 60),
        put("TokenQuota", 1, 1, "other"),
      ]),
    );
    const source = publishedQuotas({
      stack: "prod",
      client: new CloudWatchClient(settings(server.url)),
      now: () => now,
    });
    assert.deepEqual(await source(modelId), { tokensPerMinute: 500, requestsPerMinute: 60 });
    assert.equal(await source("us.unknown"), undefined);
    await server.close();
  });

  it("come from Service Quotas: the account's own, AWS's default, and an error where it can't be read", async () => {
    const server = await startAwsServer(
      pretendQuotas([
        { code: "L-00000001", name: "tokens", applied: 700, default: 900 },
        { code: "L-00000002", name: "requests", default: 40 },
        { code: "L-00000003", name: "unread", errorCode: "DEPENDENCY_SERVICE_ERROR", default: 9 },
      ]),
    );
    const codes = {
      [modelId]: { tokensPerMinute: "L-00000001", requestsPerMinute: "L-00000002" },
      unread: { tokensPerMinute: "L-00000003" },
    };
    const source = serviceQuotas({ codes, client: new ServiceQuotasClient(settings(server.url)) });
    assert.deepEqual(await source(modelId), { tokensPerMinute: 700, requestsPerMinute: 40 });
    assert.equal(await source("us.unknown"), undefined);
    await assert.rejects(source("unread"), /L-00000003: DEPENDENCY_SERVICE_ERROR/);
    await server.close();
  });
});
