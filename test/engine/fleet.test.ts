import assert from "node:assert/strict";
import { join } from "node:path";
import { type Recording, recordProgram } from "../../preview/recording-engine.ts";
import { matchesGolden } from "../golden.ts";
import { readableJson } from "../readable-json.ts";
import { dashboardType, readableRecording } from "./readable-recording.ts";
import { recordShipped } from "./record-shipped.ts";

const directory = join(import.meta.dirname, "../fixtures/fleet");

describe("a fleet's stack in Pulumi's own language runtime", function () {
  this.timeout(120_000);
  let recording: Recording;
  before(async () => {
    recording = await recordProgram({ dir: directory, stack: "fleet" });
  });

  it("registers what its golden files say", () => {
    assert.equal(recording.exitCode, 0, recording.stderr);
    const golden = (name: string) => new URL(`golden/${name}.json`, import.meta.url);
    matchesGolden(`${readableJson(readableRecording(recording))}\n`, golden("fleet"));
    const bodies = recording.resources
      .filter(({ type }) => type === dashboardType)
      .map(({ inputs }) => [inputs["dashboardName"], JSON.parse(inputs["dashboardBody"] as string)]);
    matchesGolden(`${readableJson(Object.fromEntries(bodies))}\n`, golden("fleet.dashboards"));
  });

  it("makes neither alarms nor a publisher", () => {
    const types = new Set(recording.resources.map(({ type }) => type));
    assert(!types.has("aws:cloudwatch/metricAlarm:MetricAlarm"));
    assert.equal(recording.resources.filter(({ type }) => type === "aws:lambda/function:Function").length, 1);
  });

  it("tells all that is wrong with its file at once", async () => {
    const { exitCode, logs, resources } = await recordShipped(
      [
        "config:",
        "  aws:region: us-east-1",
        "  bedrock-headroom:models: all",
        "  bedrock-headroom:fleet:",
        "    places: [{ stack: nowhere }, { stack: dev, account: 12 }]",
        "    digest: { schedule: every day }",
      ].join("\n"),
    );
    assert.notEqual(exitCode, 0);
    assert.equal(resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").length, 0);
    const said = logs.map(({ message }) => message).join("\n");
    assert.match(said, /5 problems in Pulumi\.dev\.yaml/);
    for (const part of [
      /models\n {2}found {2}"all"\n {2}can't stand beside fleet/,
      /fleet\.places\[0\]\n.*\n {2}there is no Pulumi\.nowhere\.yaml/,
      /fleet\.places\[1\]\.account\n.*\n.*twelve digits/,
      /fleet\.places\[1\]\n {2}found {2}"dev"\n {2}is the fleet itself/,
      /fleet\.digest\.schedule\n.*\n.*rate\(n hours\)/,
    ])
      assert.match(said, part);
  });
});
