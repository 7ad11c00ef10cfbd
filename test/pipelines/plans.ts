import { plan } from "../../monitoring/plan.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const opus = "anthropic.claude-opus-5";
const sonnet = "anthropic.claude-sonnet-5";
const novaPro = "amazon.nova-pro-v1:0";
const novaMicro = "amazon.nova-micro-v1:0";

/** A small stack. */
export const before: MonitoringPlan = plan(
  settings([target(opus, "cross-region"), target(sonnet, "global"), target(novaPro, "on-demand")], {
    alerts: { notify: "each", email: ["platform-team@example.com", "on-call@example.com"], topicArns: {} },
  }),
);

/** The same a pull request later: a threshold, an evaluation, an id, a model more and one less, an address less and a topic more. */
export const after: MonitoringPlan = plan(
  settings(
    [
      target(opus, "cross-region", {
        applicationProfiles: ["abcdefghijkl"],
        evaluation: {
          warning: { datapointsToAlarm: 3, evaluationPeriods: 5 },
          critical: { datapointsToAlarm: 1, evaluationPeriods: 30 },
        },
      }),
      target(sonnet, "global", {
        thresholds: [
          { name: "warning", threshold: percent(60) },
          { name: "critical", threshold: percent(90) },
        ],
      }),
      target(novaMicro, "cross-region"),
    ],
    {
      alerts: {
        notify: "each",
        email: ["platform-team@example.com"],
        topicArns: { critical: ["arn:aws:sns:us-east-1:123456789012:on-call"] },
      },
      publisher: { refreshMinutes: 30, horizonMinutes: 10, logRetentionDays: 30 },
    },
  ),
);
