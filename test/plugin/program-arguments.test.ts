import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import type { BedrockQuotaMonitorArgs, Model } from "../../plugin/arguments.ts";
import { programArguments } from "../../plugin/program-arguments.ts";
import { type ReadSettings, readSettingsNow } from "../../stacks/config.ts";

const nova = "us.amazon.nova-lite-v1:0";
const window = { datapoints: 2, of: 5 };

/** What the stack's own reader makes of the arguments. */
const settingsOf = (args: BedrockQuotaMonitorArgs): ReadSettings["settings"] =>
  readSettingsNow({
    stack: "dev",
    region: "us-east-1",
    values: programArguments(args) as Record<string, unknown>,
  }).settings;

const withModel = (model: Partial<Model>) => settingsOf({ models: [{ model: nova, ...model }] });

describe("arguments in other languages", () => {
  it("mean what the same words of a stack file mean", () => {
    const inFile = readSettingsNow({
      stack: "dev",
      region: "us-east-1",
      values: {
        models: [{ model: nova, thresholds: { warning: 60, critical: "off" }, evaluation: { critical: window } }],
        alerts: { topics: { critical: ["arn:aws:sns:us-east-1:123456789012:on-call"] } },
        publisher: { uncounted: "off", vpc: { create: true } },
      },
    }).settings;
    const here = settingsOf({
      models: [
        {
          model: nova,
          thresholds: { warning: 60 },
          off: ["thresholds.critical"],
          evaluationBySeverity: { critical: window },
        },
      ],
      alerts: { topicsBySeverity: { critical: ["arn:aws:sns:us-east-1:123456789012:on-call"] } },
      publisher: { uncounted: { enabled: false }, vpc: { create: true } },
    });
    assert.deepEqual(here, inFile);
  });

  it("switch off what a less specific entry has set", () => {
    const [entry] = programEntries({
      models: [
        {
          model: nova,
          reservation: { source: "estimate" },
          off: ["serverErrorRate", "latencyAnomaly", "reservation.thresholds.warning"],
        },
      ],
    });
    assert.deepEqual(entry, {
      model: nova,
      serverErrorRate: "off",
      latencyAnomaly: "off",
      reservation: { source: "estimate", thresholds: { warning: "off" } },
    });
    assert.deepEqual(programEntries({ models: [{ model: nova, off: ["reservation"] }] }), [
      { model: nova, reservation: "off" },
    ]);
  });

  it("leave the look at uncounted ids as it is where it is not switched off", () => {
    const { publisher } = settingsOf({
      models: [{ model: nova }],
      publisher: { uncounted: { ignore: ["amazon.titan-*"] }, vpc: { create: false } },
    });
    assert.deepEqual(publisher.uncounted, { ignore: ["amazon.titan-*"] });
    assert.equal(publisher.vpc, undefined);
  });

  it("are refused where two of them say one thing, or `off` names nothing", () => {
    const says = (pattern: RegExp) => (error: unknown) => RunError.isInstance(error) && pattern.test(error.message);
    assert.throws(
      () => withModel({ evaluation: window, evaluationBySeverity: { critical: window } }),
      says(/models\[0\]\.evaluation and models\[0\]\.evaluationBySeverity .* give one/),
    );
    assert.throws(
      () => withModel({ off: ["warning"] }),
      says(/models\[0\]\.off\[0\] "warning" must be serverErrorRate/),
    );
    assert.throws(
      () => settingsOf({ models: [{ model: nova }], alerts: { topics: [], topicsBySeverity: {} } }),
      says(/alerts\.topics and alerts\.topicsBySeverity/),
    );
  });
});

const programEntries = (args: BedrockQuotaMonitorArgs): unknown[] =>
  (programArguments(args) as { models: unknown[] }).models;
