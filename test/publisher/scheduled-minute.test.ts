import assert from "node:assert/strict";
import { functionSettings, scheduleInput } from "../../functions/quota-publisher/function-settings.ts";
import { scheduledMinute } from "../../functions/quota-publisher/scheduled-minute.ts";

const at = (time: string): Date => new Date(`2026-11-21T${time}Z`);
const due = (time: string) =>
  JSON.parse(scheduleInput.replace("<aws.scheduler.scheduled-time>", `2026-11-21T${time}Z`));

describe("the minute that a run publishes for", () => {
  it("is the one it was due in, though it began in the next", () => {
    assert.deepEqual(scheduledMinute(due("10:15:58"), at("10:16:03.200")), at("10:15:00"));
  });

  it("gives every minute one run when runs begin a little early or late", () => {
    const starts = ["10:15:59.900", "10:17:00.100", "10:17:59.950"];
    const minutes = starts.map((start, index) => scheduledMinute(due(`10:${15 + index}:59`), at(start)));
    assert.deepEqual(minutes, [at("10:15:00"), at("10:16:00"), at("10:17:00")]);
  });

  it("is the same when a run is tried again", () => {
    assert.deepEqual(scheduledMinute(due("10:15:58"), at("10:17:40")), at("10:15:00"));
  });

  it("is the present one when a run comes long after it was due, or when its time is in the future", () => {
    assert.deepEqual(scheduledMinute(due("08:00:00"), at("10:15:30")), at("10:15:00"));
    assert.deepEqual(scheduledMinute(due("11:00:00"), at("10:15:30")), at("10:15:00"));
  });

  it("is the present one when a person runs the function by hand", () => {
    for (const event of [undefined, null, {}, "text", { scheduledTime: "soon" }, { scheduledTime: 7 }]) {
      assert.deepEqual(scheduledMinute(event, at("10:15:30")), at("10:15:00"));
    }
  });

  it("leaves a run less than a minute", () => {
    assert.ok(functionSettings.timeoutSeconds < 60);
  });
});
