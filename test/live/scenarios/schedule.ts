import assert from "node:assert/strict";

import type { Running } from "./running.ts";

/** The publisher as the emulator's schedule runs it, in real minutes. */
export function scheduleScenarios(running: Running): void {
  describe("the deployed function, on the emulator's schedule", () => {
    it("has every configured quota and the heartbeat in CloudWatch within two minutes", async () => {
      const { plan } = await running.deployment;
      const { seconds, time, published, expected } = await running.firstMinute;
      assert(seconds < 120, `${seconds} s`);
      assert(published.ranAt(time));
      for (const quota of plan.feed.quotas)
        assert.equal(published.valueAt(quota, time), expected.get(quota.code)! * quota.multiplier, quota.name);
    });

    it("shows a raised quota within the refresh time, and one alert says old and new", async () => {
      const { inbox } = await running.deployment;
      const { quota, oldValue, newValue, shown } = await running.raisedQuota;
      assert.equal(shown, newValue * quota.multiplier);
      const alerts = inbox.notifications.filter(({ Message }) => Message.includes(quota.code));
      assert.equal(alerts.length, 1);
      const [{ Message, Subject }] = alerts as [(typeof alerts)[0]];
      assert.match(Subject ?? "", /quota raised/);
      for (const value of [oldValue, newValue]) assert(Message.includes(value.toLocaleString("en-US")), Message);
    });
  });
}
