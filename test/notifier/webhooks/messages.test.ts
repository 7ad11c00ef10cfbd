import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { type Notice, noticeOf } from "../../../functions/notifier/webhooks/notice.ts";
import { type SlackBlock, slackLimits, slackMessage } from "../../../functions/notifier/webhooks/slack.ts";
import { snsMessages } from "../../../functions/notifier/webhooks/sns-event.ts";
import { teamsLimit, teamsMessage } from "../../../functions/notifier/webhooks/teams.ts";
import { matchesGolden } from "../../golden.ts";
import { samples, snsEvent } from "./samples.ts";

const golden = (name: string) => new URL(`golden/${name}.json`, import.meta.url);
const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const notice = (name: string): Notice => noticeOf(samples[name]!);

/** Microsoft's own schema, MIT: github.com/microsoft/AdaptiveCards, schemas/1.4.0/adaptive-card.json. */
const schema = JSON.parse(readFileSync(new URL("adaptive-card-1.4.schema.json", import.meta.url), "utf8"));
const isCard = new Ajv({ strict: false, validateFormats: false, schemaId: "id" } as object).compile({
  ...schema,
  $schema: undefined,
  id: undefined,
});

/** What Slack's pages say of the blocks that are used. docs.slack.dev/reference/block-kit/blocks */
function checkSlack({ text, blocks }: ReturnType<typeof slackMessage>): void {
  assert(text.length > 0 && blocks.length > 0 && blocks.length <= slackLimits.blocks);
  const textsOf = (block: SlackBlock) => (block.type === "context" ? block.elements : [block.text]);
  for (const block of blocks) {
    if (block.type === "context") assert(block.elements.length >= 1 && block.elements.length <= 10);
    for (const one of textsOf(block)) {
      assert(one.text.trim().length > 0 && one.text.length <= (block.type === "header" ? 150 : 3_000));
      // `emoji` is for plain text alone; a header is plain text alone.
      if (block.type === "header") assert.equal(one.type, "plain_text");
      if (one.type === "mrkdwn") {
        assert.equal(one.emoji, undefined);
        // Every < begins one of our links: none of the text is a mention.
        assert.equal(one.text.match(/</g)?.length ?? 0, one.text.match(/<https:[^|>]+\|[^<>]+>/g)?.length ?? 0);
        assert(!/&(?!(amp|lt|gt);)/.test(one.text.replaceAll(/<https:[^|>]+\|/g, "")));
      }
    }
  }
}

function checkTeams(message: ReturnType<typeof teamsMessage>): void {
  assert(Buffer.byteLength(JSON.stringify(message)) <= teamsLimit);
  const [{ content, contentType }] = message.attachments;
  assert.deepEqual([message.type, contentType], ["message", "application/vnd.microsoft.card.adaptive"]);
  assert(isCard(content), JSON.stringify(isCard.errors?.slice(0, 3)));
}

describe("a message to a webhook", () => {
  for (const name of Object.keys(samples)) {
    it(`of Slack is Block Kit within its limits: ${name}`, () => {
      const message = slackMessage(notice(name));
      checkSlack(message);
      matchesGolden(pretty(message), golden(`slack-${name}`));
    });
    it(`of Teams is an Adaptive Card by Microsoft's schema: ${name}`, () => {
      const message = teamsMessage(notice(name));
      checkTeams(message);
      matchesGolden(pretty(message), golden(`teams-${name}`));
    });
  }

  it("is checked by a schema that refuses what is no card", () => {
    const { attachments } = teamsMessage(notice("alarm"));
    assert.equal(isCard({ ...attachments[0].content, body: [{ type: "TextBlock", text: 5 }] }), false);
    assert.equal(isCard({ ...attachments[0].content, actions: [{ type: "Action.OpenUrl" }] }), false);
  });

  it("says what a person needs: state, what, why, what to do, when and where", () => {
    const { state, title, advice, text, facts, link } = notice("alarm");
    assert.equal(state, "ALARM");
    assert.equal(title, "ALARM: critical: Claude Opus 5 cross-region at 90% of tokens/min (us-east-1)");
    assert.equal(advice.length, 3);
    assert.match(text.join(), /97\.25/);
    assert.deepEqual(facts, [
      ["Account", "123456789012"],
      ["Region", "US East (N. Virginia)"],
      ["On since", "2026-11-25 18:18 UTC"],
    ]);
    assert.match(link?.url ?? "", /region=us-east-1.*alarm/);
    const over = notice("ok");
    assert.deepEqual([over.state, over.advice, over.facts[2]?.[0]], ["OK", [], "Over since"]);
    assert.match(notice("test").title, /^ALARM: TEST: /);
    const { title: heading, text: lines } = notice("news");
    assert.match(heading, /^Warning: .*TPM quota lowered 50 % \(us-east-1\)$/);
    assert(!lines.includes(heading));
  });

  it("keeps to the limits, whatever it is made of", () => {
    const line = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary", maxLength: 8_000 }),
      fc.constant("&<>".repeat(3_000)),
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(line, { maxLength: 30 }),
        fc.constantFrom(100, 5_000),
        (subject, lines, times) => {
          const news = noticeOf({ subject, message: lines.join("\n").repeat(1 + Math.floor(times / 5_000)) });
          const fields = { AlarmName: subject, NewStateValue: "ALARM", AlarmDescription: lines.join("\n") };
          const alarm = noticeOf({
            subject: undefined,
            message: JSON.stringify({ ...fields, NewStateReason: lines.join(" ") }),
          });
          for (const one of [news, alarm]) {
            checkSlack(slackMessage(one));
            checkTeams(teamsMessage(one));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("says that lines were left out", () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index} of the news, which are long`);
    const long = noticeOf({ subject: "News", message: lines.join("\n") });
    assert.match(JSON.stringify(slackMessage(long)), /line 0 .*\\n…"/);
    assert.match(JSON.stringify(teamsMessage(long)), /line 0 .*… and \d+ more lines/);
  });
});

describe("an event of SNS", () => {
  it("is told from EventBridge's, and refused where it is neither", () => {
    assert.equal(snsMessages({ detail: {} }), undefined);
    assert.equal(snsMessages(null), undefined);
    assert.deepEqual(snsMessages(snsEvent(samples["ok"]!)), [samples["ok"]]);
    assert.throws(() => snsMessages({ Records: [{ EventSource: "aws:sqs" }] }), /no message of SNS/);
  });
});
