import assert from "node:assert/strict";
import { type RecordedResource, type Recording, recordProgram } from "../../preview/recording-engine.ts";
import { sampleDirectory, sampleNames } from "../fixtures/sample-stacks.ts";
import { matchesGolden } from "../golden.ts";
import { readableJson } from "../readable-json.ts";
import { dashboardType, readableRecording } from "./readable-recording.ts";

const typeOf = (urn: string) => urn.split("::")[2]?.split("$").at(-1);

const everyString = function* (value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const field of Object.values(value)) yield* everyString(field);
};

interface Policy {
  Version?: string;
  Statement: { Effect: string; Action?: unknown; Principal?: { AWS?: unknown } }[];
}
const policiesOf = ({ urn, inputs }: RecordedResource): { urn: string; policy: Policy }[] =>
  ["policy", "assumeRolePolicy"]
    .filter((key) => inputs[key] !== undefined)
    .map((key) => ({ urn, policy: JSON.parse(inputs[key] as string) as Policy }));

for (const stack of sampleNames)
  describe(`stack ${stack} in Pulumi's own language runtime`, function () {
    this.timeout(120_000);
    let recording: Recording;
    before(async () => {
      recording = await recordProgram({ dir: sampleDirectory, stack });
    });

    it("registers what its golden files say", () => {
      assert.equal(recording.exitCode, 0, recording.stderr);
      const golden = (name: string) => new URL(`golden/${name}.json`, import.meta.url);
      matchesGolden(`${readableJson(readableRecording(recording))}\n`, golden(stack));
      const dashboards = recording.resources.filter(({ type }) => type === dashboardType);
      const bodies = dashboards.map(({ inputs }) => [
        inputs["dashboardName"],
        JSON.parse(inputs["dashboardBody"] as string),
      ]);
      matchesGolden(`${readableJson(Object.fromEntries(bodies))}\n`, golden(`${stack}.dashboards`));
    });

    it("gives every resource a parent, and none to the stack but the monitor", () => {
      const [stackResource, ...resources] = recording.resources;
      const urns = new Set(recording.resources.map(({ urn }) => urn));
      assert.equal(urns.size, recording.resources.length);
      assert.equal(stackResource?.type, "pulumi:pulumi:Stack");
      for (const { urn, parent } of resources) assert(parent && urns.has(parent), urn);
      const top = resources.filter(({ parent }) => parent === stackResource?.urn);
      assert.deepEqual(
        top.map(({ type }) => type),
        ["bedrock-headroom:index:BedrockQuotaMonitor"],
      );
    });

    it("passes plain values on: no unresolved output, no undefined, no unknown", () => {
      for (const { urn, inputs } of recording.resources)
        for (const text of everyString(inputs)) {
          assert.doesNotMatch(text, /Calling \[toString\]|\[object Object\]|undefined|NaN/, urn);
        }
    });

    it("writes policies that have the version IAM's language needs, and open nothing to everyone", () => {
      const policies = recording.resources.flatMap(policiesOf);
      for (const { urn, policy } of policies) {
        assert.equal(policy.Version, "2012-10-17", urn);
        // What is denied may well be denied to everyone.
        for (const { Action, Principal } of policy.Statement.filter(({ Effect }) => Effect === "Allow")) {
          assert.notEqual(Principal?.AWS ?? Principal, "*", urn);
          assert.notEqual(Action, "*", urn);
        }
      }
      assert(policies.length > 3);
    });

    it("creates a composite alarm only after every alarm that its rule names", () => {
      const byName = new Map(
        recording.resources.flatMap(({ urn, inputs }) => {
          const name =
            inputs["alarmName"] ?? (typeOf(urn) === "aws:cloudwatch/metricAlarm:MetricAlarm" && inputs["name"]);
          return name ? [[name as string, urn] as const] : [];
        }),
      );
      const composites = recording.resources.filter(({ inputs }) => inputs["alarmRule"] !== undefined);
      assert(composites.length > 0);
      for (const { urn, inputs, dependsOn } of composites)
        for (const [, child] of (inputs["alarmRule"] as string).matchAll(/ALARM\("([^"]+)"\)/g)) {
          const childUrn = byName.get(child ?? "");
          assert(childUrn && dependsOn.includes(childUrn), `${urn} does not wait for ${child}`);
        }
    });
  });
