import assert from "node:assert/strict";
import fc from "fast-check";
import { type Alert, alertOf } from "../../functions/quota-publisher/alert.ts";
import type { QuotaChange } from "../../functions/quota-publisher/changes.ts";
import { limitKinds } from "../../words/words.ts";

const lowered: QuotaChange = {
  code: "L-D4FBCF4E",
  name: "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5",
  kind: "tpm",
  models: ["us.anthropic.claude-sonnet-5"],
  oldValue: 6_000_000,
  newValue: 1_500_000,
  percent: -75,
  origin: "applied",
};
const raised: QuotaChange = {
  ...lowered,
  code: "L-CCA5DF70",
  kind: "rpm",
  models: ["anthropic.model", "us.anthropic.model"],
  oldValue: 0,
  newValue: 10_000,
  origin: "default",
};
const place = { region: "us-east-1", account: "123456789012" };

describe("the alert of changed quotas", () => {
  it("says as plain text what changed, where, and what to do", () => {
    const { percent: _, ...fromZero } = raised;
    const { subject, text } = alertOf([lowered, fromZero], place);
    assert.equal(subject, "Warning: quota lowered - 1 Bedrock quota, and 1 raised (us-east-1)");
    assert.equal(
      text,
      [
        "Warning: quota lowered - 1 Bedrock quota, and 1 raised in account 123456789012, us-east-1.",
        "",
        "- us.anthropic.claude-sonnet-5: tokens per minute 6,000,000 -> 1,500,000 (-75 %)",
        "  Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5 (L-D4FBCF4E)",
        "- anthropic.model, us.anthropic.model: requests per minute 0 -> 10,000, AWS's default",
        "  Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5 (L-CCA5DF70)",
        "",
        "The dashboard and the alarms already follow the new values. Nothing has to be deployed.",
        "Check that the present use fits the lowered quota: its alarms may fire now.",
        "If nobody asked for this change, look in Service Quotas: https://us-east-1.console.aws.amazon.com/servicequotas/home/services/bedrock/quotas/L-D4FBCF4E?region=us-east-1",
      ].join("\n"),
    );
  });

  it("is information, not a warning, when quotas only rise", () => {
    const { subject, text, chat } = alertOf([raised], { region: "eu-west-1" });
    assert.equal(subject, "Information: quota raised - 1 Bedrock quota (eu-west-1)");
    assert.doesNotMatch(text + JSON.stringify(chat), /warning|lowered/i);
  });

  it("keeps to the limits of SNS and of the chat notification, however much changed", () => {
    const change = fc.record({
      code: fc.constant("L-00000001" as const),
      name: fc.string({ maxLength: 200 }),
      kind: fc.constantFrom(...limitKinds),
      models: fc.array(fc.string({ maxLength: 100 }), { minLength: 1, maxLength: 5 }),
      oldValue: fc.double({ min: 0, max: 1e13, noNaN: true }),
      newValue: fc.double({ min: 0, max: 1e13, noNaN: true }),
    });
    const many = fc.array(change, { minLength: 1, maxLength: 400, size: "max" });
    fc.assert(
      fc.property(many, (changes) => checkLimits(alertOf(changes, place))),
      { numRuns: 20 },
    );
    const all = alertOf(Array<QuotaChange>(1_123).fill(lowered), place);
    checkLimits(all);
    assert.match(all.text, /… and \d+ more, each in the publisher's log/);
  });
});

/** docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html; API Publish (botocore 1.43.11, sns) */
function checkLimits({ subject, text, chat }: Alert): void {
  assert.match(subject, /^[!-~][ -~]{0,99}$/);
  const message = JSON.stringify({ default: text, https: JSON.stringify(chat) });
  assert.ok(Buffer.byteLength(message) <= 262_144);
  assert.deepEqual([chat.version, chat.source, chat.content.textType], ["1.0", "custom", "client-markdown"]);
  assert.ok(chat.content.title.length <= 250);
  assert.ok(chat.content.description.length <= 8_000);
  assert.ok(chat.content.nextSteps.every((step) => step.length <= 350));
  assert.ok(chat.content.keywords.every((keyword) => keyword.length <= 75));
}
