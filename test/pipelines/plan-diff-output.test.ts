import assert from "node:assert/strict";
import fc from "fast-check";
import { diffMarkdown, maxMarkdownLength } from "../../cli/plan-diff-markdown.ts";
import { maskedReport } from "../../cli/plan-diff-masked.ts";
import { reportOf } from "../../cli/plan-diff-report.ts";
import { diffText } from "../../cli/plan-diff-text.ts";
import { wrapped } from "../../cli/wrapped.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import { manyTargets, settings } from "../monitoring/example-settings.ts";
import { after, before } from "./plans.ts";
import { base, stack, topic } from "./told-stack.ts";

const markdown = (...sides: Parameters<typeof diffPlans>) => diffMarkdown(reportOf(diffPlans(...sides)));

describe("what a comment that anyone may read shows", () => {
  it("is no address and no account, but their ends", () => {
    const text = markdown(
      base,
      stack({ email: ["somebody@example.org"], topicArns: { critical: [topic("111122223333")] } }),
    );
    assert.match(
      text,
      /s…y@&#8203;example\.org is told in place of o…s@&#8203;example\.com and p…m@&#8203;example\.com/,
    );
    assert.match(text, /the topic \S+…3333:on-call are told in place of .+ and the topic \S+…9012:on-call/);
    assert.ok(!/somebody|platform-team|\d{12}/.test(text), text);
  });

  it("tells two addresses apart that are shortened alike", () => {
    const text = markdown(base, stack({ email: ["owls@example.com", "platform-team@example.com"] }));
    assert.match(text, /o…s@&#8203;example\.com \(2\) is told in place of o…s@&#8203;example\.com \(1\)/);
  });

  it("is not even the ends of an address of two letters", () => {
    assert.match(markdown(base, stack({ email: ["ab@example.com"] })), /: …@&#8203;example\.com is told in place of/);
  });

  it("hides an address wherever it stands: in a tag, in an alarm's name", () => {
    const tagged = structuredClone(base);
    tagged.alarms[0]!.Tags.push({ Key: "owner", Value: "somebody@example.com" });
    tagged.alarms.push({ ...tagged.alarms[0]!, id: "other", AlarmName: "for somebody@example.com", Tags: [] });
    const text = markdown(base, tagged);
    assert.ok(!text.includes("somebody"), text);
    assert.match(text, /for s…y@example\.com/);
  });

  it("is the same for everything that is neither", () => {
    const report = reportOf(diffPlans(before, after));
    const { lead, notes, ...others } = maskedReport(report);
    assert.deepEqual(others.sections.slice(1), report.sections.slice(1));
    assert.equal(lead.length, report.lead.length);
    assert.equal(notes.length, report.notes.length);
  });

  it("lets nobody be mentioned, and no picture be loaded, by the name of a recipient", () => {
    const hostile = structuredClone(base);
    hostile.alerts!.severities[1]!.recipients = [
      { by: "topic", to: "![x](http://example.com/x.png) @someone </details>" },
    ];
    assert.ok(!/@someone|<\/details> are|!\[x\]|<\/details>[^\n]/.test(markdown(base, hostile)));
  });
});

describe("the comment's length", () => {
  it("stays within what GitHub takes, with the most important first", () => {
    const long = "x|@".repeat(1_000);
    const hostile = structuredClone(base);
    hostile.stack = long;
    hostile.alerts!.severities[0]!.severity = long;
    for (const alarm of hostile.alarms) {
      alarm.AlarmName = `${alarm.AlarmName}${long}`;
      alarm.ActionsEnabled = false;
    }
    for (const text of [
      markdown(base, hostile),
      markdown(hostile, base),
      markdown(undefined, hostile),
      markdown(hostile, undefined),
    ])
      assert.ok(text.length <= maxMarkdownLength, `${text.length} characters`);
  });

  it("is that of a line or two where hundreds of alarms change alike", () => {
    const [many, raised] = [70, 80].map((threshold) =>
      plan(
        settings(
          manyTargets(150).map((target) => ({
            ...target,
            thresholds: target.thresholds.map((level) =>
              level.name === "warning" ? { ...level, threshold: threshold as typeof level.threshold } : level,
            ),
          })),
        ),
      ),
    );
    const text = markdown(many, raised);
    assert.match(text, /^### `us-east-1`: warning 70 → 80 % on \d{3} alarms: less sensitive\n/);
    assert.ok(text.length < 5_000, `${text.length} characters`);
  });
});

describe("a terminal", () => {
  for (const width of [60, 80, 200])
    it(`has no line longer than its ${width} columns`, () => {
      for (const [one, other] of [
        [before, after],
        [undefined, before],
        [after, undefined],
        [base, stack({ email: [] })],
      ] as const) {
        const lines = diffText(reportOf(diffPlans(one, other)), width).split("\n");
        for (const line of lines) assert.ok(line.length <= width, `${line.length}: ${line}`);
      }
    });

  it("of any width gets every word, once", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/)), fc.integer({ min: 8, max: 30 }), (words, width) => {
        const text = wrapped(words.join(" "), width, "    ", "  ! ");
        assert.ok(text.split("\n").every((line) => line.length <= width));
        assert.equal(text.replace(/^ {2}!/, "").replace(/\s+/g, ""), words.join(""));
      }),
    );
  });
});
