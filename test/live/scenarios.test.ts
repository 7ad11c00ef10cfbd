import { describeLive } from "./describe-live.ts";
import { alarmScenarios } from "./scenarios/alarms.ts";
import { doctorScenarios } from "./scenarios/doctor.ts";
import { failingFunctionScenarios } from "./scenarios/failing-function.ts";
import { notifierScenarios } from "./scenarios/notifier.ts";
import { type Running, startRunning } from "./scenarios/running.ts";
import { scheduleScenarios } from "./scenarios/schedule.ts";
import { stackFileScenarios } from "./scenarios/stack-files.ts";

describeLive("live", () => {
  // Its minutes are real, so it is brought up first and left to run while the others work.
  const running = {} as Running;
  before(() => {
    Object.assign(running, startRunning());
  });
  after(async () => {
    // There is none where the suite was skipped.
    const deployed = await running.deployment?.catch(() => undefined);
    await deployed?.close();
  });

  stackFileScenarios();
  scheduleScenarios(running);
  alarmScenarios(running);
  notifierScenarios(running);
  doctorScenarios(running);
  failingFunctionScenarios(running);
});
