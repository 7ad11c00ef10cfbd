import assert from "node:assert/strict";
import { plan } from "../../monitoring/plan.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import type { Scope } from "../../words/words.ts";
import { registry, settings, target } from "./example-settings.ts";

const textOf = (of: TargetSettings, end: string): string =>
  plan(settings([of])).alarms.find(({ id }) => id.endsWith(end))?.AlarmDescription ?? "";

describe("the text of an alarm", () => {
  const opus = "anthropic.claude-opus-5";
  const embed = "cohere.embed-v4:0";

  it("says which command shows more, and which ids count", () => {
    const commands = {
      "tpm/critical": /`headroom usage anthropic\.claude-opus-5 --region us-east-1 --since 3h`/,
      "throttles/critical": /`headroom diagnose anthropic\.claude-opus-5\/cross-region --region us-east-1 --since 3h`/,
    };
    for (const [end, command] of Object.entries(commands)) {
      const text = textOf(target(opus, "cross-region", { applicationProfiles: ["abc"] }), end);
      assert.match(text, command);
      assert.match(text, /Counted: `us\.anthropic\.claude-opus-5` and 1 more id/);
    }
  });

  it("speaks of max_tokens where the model has it, and of batches where it makes embeddings", () => {
    assert.match(textOf(target(opus, "global"), "tpm/critical"), /lower max_tokens/);
    for (const end of ["tpm/critical", "throttles/critical"]) {
      const text = textOf(target(embed, "on-demand"), end);
      assert.doesNotMatch(text, /max_tokens/);
      assert.match(text, /make batches smaller/);
    }
  });

  it("puts a quota whose default is 0 first among the causes", () => {
    const one = target(opus, "global");
    const scope = one.model.scopes.global!;
    const quotas = scope.quotas.map((quota) => ({ ...quota, defaultValue: 0 }));
    const none = { ...one, model: { ...one.model, scopes: { global: { ...scope, quotas } } } };
    assert.match(textOf(none, "tpm/critical"), /Likely, in order: AWS's default is 0/);
    assert.match(textOf(none, "throttles/critical"), /no metric says which\): a quota of 0 \(/);
    assert.doesNotMatch(textOf(one, "throttles/critical"), /a quota of 0 \(/);
  });

  it("claims no cause of throttles: the model's daily quota where it has one, the account's where not, and more", () => {
    const daily = textOf(target("amazon.nova-pro-v1:0", "on-demand"), "throttles/critical");
    assert.match(daily, /"Too many tokens per day": the model's daily quota, or the account's/);
    const other = textOf(target(opus, "global"), "throttles/critical");
    assert.match(other, /"Too many tokens per day": the account's daily quota across models/);
    for (const text of [daily, other]) assert.match(text, /no metric says which/);
  });

  it("does not advise to ask for more of a legacy model", () => {
    const one = target(opus, "global");
    const legacy = { ...one, model: { ...one.model, lifecycle: "legacy" as const } };
    for (const end of ["tpm/critical", "throttles/critical"]) {
      assert.match(textOf(one, end), /; ask for more/);
      assert.doesNotMatch(textOf(legacy, end), /ask for more/);
      assert.doesNotMatch(textOf(legacy, end), /headroom increase/);
      assert.match(textOf(legacy, end), /AWS raises no quota of a legacy model/);
    }
  });

  it("keeps what, first steps and links within 1,024 bytes for every target of the Region", () => {
    const every = registry.models.flatMap(({ modelId, scopes }) =>
      (Object.keys(scopes) as Scope[]).map((scope) => target(modelId, scope)),
    );
    for (const { id, AlarmDescription } of plan(settings(every)).alarms) {
      if (id.startsWith("publisher/")) continue;
      assert.ok(Buffer.byteLength(AlarmDescription) <= 1_024, id);
      for (const part of [/Do first: /, /\[Dashboard\]/, /headroom (?:usage|diagnose|advise)/, /Counted: `/])
        assert.match(AlarmDescription, part, id);
      if (id.includes("/end-of-life/")) {
        assert.match(AlarmDescription, /AWS ends it on 20\d\d-\d\d-\d\d\*\*/, id);
        continue;
      }
      assert.match(AlarmDescription, /Likely/, id);
      if (!id.includes("throttles")) assert.match(AlarmDescription, /Quota: \[/, id);
    }
  });
});
