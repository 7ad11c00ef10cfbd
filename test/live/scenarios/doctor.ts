import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DeleteAlarmsCommand, DisableAlarmActionsCommand } from "@aws-sdk/client-cloudwatch";
import type { DoctorDocument } from "../../../cli/doctor/document-shape.ts";
import { succeeded } from "../../../local/bring-up.ts";
import { runHeadroom } from "../../registry-cli/run-headroom.ts";
import { assertMatchesSchema } from "../../schemas/matches-schema.ts";

import type { Running } from "./running.ts";

/**
 * What `headroom doctor` says of the stack that really runs. Not looked at here: what alarms watch, which the emulator
 * drops; mute rules, which it does not know; which models it lists, an old list.
 */
export function doctorScenarios(running: Running): void {
  const looked = [
    ...["state", "alarms-there", "alarms-tell", "alarms-left-over", "publisher-runs", "quotas-fresh"],
    ...["quotas-published", "changes-told", "subscriptions"],
  ];

  /** The findings of the checks that the emulator bears, each "<check> <level>". */
  async function examine() {
    const { local, stack } = await running.deployment;
    const state = join(local.folder, "state.json");
    succeeded(await local.project.pulumi(["stack", "export", "--stack", stack, "--file", state]));
    const { stdout, stderr } = await runHeadroom(["doctor", "--stack", stack, "--state", state, "--json", "-"], {
      cwd: dirname(local.project.stackFile(stack)),
      env: {
        AWS_ENDPOINT_URL: local.emulator.url,
        AWS_ENDPOINT_URL_SERVICE_QUOTAS: local.quotas.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_EC2_METADATA_DISABLED: "true",
        CI: "1",
      },
    });
    assert.notEqual(stdout, "", stderr);
    const document = JSON.parse(stdout) as DoctorDocument;
    assertMatchesSchema("doctor", document);
    return document.findings.filter(({ check }) => looked.includes(check));
  }
  const faults = (findings: Awaited<ReturnType<typeof examine>>) => findings.filter(({ level }) => level !== "ok");

  describe("headroom doctor", () => {
    before(() => running.watched);

    it("finds a stack that runs well", async () => {
      const findings = await examine();
      assert.deepEqual(faults(findings), []);
      assert.deepEqual(findings.map(({ check }) => check).sort(), [...looked].sort());
    });

    it("finds what was deleted and silenced by hand, and what it says to do mends that", async () => {
      const { aws, plan, local, stack } = await running.deployment;
      const named = (end: string) => plan.alarms.find(({ id }) => id.endsWith(end))!.AlarmName;
      // One that no composite alarm reads: those can't be deleted before it.
      const [gone, silent] = [named("publisher/delivery/critical"), named("/tpm/critical")];
      await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [gone] }));
      await aws.cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: [silent] }));
      const found = faults(await examine());
      assert.deepEqual(
        found.map(({ check, level, subjects }) => [check, level, subjects]),
        [
          ["alarms-there", "critical", [gone]],
          ["alarms-tell", "critical", [silent]],
        ],
      );
      assert.match(found[0]!.found, /Pulumi's state has it: deleted by hand/);
      assert.equal(found[0]!.fix?.command, `npm run up -- ${stack} --refresh`);
      succeeded(await local.project.pulumi(["up", "--refresh", "--stack", stack, "--yes", "--skip-preview"]));
      assert.deepEqual(faults(await examine()), []);
    });
  });
}
