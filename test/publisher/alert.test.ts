import assert from "node:assert/strict";
import fc from "fast-check";
import { type Alert, alertOf } from "../../functions/quota-publisher/alert.ts";
import type { News, QuotaChange } from "../../functions/quota-publisher/news.ts";
import { formsOf } from "../../functions/quota-publisher/tell.ts";
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
  percent: 900,
  origin: "default",
};
const place = { region: "us-east-1", account: "123456789012" };

const newsOf = (news: Partial<News>): News => ({
  changes: [],
  missing: [],
  unread: [],
  back: [],
  low: [],
  uncounted: [],
  ...news,
});

describe("the alert of news", () => {
  it("names ids that are used and not counted, each with what it may be and what to do", () => {
    const uncounted = ["anthropic.model-9", "abc123", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-9"];
    const { subject, text, chat } = alertOf(newsOf({ uncounted }), place);
    assert.equal(subject, "Warning: anthropic.model-9 is used, and no alarm counts it, and 2 more (us-east-1)");
    assert.match(
      text,
      /^- anthropic\.model-9: is used, and no target of the stack counts it\n {2}A model or a system profile/m,
    );
    assert.match(text, /^- abc123: .*\n {2}An application profile, if anything: list it in applicationProfiles/m);
    assert.match(text, /Calls by the ARN of amazon\.nova-9: add that model to models, on demand/);
    assert.match(text, /publisher\.uncounted\.ignore/);
    assert.doesNotMatch(text, /Service Quotas/);
    assert.match(chat.content.description, /`abc123`/);
    checkLimits(alertOf(newsOf({ uncounted, changes: [lowered] }), place));
  });

  it("has the news as data for programs, in the place that Amazon Q shows nobody", () => {
    const { chat, subject } = alertOf(newsOf({ changes: [lowered], uncounted: ["abc123"] }), place);
    const { summary, relatedResources, additionalContext } = chat.metadata;
    assert.equal(summary, subject);
    assert.deepEqual(relatedResources, [lowered.code, "abc123"]);
    assert.equal(additionalContext.region, place.region);
    assert.deepEqual(JSON.parse(additionalContext.news), [
      {
        severity: "Warning",
        what: "lowered 75 %",
        code: lowered.code,
        kind: lowered.kind,
        models: lowered.models,
        oldValue: lowered.oldValue,
        newValue: lowered.newValue,
      },
      { severity: "Warning", what: "is used, and no target counts it", id: "abc123" },
    ]);
    const many = alertOf(newsOf({ changes: Array<QuotaChange>(1_123).fill(lowered) }), place);
    const fitting = JSON.parse(many.chat.metadata.additionalContext.news) as unknown[];
    assert.ok(fitting.length > 20 && fitting.length < 1_123, String(fitting.length));
    for (const protocol of ["http", "https", "sqs", "firehose"])
      assert.deepEqual(JSON.parse(JSON.parse(formsOf(many, []))[protocol]), many.chat);
  });

  it("says as plain text what changed, where, and what to do", () => {
    const { percent: _, ...fromZero } = raised;
    const { subject, text } = alertOf(newsOf({ changes: [lowered, fromZero] }), place);
    assert.equal(subject, "Warning: us.anthropic.claude-sonnet-5 TPM quota lowered 75 %, and 1 more (us-east-1)");
    assert.equal(
      text,
      [
        "Warning: us.anthropic.claude-sonnet-5 TPM quota lowered 75 %, and 1 more (us-east-1)",
        "In account 123456789012, us-east-1:",
        "",
        "- us.anthropic.claude-sonnet-5: tokens per minute 6,000,000 -> 1,500,000 (-75 %)",
        "  Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5 (L-D4FBCF4E)",
        "- anthropic.model, us.anthropic.model: requests per minute 0 -> 10,000, AWS's default",
        "  Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5 (L-CCA5DF70)",
        "",
        "The dashboard and the alarms follow the new values by themselves: a lowered one at once, a raised one within the publisher's horizon. Nothing has to be deployed.",
        "Check that the present use fits the lowered quota: its alarms may fire now.",
        "If nobody asked for this, look in Service Quotas: https://us-east-1.console.aws.amazon.com/servicequotas/home/services/bedrock/quotas/L-D4FBCF4E?region=us-east-1",
      ].join("\n"),
    );
  });

  it("begins with the gravest: lowered, missing, unread, low, raised, back", () => {
    const low = { ...lowered, value: 0 };
    const all = {
      changes: [lowered, raised],
      missing: [lowered],
      unread: [{ ...lowered, reason: "DEPENDENCY_SERVICE_ERROR" }],
      low: [low, { ...lowered, value: 5, standard: 100 }],
      back: [{ ...lowered, value: 7 }],
    };
    const subjects = [];
    for (const key of ["changes", "missing", "unread", "low", "back"] as const) {
      subjects.push(alertOf(newsOf({ [key]: all[key] }), place).subject);
    }
    assert.deepEqual(subjects, [
      "Warning: us.anthropic.claude-sonnet-5 TPM quota lowered 75 %, and 1 more (us-east-1)",
      "Warning: us.anthropic.claude-sonnet-5 TPM quota is not in the account (us-east-1)",
      "Warning: us.anthropic.claude-sonnet-5 TPM quota can't be read (us-east-1)",
      "Warning: us.anthropic.claude-sonnet-5 TPM quota is 0, and 1 more (us-east-1)",
      "Information: us.anthropic.claude-sonnet-5 TPM quota has a value again (us-east-1)",
    ]);
    assert.match(alertOf(newsOf(all), place).text, /can't be read \(DEPENDENCY_SERVICE_ERROR\);/);
    const order = alertOf(newsOf(all), place)
      .text.split("\n")
      .filter((line) => line.startsWith("- "));
    assert.deepEqual(
      order.map((line) => /-75 %|not in this|can't be read|0:|default is 100|10,000|again/.exec(line)?.[0]),
      ["-75 %", "not in this", "can't be read", "0:", "default is 100", "10,000", "again"],
    );
  });

  it("is information, not a warning, when quotas only rise", () => {
    const { subject, text, chat } = alertOf(newsOf({ changes: [raised] }), { region: "eu-west-1" });
    assert.equal(subject, "Information: anthropic.model RPM quota raised 900 % (eu-west-1)");
    assert.doesNotMatch(
      text.replace("a lowered one at once", "") + JSON.stringify(chat.content.title),
      /warning|lowered/i,
    );
  });

  it("keeps to the limits of SNS and of the chat notification, however much there is", () => {
    const quota = {
      code: fc.constant("L-00000001" as const),
      name: fc.string({ maxLength: 200 }),
      kind: fc.constantFrom(...limitKinds),
      models: fc.array(fc.string({ maxLength: 100, unit: "binary" }), { minLength: 1, maxLength: 5 }),
    };
    const value = fc.double({ min: 0, max: 1e13, noNaN: true });
    const change = fc.record({ ...quota, oldValue: value, newValue: value });
    const many = fc.record({
      changes: fc.array(change, { minLength: 1, maxLength: 200, size: "max" }),
      missing: fc.array(fc.record(quota), { maxLength: 100 }),
      unread: fc.array(fc.record({ ...quota, reason: fc.string({ maxLength: 2_000 }) }), { maxLength: 100 }),
      back: fc.array(fc.record({ ...quota, value }), { maxLength: 100 }),
      low: fc.array(fc.record({ ...quota, value, standard: value }), { maxLength: 100 }),
      uncounted: fc.array(fc.string({ minLength: 1, maxLength: 300 }), { maxLength: 100 }),
    });
    fc.assert(
      fc.property(many, (news) => checkLimits(alertOf(news, place))),
      { numRuns: 20 },
    );
    const all = alertOf(newsOf({ changes: Array<QuotaChange>(1_123).fill(lowered) }), place);
    checkLimits(all);
    assert.match(all.text, /… and \d+ more, each in the publisher's log/);
  });
});

/** docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html; API Publish (botocore 1.43.11, sns) */
function checkLimits({ subject, text, chat }: Alert): void {
  assert.match(subject, /^[!-~][ -~]{0,99}$/);
  const message = formsOf({ subject, text, chat }, []);
  assert.ok(Buffer.byteLength(message) <= 262_144);
  assert.deepEqual([chat.version, chat.source, chat.content.textType], ["1.0", "custom", "client-markdown"]);
  assert.ok(chat.content.title.length <= 250);
  assert.ok(chat.content.description.length <= 8_000);
  assert.ok(chat.content.nextSteps.every((step) => step.length <= 350));
  assert.ok(chat.content.keywords.every((keyword) => keyword.length <= 75));
}
