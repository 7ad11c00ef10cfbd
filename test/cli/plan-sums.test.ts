import assert from "node:assert/strict";
import { describe as describePlan } from "../../cli/commands/plan.ts";
import { plan } from "../../monitoring/plan.ts";
import { settings, target } from "../monitoring/example-settings.ts";

describe("headroom plan, of what the publisher counts", () => {
  const applicationProfiles = Array.from({ length: 12 }, (_, index) => `profile${index}`);
  const publisher = { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, uncounted: { ignore: ["old.*"] } };

  it("says which targets it adds up and what the reading costs, and what it leaves out of the look", () => {
    const one = target("anthropic.claude-sonnet-4-6", "cross-region", { applicationProfiles });
    const text = describePlan(plan(settings([one], { publisher })));
    assert.match(text, /holds no more than 10 metrics: us\.anthropic\.claude-sonnet-4-6 \(SummedTokens of 13 series, /);
    assert.match(text, /\$17\.08 {2}metrics read for sums: 1,708,200/);
    assert.match(text, /Use that no target counts: looked for every 10 minutes, but for old\.\*/);
  });

  it("says nothing of either where there is none", () => {
    const text = describePlan(plan(settings([target("anthropic.claude-sonnet-4-6", "cross-region")])));
    assert.doesNotMatch(text, /Added up|no target counts|metrics read/);
  });
});
