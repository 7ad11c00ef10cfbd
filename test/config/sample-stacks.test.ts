import assert from "node:assert/strict";
import { readSettings } from "../../stacks/config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { samples } from "../fixtures/sample-stacks.ts";
import { matchesGolden } from "../golden.ts";

for (const [stack, text] of samples) {
  describe(`the sample stack ${stack}`, () => {
    it("is read without a warning, and monitors at least ten models, each with a known quota", async () => {
      const { settings, warnings } = await readSettings(readStackFile(stack, text));
      assert.deepEqual(warnings, []);
      assert.ok(new Set(settings.targets.map(({ model }) => model.modelId)).size >= 10);
      for (const { model, scope } of settings.targets) {
        assert.ok((model.scopes[scope]?.quotas.length ?? 0) > 0, `${model.modelId} ${scope}`);
        assert.equal(model.lifecycle, "active", model.modelId);
      }
    });

    it("comes to the settings in the golden file", async () => {
      const { targets, ...others } = (await readSettings(readStackFile(stack, text))).settings;
      const lines = targets.map(({ model, thresholds, evaluation, ...target }) => {
        const of = (name: string) => `${evaluation[name]?.datapointsToAlarm} of ${evaluation[name]?.evaluationPeriods}`;
        const levels = thresholds.map(({ name, threshold }) => `${name} ${threshold}, ${of(name)}`).join("; ");
        const { scope, ...rest } = target;
        return `${model.modelId} ${scope}: ${levels}; ${JSON.stringify(rest)}`;
      });
      const shown = `${JSON.stringify(others, null, 2)}\n\n${lines.join("\n")}\n`;
      matchesGolden(shown, new URL(`golden/${stack}.txt`, import.meta.url));
    });

    it("uses only names and addresses that are nobody's", () => {
      for (const [, domain] of text.matchAll(/[\w.-]+@([\w.-]+)/g)) assert.match(domain ?? "", /(^|\.)example\.com$/);
      for (const [account] of text.matchAll(/\b\d{12}\b/g)) assert.equal(account, "123456789012");
    });
  });
}
