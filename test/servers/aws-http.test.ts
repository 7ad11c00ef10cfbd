import assert from "node:assert/strict";
import { BedrockClient, GetFoundationModelCommand, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetServiceQuotaCommand, ListServiceQuotasCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { clientSettings } from "../../aws/client.ts";
import {
  type AwsServer,
  accessDenied,
  type Failure,
  serverError,
  startAwsServer,
  throttled,
  tooManyRequests,
} from "../../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../../local/servers/cloudwatch.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { type PretendMessage, sns } from "../../local/servers/sns.ts";

describe("the stand-in AWS server, used by the real SDK", () => {
  let server: AwsServer;
  const data: PretendDatum[] = [];
  const messages: PretendMessage[] = [];
  const settings = () => ({
    ...clientSettings({ region: "us-east-1", endpoint: server.url, silence: 500 }),
    credentials: testCredentials,
  });

  before(async () => {
    const quotas = [{ code: "L-00000001", name: "one", applied: 1e12 }];
    server = await startAwsServer(serviceQuotas(quotas), cloudwatch(data), sns(messages));
  });
  afterEach(() => {
    server.mend();
    server.forget();
  });
  after(() => server.close());

  it("speaks each service's protocol on one address", async () => {
    const quotas = new ServiceQuotasClient(settings());
    const { Quotas } = await quotas.send(new ListServiceQuotasCommand({ ServiceCode: "bedrock" }));
    assert.equal(Quotas?.[0]?.Value, 1e12);

    const monitoring = new CloudWatchClient(settings());
    const time = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    // Enough to be over the 10 KB from which the client compresses.
    const MetricData = Array.from({ length: 300 }, (_, index) => ({
      MetricName: "Quota",
      Dimensions: [{ Name: "ModelId", Value: `model-${index}` }],
      Timestamp: time,
      Value: index,
    }));
    await monitoring.send(new PutMetricDataCommand({ Namespace: "Test", MetricData }));
    assert.equal(server.calls.at(-1)?.headers["content-encoding"], "gzip");
    const { MetricDataResults } = await monitoring.send(
      new GetMetricDataCommand({
        StartTime: new Date(time.getTime() - 60_000),
        EndTime: new Date(time.getTime() + 60_000),
        MetricDataQueries: [
          {
            Id: "m1",
            MetricStat: {
              Metric: {
                Namespace: "Test",
                MetricName: "Quota",
                Dimensions: [{ Name: "ModelId", Value: "model-7" }],
              },
              Period: 60,
              Stat: "Maximum",
            },
          },
        ],
      }),
    );
    assert.deepEqual(MetricDataResults?.[0]?.Values, [7]);
    assert.deepEqual(MetricDataResults?.[0]?.Timestamps, [time]);

    const topic = new SNSClient(settings());
    const { MessageId } = await topic.send(
      new PublishCommand({ TopicArn: "arn:aws:sns:us-east-1:123456789012:t", Message: "a < b & c", Subject: "s" }),
    );
    assert.equal(MessageId, "message-1");
    assert.equal(messages[0]?.Message, "a < b & c");
  });

  it("serves REST operations by method and path, parameters and body put together as the input", async () => {
    const rest = await startAwsServer({
      signingName: "bedrock",
      protocol: "rest-json",
      routes: {
        "GET /inference-profiles": "ListInferenceProfiles",
        "GET /foundation-models/{modelIdentifier}": "GetFoundationModel",
      },
      operations: {
        ListInferenceProfiles: () => ({ inferenceProfileSummaries: [], nextToken: "more" }),
        GetFoundationModel: ({ modelIdentifier }) => ({ modelDetails: { modelArn: "arn", modelId: modelIdentifier } }),
      },
    });
    try {
      const bedrock = new BedrockClient({ ...settings(), endpoint: rest.url });
      const list = await bedrock.send(new ListInferenceProfilesCommand({ maxResults: 7, typeEquals: "APPLICATION" }));
      assert.equal(list.nextToken, "more");
      const model = await bedrock.send(new GetFoundationModelCommand({ modelIdentifier: "provider.model-v1:0" }));
      assert.equal(model.modelDetails?.modelId, "provider.model-v1:0");
      const inputs = rest.calls.map(({ operation, input }) => [operation, { ...input }]);
      assert.deepEqual(inputs, [
        ["ListInferenceProfiles", { maxResults: "7", type: "APPLICATION" }],
        ["GetFoundationModel", { modelIdentifier: "provider.model-v1:0" }],
      ]);
    } finally {
      await rest.close();
    }
  });

  it("answers as the service does when the input is wrong", async () => {
    const topic = new SNSClient(settings());
    await assert.rejects(
      topic.send(new PublishCommand({ TopicArn: "arn:aws:sns:us-east-1:123456789012:t", Message: "m", Subject: "ü" })),
      { name: "InvalidParameterException" },
    );
    const quotas = new ServiceQuotasClient(settings());
    await assert.rejects(quotas.send(new GetServiceQuotaCommand({ ServiceCode: "bedrock", QuotaCode: "L-FFFFFFFF" })), {
      name: "NoSuchResourceException",
    });
    const monitoring = new CloudWatchClient(settings());
    await assert.rejects(
      monitoring.send(
        new PutMetricDataCommand({ Namespace: "Test", MetricData: [{ MetricName: "m", Value: Number.NaN }] }),
      ),
      /not a number/,
    );
  });

  const passing: Record<string, Failure> = {
    "a throttle": throttled(),
    "an HTTP 429": tooManyRequests(),
    "an HTTP 503": serverError(503),
    "a stalled connection": "stall",
    "a body that stops half way": "stall-body",
    "a truncated body": "truncate",
    "a closed connection": "reset",
  };
  for (const [name, failure] of Object.entries(passing)) {
    it(`lets the SDK get over ${name} by trying again`, async () => {
      server.fail("ListServiceQuotas", failure, { times: 1 });
      const quotas = new ServiceQuotasClient(settings());
      const { Quotas } = await quotas.send(new ListServiceQuotasCommand({ ServiceCode: "bedrock" }));
      assert.equal(Quotas?.length, 1);
      assert.equal(server.count("ListServiceQuotas"), 2);
    });
  }

  it("denies access once and for all", async () => {
    server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    const quotas = new ServiceQuotasClient(settings());
    await assert.rejects(quotas.send(new ListServiceQuotasCommand({ ServiceCode: "bedrock" })), {
      name: "AccessDeniedException",
    });
    assert.equal(server.count(), 1);
  });
});
