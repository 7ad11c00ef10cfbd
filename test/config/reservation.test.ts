import assert from "node:assert/strict";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { ConfigError } from "../../stacks/config.ts";
import { read } from "./fixture-registry.ts";
import { haiku, opus, targetsOf } from "./read-targets.ts";

const reservationsOf = async (models: unknown, reservation?: unknown) =>
  (await targetsOf(models, reservation === undefined ? {} : { reservation })).map(
    ({ model, reservation: own }: TargetSettings) => [model.modelId, own] as const,
  );

async function problemsOf(models: unknown, reservation: unknown): Promise<string[]> {
  try {
    await reservationsOf(models, reservation);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ path, message, fix }) => `${path}: ${message}; ${fix}`);
    throw error;
  }
  return [];
}

const by = (model: string, more: object = {}) => ({ model, scopes: ["global"], ...more });

describe("reservation in the config", () => {
  it("is nothing where nobody asks for it", async () => {
    assert.deepEqual(await reservationsOf([by(opus)]), [[opus, undefined]]);
    assert.deepEqual(await reservationsOf([by(opus)], {}), [[opus, undefined]], "the default in Pulumi.yaml");
  });

  it("is the stack's for every model, and an entry changes single keys or drops it", async () => {
    const stack = { source: "logs", logGroup: "bedrock", thresholds: { warning: 80 } };
    const found = await reservationsOf(
      [by(opus, { reservation: { maxTokens: 4096, thresholds: { critical: 95 } } }), by(haiku, { reservation: "off" })],
      stack,
    );
    assert.deepEqual(found, [
      [
        opus,
        {
          source: "logs",
          logGroup: "bedrock",
          maxTokens: 4096,
          thresholds: [
            { name: "warning", threshold: 80 },
            { name: "critical", threshold: 95 },
          ],
        },
      ],
      [haiku, undefined],
    ]);
  });

  it("leaves the keys of another source behind", async () => {
    const stack = { source: "client", applications: ["shop", "shop"], thresholds: { warning: 80 } };
    const found = await reservationsOf([by(opus, { reservation: { source: "estimate" } }), by(haiku)], stack);
    assert.deepEqual(found, [
      [opus, { source: "estimate", thresholds: [{ name: "warning", threshold: 80 }] }],
      [
        haiku,
        {
          source: "client",
          applications: ["shop"],
          namespace: "BedrockHeadroom/Client",
          thresholds: [{ name: "warning", threshold: 80 }],
        },
      ],
    ]);
  });

  it("switches the Region's logging on where the stack's own key asks for it, and for nobody else", async () => {
    const of = async (reservation: unknown) =>
      (await read({ models: [by(opus)], reservation, publisher: { logRetentionDays: 7 } })).settings.invocationLogging;
    const logs = { source: "logs", logGroup: "bedrock" };
    assert.equal(await of(logs), undefined);
    assert.deepEqual(await of({ ...logs, enableLogging: true }), { logGroup: "bedrock", retentionDays: 7 });
    assert.equal(await of({ ...logs, enableLogging: false }), undefined);
    assert.deepEqual(await problemsOf([by(opus, { reservation: { ...logs, enableLogging: true } })], {}), [
      "models[0].reservation.enableLogging: is for the whole Region, not for one model; set it in reservation",
    ]);
    assert.deepEqual(await problemsOf([by(opus)], { source: "estimate", enableLogging: true }), [
      "reservation.enableLogging: goes with source logs; the source here is estimate; remove it",
    ]);
  });

  it("is refused with what to do", async () => {
    assert.deepEqual(await problemsOf([by(opus)], { maxTokens: 5 }), [
      "reservation.source: says not where the reservation is seen: logs, client or estimate; source: estimate",
    ]);
    assert.deepEqual(await problemsOf([by(opus)], { source: "logs" }), [
      "reservation.logGroup: source logs needs the log group of the invocation logs; logGroup: <its name>",
    ]);
    assert.deepEqual(await problemsOf([by(opus)], { source: "log", logGroup: "a" }), [
      'reservation.source: must be logs, client or estimate; did you mean "logs"?',
    ]);
    assert.deepEqual(
      await problemsOf([by(opus, { reservation: { logGroup: "a" } })], {
        source: "client",
        applications: ["a"],
        thresholds: { warnin: 80, warning: 90, critical: 80 },
      }),
      [
        "models[0].reservation.logGroup: goes with source logs; the source here is client; remove it",
        'reservation.thresholds.warnin: is not one of the stack\'s severities: warning and critical; did you mean "warning"?',
      ],
    );
    assert.deepEqual(await problemsOf([by(opus)], { source: "estimate", thresholds: { warning: 90, critical: 80 } }), [
      "reservation.thresholds.critical: puts critical (80 %) at or below warning (90 %); keep critical above warning, or drop one of them with off",
    ]);
  });
});
