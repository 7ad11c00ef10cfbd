import assert from "node:assert/strict";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  now,
  opus,
  type PretendAccount,
  report,
  requestOf,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";

const titan = "amazon.titan-embed-text-v2:0";
const micro = "amazon.nova-micro-v1:0";
const globalOpus = `global.${opus}`;
const minutes = day / 60;

describe("what hurts", () => {
  let account: PretendAccount;
  beforeEach(() => {
    account = emptyAccount();
    account.quotas.push(
      {
        code: "L-DE641971",
        name: "On-demand model inference tokens per minute for Amazon Titan Text Embeddings V2",
        applied: 100_000,
      },
      {
        code: "L-CFA4FA0C",
        name: "On-demand model inference tokens per minute for Amazon Nova Micro",
        applied: 100_000,
      },
      {
        code: "L-26C560CE",
        name: "On-demand model inference requests per minute for Amazon Titan Text Embeddings V2",
        applied: 2_000,
      },
    );
  });

  /** A day's use of an id, with throttles in the minute that was so many minutes ago. */
  function use(id: string, tokens: number, throttles: Record<number, number> = {}): void {
    const start = now - day;
    const throttled = new Float64Array(minutes).fill(Number.NaN);
    for (const [ago, count] of Object.entries(throttles)) throttled[minutes - Number(ago)] = count;
    account.series.push(
      seriesOf("EstimatedTPMQuotaUsage", id, start, new Float64Array(minutes).fill(tokens)),
      seriesOf("Invocations", id, start, new Float64Array(minutes).fill(10)),
      seriesOf("OutputTokenCount", id, start, new Float64Array(minutes).fill(420)),
      seriesOf("InvocationThrottles", id, start, throttled),
    );
  }
  const read = (more: Parameters<typeof requestOf>[1] = {}, length = day): Promise<UsageDocument> =>
    report(account, requestOf(length, more));
  const named = ({ targets }: UsageDocument, scope: string, modelId = opus): TargetUsage =>
    targets.find((target) => target.modelId === modelId && target.scope === scope)!;

  it("comes first: throttled now, then the most throttled, then what is over, then what is near", async () => {
    use(usOpus, 20_000, { 3: 2 });
    use(micro, 10_000, { 300: 5_000 });
    use(globalOpus, 49_000);
    use(titan, 75_000, { 600: 40 });
    const { targets } = await read();
    assert.deepEqual(
      targets.map(({ ids, standing, throttledNow, lastThrottled }) => [
        ids[0],
        standing,
        throttledNow,
        lastThrottled?.at,
      ]),
      [
        [usOpus, "throttled-now", 2, isoTime(now - 180)],
        [micro, "throttled", 0, isoTime(now - 300 * 60)],
        [titan, "throttled", 0, isoTime(now - 600 * 60)],
        [globalOpus, "over", 0, undefined],
      ],
    );
  });

  it("is near or ok without throttles, and has no now where the window ends in the past", async () => {
    use(titan, 75_000);
    use(usOpus, 10_000, { 90: 1 });
    const past = await read({ end: now - 3_600 }, 3 * 3_600);
    assert.deepEqual(
      past.targets.map(({ standing, throttledNow }) => [standing, throttledNow]),
      [
        ["throttled", null],
        ["near", null],
      ],
    );
    assert.equal(named(await read({}, 3_600), "cross-region").standing, "ok");
    assert.deepEqual(named(await read({}, 3_600), "cross-region").steps, []);
  });

  it("below the quota is told as what requests reserve, with what answers really had", async () => {
    use(usOpus, 40_000, { 10: 7 });
    const { causes, steps } = named(await read(), "cross-region");
    assert.match(causes[1]!, /^what requests reserve: tokens per minute peaked at 40 % of the quota/);
    assert.doesNotMatch(causes.join(), /reached \d/);
    assert.ok(steps.some(({ text }) => /max_tokens.* 42 output tokens on average/.test(text)));
    const ask = steps.at(-1)!;
    assert.match(
      ask.text,
      /^ask for more: L-99296DCD, tokens per minute, 100,000 now, adjustable; `headroom increase anthropic\.claude-opus-5\/cross-region --region us-east-1` prepares it$/,
    );
    assert.match(ask.url!, /quotas\/L-99296DCD\?region=us-east-1$/);
  });

  it("at the quota is told as the quota first", async () => {
    use(usOpus, 140_000, { 10: 7 });
    assert.match(named(await read(), "cross-region").causes[0]!, /^tokens per minute reached 140 % of the quota$/);
  });

  it("of an embedding model has nothing of max_tokens", async () => {
    use(titan, 30_000, { 10: 7 });
    const { causes, steps } = named(await read(), "on-demand", titan);
    assert.match(causes[0]!, /^bursts within a minute/);
    assert.ok(steps.some(({ text }) => /batches smaller/.test(text)));
    assert.doesNotMatch(JSON.stringify([causes, steps]), /max_tokens/);
  });

  it("with a quota of 0 is that alone, and asking for it the one step", async () => {
    account.quotas[0]!.applied = 0;
    use(usOpus, 30, { 10: 7 });
    const { causes, steps } = named(await read(), "cross-region");
    assert.deepEqual(causes, ["the account's quota of tokens per minute is 0: ask for it"]);
    assert.equal(steps.length, 1);
    assert.match(steps[0]!.text, /L-99296DCD/);
  });

  it("of several profiles names who drew most in the highest minute", async () => {
    account.bedrock.profiles.push(applicationProfile("app1", opus));
    use("app1", 70_000);
    use(usOpus, 20_000, { 9: 1 });
    const { steps } = named(await read(), "cross-region");
    assert.ok(
      steps.some(
        ({ text }) => text === "talk to whoever calls app1 (name of app1): it drew 77 % of the highest minute",
      ),
    );
  });

  it("is explained on a terminal for five targets, and the others are counted", async () => {
    use(usOpus, 95_000);
    const document = await read();
    const [first] = document.targets;
    const many = { ...document, targets: Array.from({ length: 8 }, () => first!) };
    const text = terminalReport(many, (_, part) => part, 80);
    assert.equal(text.match(/ Do this:/g)?.length, 5);
    assert.match(text, /3 more are not ok/);
  });
});
