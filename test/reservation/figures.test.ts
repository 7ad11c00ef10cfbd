import assert from "node:assert/strict";
import { metricsOf } from "../../monitoring/expression/expression.ts";
import { quotaNamespace, runtimeMetric } from "../../monitoring/metrics.ts";
import { clientMetrics, clientNamespace, logMetrics, logsNamespace } from "../../monitoring/reservation/metrics.ts";
import type { ReservationFigures } from "../../monitoring/reservation/reservation.ts";
import { reservationOf } from "../../monitoring/reservation/watched.ts";
import type { ReservationSettings, TargetSettings } from "../../monitoring/settings.ts";
import type { Scope } from "../../words/words.ts";
import { target } from "../monitoring/example-settings.ts";
import { type MinuteValues, valueIn } from "./series.ts";

const place = { stack: "us-east-1", region: "us-east-1", accountId: "123456789012" };
const opus = "anthropic.claude-opus-5";
const id = `us.${opus}`;
const logs = { source: "logs", logGroup: "bedrock", thresholds: [] } as const;
const client = {
  source: "client",
  applications: ["shop"],
  namespace: clientNamespace,
  thresholds: [],
} as const satisfies ReservationSettings;

const withReservation = (reservation: ReservationSettings, scope: Scope = "cross-region", model = opus) =>
  target(model, scope, { reservation });

function figures(of: TargetSettings): ReservationFigures {
  const found = reservationOf(of, place);
  assert.ok(found && !("cannotTell" in found), JSON.stringify(found));
  return found;
}

const bedrock = (name: Parameters<typeof runtimeMetric>[0], value: number, stat = "Sum") =>
  [runtimeMetric(name, id, stat), value] as const;
const logged = (name: string, value: number, ModelId: string = id) =>
  [{ namespace: logsNamespace(place.stack), name, dimensions: { ModelId }, stat: "Sum" }, value] as const;
const sent = (name: string, value: number) =>
  [
    {
      namespace: clientNamespace,
      name,
      dimensions: { Application: "shop", Endpoint: "bedrock-runtime", ModelId: id },
      stat: "Sum",
    },
    value,
  ] as const;
const quota = (value: number) =>
  [
    {
      namespace: quotaNamespace,
      name: "TokenQuota",
      dimensions: { Stack: place.stack, ModelId: id },
      stat: "Minimum",
    },
    value,
  ] as const;

/** Ten requests of 1,000 tokens of input and 100 written to a cache, 30 seconds each. */
const traffic: MinuteValues = [
  bedrock("InputTokenCount", 10_000),
  bedrock("CacheWriteInputTokenCount", 1_000),
  bedrock("EstimatedTPMQuotaUsage", 15_000),
  bedrock("Invocations", 10),
  bedrock("InvocationLatency", 300_000),
  bedrock("InvocationLatency", 10, "SampleCount"),
  quota(100_000),
];

const read = ({ begun, held, taken, gap, used, share }: ReservationFigures, values: MinuteValues) => ({
  used: valueIn(used, values),
  begun: valueIn(begun, values),
  held: valueIn(held, values),
  taken: valueIn(taken, values),
  gap: valueIn(gap, values),
  share: share && valueIn(share, values),
});

describe("the figures of a reservation", () => {
  it("from logs: begun in the minute, and what is held by how long requests take", () => {
    const of = figures(withReservation(logs));
    // Eight of the ten name 4,000; two name none and take the config's 8,000.
    const values = [
      ...traffic,
      logged(logMetrics.maxTokens, 32_000),
      logged(logMetrics.without, 2, `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${id}`),
    ];
    const withAssumed = figures(withReservation({ ...logs, maxTokens: 8_000 }));
    // begun 11,000 + 32,000 + 16,000 = 59,000; of ten requests, 30 s each of the minute: half of it is held on average.
    assert.deepEqual(read(withAssumed, values), {
      used: 15_000,
      begun: 59_000,
      held: 29_500,
      taken: 44_500,
      gap: 44_000,
      share: 44.5,
    });
    assert.equal(of.maxTokens, 128_000);
    assert.equal(valueIn(of.begun, values), 11_000 + 32_000 + 2 * 128_000);
  });

  it("from clients: what they measured, and by time what they could not", () => {
    const of = figures(withReservation({ ...client, maxTokens: 6_000 }));
    const values = [
      ...traffic,
      sent(clientMetrics.input, 9_000),
      sent(clientMetrics.maxTokens, 20_000),
      sent(clientMetrics.without, 1),
      sent(clientMetrics.held, 600_000),
    ];
    assert.deepEqual(read(of, values), {
      used: 15_000,
      begun: 35_000,
      // 600,000 token-seconds in a minute, and 6,000 for half of it
      held: 10_000 + 600 * 5,
      taken: 28_000,
      gap: 20_000,
      share: 28,
    });
  });

  it("by estimate: every request takes the same, and more than it can hold", () => {
    const of = figures(withReservation({ source: "estimate", maxTokens: 4_000, thresholds: [] }));
    assert.deepEqual(read(of, traffic), {
      used: 15_000,
      begun: 51_000,
      held: 25_500,
      taken: 40_500,
      gap: 36_000,
      share: 40.5,
    });
  });

  it("have no datapoint in a minute without traffic", () => {
    for (const settings of [logs, client, { source: "estimate", thresholds: [] } as const]) {
      const values = read(figures(withReservation(settings)), [quota(100_000)]);
      for (const [name, value] of Object.entries(values)) assert.ok(Number.isNaN(value), `${settings.source} ${name}`);
    }
  });

  it("need no more metrics than an alarm holds, for a target of one id", () => {
    for (const settings of [logs, client, { source: "estimate", thresholds: [] } as const]) {
      const { share } = figures(withReservation(settings));
      assert.ok(share && metricsOf(share.node).length <= 10, settings.source);
    }
  });
});

describe("what of a reservation can't be told", () => {
  const why = (of: TargetSettings) => {
    const found = reservationOf(of, place);
    return found && "cannotTell" in found ? found.cannotTell : undefined;
  };

  it("is asked of nobody where the config asks nothing", () => {
    assert.equal(reservationOf(target(opus, "cross-region"), place), undefined);
  });

  it("is mantle's, but by clients", () => {
    const on = (settings: ReservationSettings) => withReservation(settings, "mantle", "anthropic.claude-opus-5");
    assert.match(why(on(logs)) ?? "", /mantle writes no invocation logs/);
    assert.match(why(on({ source: "estimate", thresholds: [] })) ?? "", /source: client/);
    const of = figures(on(client));
    assert.equal(of.kind, "input-tpm");
    assert.ok(metricsOf(of.held.node).every(({ dimensions }) => dimensions["Endpoint"] === "bedrock-mantle"));
  });

  it("is an estimate for a model whose maximum no source names", () => {
    const { model } = target(opus, "cross-region");
    const { maxOutputTokens: _, ...unnamed } = model;
    const of = { ...withReservation({ source: "estimate", thresholds: [] }), model: unnamed };
    assert.match(why(of) ?? "", /set reservation\.maxTokens/);
    assert.equal(why({ ...of, reservation: { source: "estimate", maxTokens: 5, thresholds: [] } }), undefined);
  });

  it("is that of a model that writes no tokens", () => {
    assert.match(why(withReservation(logs, "on-demand", "amazon.titan-embed-text-v2:0")) ?? "", /writes no tokens/);
  });
});
