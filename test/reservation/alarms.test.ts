import assert from "node:assert/strict";
import { plan } from "../../monitoring/plan.ts";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import { clientNamespace, logsNamespace } from "../../monitoring/reservation/metrics.ts";
import type { ReservationSettings, TargetSettings } from "../../monitoring/settings.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { lookupIn } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { parseTraffic } from "../../monitoring/simulation/traffic.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const start = Date.UTC(2026, 0, 5) / 1000;
const sonnet = "anthropic.claude-sonnet-5";
const thresholds = [
  { name: "warning", threshold: percent(70) },
  { name: "critical", threshold: percent(90) },
];
const sources: readonly ReservationSettings[] = [
  { source: "logs", logGroup: "bedrock", thresholds },
  { source: "client", applications: ["shop", "search"], namespace: clientNamespace, thresholds },
  { source: "estimate", maxTokens: 64_000, thresholds },
];

const planWith = (reservation: ReservationSettings, changes: Partial<TargetSettings> = {}) =>
  plan(settings([target(sonnet, "cross-region", { reservation, ...changes })]));
const isReserved = ({ id }: PlannedAlarm) => id.includes("/reserved/");
const many = { applicationProfiles: Array.from({ length: 40 }, (_, index) => `profile${index}`) };

interface Case {
  reservation: ReservationSettings;
  traffic: string;
  maxTokens?: number;
  lag?: number;
  minutes?: number;
  changes?: Partial<TargetSettings>;
}

/** The alarms that go on, by what their identity ends in, with the minute. */
function fired({ reservation, traffic, maxTokens = 64_000, lag = 0, minutes = 180, changes = {} }: Case) {
  const made = planWith(reservation, changes);
  const profile = parseTraffic(traffic);
  assert.ok(profile);
  const quotas = Object.fromEntries(made.feed.quotas.map(({ code }) => [code, 1_000_000]));
  const series = planSeries({ plan: made, traffic: () => profile, quotas, start, minutes, maxTokens });
  const alarms = made.alarms.filter(({ id }) => !id.startsWith("publisher/"));
  const results = simulate({
    alarms,
    series: lookupIn(series),
    start,
    minutes,
    lagMinutes: { "AWS/Bedrock": lag, [logsNamespace("us-east-1")]: lag, [clientNamespace]: lag },
    initialState: "OK",
  });
  return new Map(
    results.flatMap((result, index) => {
      assert.equal(result.outcome, "simulated");
      const on = result.outcome === "simulated" ? result.transitions.filter(({ to }) => to === "ALARM") : [];
      const name = alarms[index]!.id.split("/").slice(2).join("/");
      return on.length > 0 ? [[name, on.map(({ minute }) => minute)] as const] : [];
    }),
  );
}

describe("the alarms on the reservation", () => {
  it("are one for each threshold that the config asks for, and none without", () => {
    for (const reservation of sources) {
      assert.deepEqual(
        planWith(reservation)
          .alarms.filter(isReserved)
          .map(({ id, Threshold }) => [id, Threshold]),
        [
          [`${sonnet}/cross-region/reserved/warning`, 70],
          [`${sonnet}/cross-region/reserved/critical`, 90],
        ],
        reservation.source,
      );
      assert.deepEqual(planWith({ ...reservation, thresholds: [] }).alarms.filter(isReserved), []);
      assert.deepEqual(planWith(reservation, { alarms: false }).alarms.filter(isReserved), []);
    }
  });

  it("go on where large max_tokens take the quota at 40 % of use, which no other alarm tells", () => {
    for (const reservation of sources)
      for (const changes of [{}, many]) {
        const on = fired({ reservation, traffic: "steady:40%", changes });
        const title = `${reservation.source} ${Object.keys(changes).length}`;
        assert.deepEqual([...on.keys()].sort(), ["reserved/critical", "reserved/warning"], title);
        for (const minutes of on.values()) assert.equal(minutes.length, 1, `${title}: one message`);
      }
  });

  it("stay quiet where requests ask for little, but for an estimate, which can't know", () => {
    for (const reservation of sources) {
      const on = fired({ reservation, traffic: "steady:40%", maxTokens: 300 });
      assert.deepEqual(on.size > 0, reservation.source === "estimate", reservation.source);
    }
  });

  it("stay quiet without traffic, and with what is used but whose max_tokens nobody shows", () => {
    for (const reservation of sources) assert.equal(fired({ reservation, traffic: "idle" }).size, 0);
  });

  it("go on however late the metrics are, once a burst", () => {
    for (const reservation of sources)
      for (const lag of [0, 1, 4]) {
        const on = fired({ reservation, traffic: "burst:45%x5/60@2%", lag, minutes: 110 });
        assert.deepEqual(
          [...on.keys()].sort(),
          ["reserved/critical", "reserved/warning"],
          `${reservation.source} ${lag}`,
        );
        for (const minutes of on.values()) assert.equal(minutes.length, 1);
      }
  });

  it("hold no more metrics than AWS takes, whatever is added up, and name what they rest on", () => {
    for (const reservation of sources)
      for (const changes of [{}, { applicationProfiles: ["one"] }, many]) {
        for (const alarm of planWith(reservation, changes).alarms.filter(isReserved)) {
          const metrics = alarm.Metrics.filter((query) => "MetricStat" in query).length;
          assert.ok(metrics <= 10, `${reservation.source}: ${metrics}`);
          assert.match(alarm.AlarmDescription, /lower max_tokens/);
          assert.match(alarm.AlarmDescription, /Seen from|Not seen/);
        }
      }
  });
});
