import assert from "node:assert/strict";
import { PlannedMonitor } from "../../components/planned-monitor.ts";
import { logFilters } from "../../monitoring/reservation/log-filters.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { counts, only, registeredBy } from "./recorder.ts";
import { testModel, testSettings, testTarget } from "./settings.ts";

const logGroup = "/aws/bedrock/invocations";
const reservation = { source: "logs", logGroup, thresholds: [] } as const;
const target = { ...testTarget(testModel("example.alpha-v1:0", 16), "cross-region"), reservation };
const create = (settings: MonitoringSettings) =>
  registeredBy(
    () =>
      new PlannedMonitor("monitor", {
        settings,
        accountId: "111122223333",
        publisherBundle: "/index.mjs",
        notifierBundle: "/index.mjs",
      }),
  );

describe("the reservation from logs", () => {
  it("is metric filters on the log group that the settings name, and nothing else of the account's", async () => {
    const registered = await create(testSettings({ targets: [target] }));
    const filters = registered.filter(({ type }) => type.endsWith(":LogMetricFilter"));
    const expected = logFilters("test");
    assert.equal(filters.length, expected.length);
    for (const { inputs } of filters) {
      const planned = expected.find(({ name }) => name === inputs["name"]);
      assert.ok(planned);
      assert.deepEqual(inputs, {
        name: planned.name,
        logGroupName: logGroup,
        pattern: planned.pattern,
        metricTransformation: {
          name: planned.metric,
          namespace: "Bedrock/Reservation/test",
          value: planned.value,
          dimensions: { ModelId: "$.modelId" },
          unit: "Count",
        },
        region: "us-east-1",
      });
    }
    assert.equal(counts(registered)["InvocationLoggingConfiguration"], undefined);
    assert.ok(!registered.some(({ inputs }) => inputs["name"] === logGroup));
  });

  it("is not there where no target asks for it", async () => {
    const count = counts(await create(testSettings()));
    assert.equal(count["LogMetricFilter"], undefined);
    assert.equal(count["ReservationFromLogs"], undefined);
  });

  it("switches logging on where it is asked to: text alone, by a role that Bedrock alone takes for this account", async () => {
    const invocationLogging = { logGroup, retentionDays: 7 };
    const registered = await create(testSettings({ targets: [target], invocationLogging }));
    const { inputs } = only(registered, "InvocationLoggingConfiguration");
    const config = inputs["loggingConfig"] as Record<string, unknown>;
    assert.deepEqual(
      ["text", "image", "embedding", "video"].map((kind) => config[`${kind}DataDeliveryEnabled`]),
      [true, false, false, false],
    );
    const group = registered.find(({ type, inputs: own }) => type.endsWith(":LogGroup") && own["name"] === logGroup);
    assert.equal(group?.inputs["retentionInDays"], 7);
    const role = only(registered, "Role", "monitor-reservation");
    const trust = JSON.parse(role.inputs["assumeRolePolicy"] as string);
    assert.deepEqual(trust.Statement[0].Principal, { Service: "bedrock.amazonaws.com" });
    assert.deepEqual(trust.Statement[0].Condition, {
      StringEquals: { "aws:SourceAccount": "111122223333" },
      ArnLike: { "aws:SourceArn": "arn:aws:bedrock:us-east-1:111122223333:*" },
    });
    const policy = JSON.parse(only(registered, "RolePolicy", "monitor-reservation").inputs["policy"] as string);
    assert.deepEqual(
      policy.Statement.flatMap(({ Action }: { Action: string[] }) => Action),
      ["logs:CreateLogStream", "logs:PutLogEvents"],
    );
    assert.match(policy.Statement[0].Resource, /:log-stream:aws\/bedrock\/modelinvocations$/);
  });
});
