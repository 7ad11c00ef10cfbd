import assert from "node:assert/strict";
import fc from "fast-check";
import { createPublisher, type Run } from "../../functions/quota-publisher/publish.ts";
import type { QuotaCode } from "../../words/words.ts";
import { epochMinute, type FakeAws, fakeAws, feedOfCodes, keptLog, minuteOf } from "./fake-port.ts";
import { codeOf } from "./pretend-quotas.ts";

const codes = [codeOf(1), codeOf(2), codeOf(3)];
const place = { region: "us-east-1" };
const feed = { ...feedOfCodes(...codes), refreshMinutes: 3, horizonMinutes: 4 };

/** One minute: what happens in the account and what is broken in it. */
const minutes = fc.array(
  fc.record({
    set: fc.option(fc.tuple(fc.constantFrom(...codes), fc.constantFrom(0, 1, 10, 1e12)), { freq: 4 }),
    gone: fc.option(fc.constantFrom(...codes), { freq: 8 }),
    badRow: fc.option(fc.constantFrom(...codes), { freq: 6 }),
    unlisted: fc.option(fc.constantFrom(...codes), { freq: 6 }),
    unanswered: fc.option(fc.constantFrom(...codes), { freq: 6 }),
    newEnvironment: fc.boolean(),
    missed: fc.option(fc.constant(true), { freq: 6 }),
    unreadable: fc.boolean(),
    alertFails: fc.boolean(),
    twice: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);
type Event = Parameters<Parameters<(typeof minutes)["map"]>[0]>[0][number];

/** A minute in which nothing happens and all works. */
const calm: Event = {
  ...{ set: null, gone: null, badRow: null, unlisted: null, unanswered: null, missed: null },
  ...{ newEnvironment: false, unreadable: false, alertFails: false, twice: false },
};

function happen(aws: FakeAws, event: Event, gone: Map<QuotaCode, number>, minute: number): void {
  // A code that comes back within the horizon can look as if it had never been gone (read-back.ts).
  if (event.set !== null && minute - (gone.get(event.set[0]) ?? -100) > 12) aws.applied.set(...event.set);
  if (event.gone !== null && aws.applied.delete(event.gone)) gone.set(event.gone, minute);
  aws.unread = new Map(event.badRow === null ? [] : [[event.badRow, "DEPENDENCY_SERVICE_ERROR"]]);
  aws.unlisted = new Set(event.unlisted === null ? [] : [event.unlisted]);
  aws.unanswered = new Set(event.unanswered === null ? [] : [event.unanswered]);
  aws.broken.set("listQuotas", event.unreadable ? Number.POSITIVE_INFINITY : 0);
  aws.broken.set("alert", event.alertFails ? Number.POSITIVE_INFINITY : 0);
}

/** An account with one of the codes, and with others, so that its list is never cut by half. */
function account(): FakeAws {
  const aws = fakeAws({ [codes[0]!]: 5 });
  for (let index = 100; index < 110; index++) {
    aws.extraRows.push({ code: codeOf(index), name: "another", adjustable: true, value: index });
  }
  return aws;
}

/** Runs the publisher for a minute, once or twice; only a message that was made to fail may fail it. */
async function runWell(run: Run, minute: number, event: Event): Promise<void> {
  for (let time = 0; time < (event.twice ? 2 : 1); time++)
    await run(minuteOf(minute), place, keptLog().log).catch((error: Error) => {
      assert.match(error.message, /alert is broken/);
      assert.ok(event.alertFails);
    });
}

/** What is in CloudWatch for a minute that was run for: values that the account has had, and how many are not there. */
function assertPublished(aws: FakeAws, had: ReadonlyMap<QuotaCode, ReadonlySet<number>>, minute: number): void {
  const values = aws.at(epochMinute(minute));
  const atHorizon = aws.at(epochMinute(minute + feed.horizonMinutes));
  for (const code of codes) {
    const value = values.get(`TokenQuota model-${code}`);
    if (value !== undefined) assert.ok(had.get(code)!.has(value));
  }
  const withValue = codes.filter((code) => atHorizon.has(`TokenQuota model-${code}`)).length;
  assert.equal(values.get("QuotasWithoutValue"), codes.length - withValue);
  assert.equal(values.get("PublisherRuns"), 1);
}

/** What the messages said last of each code: a value, or "none". */
function lastSaid(aws: FakeAws): Map<string, string> {
  const said = new Map<string, string>([
    [codes[0]!, "5"],
    [codes[1]!, "none"],
    [codes[2]!, "none"],
  ]);
  for (const { text } of aws.alerts) {
    for (const [, line = "", code = ""] of text.matchAll(/^- (.*)\n {2}.* \((L-\w+)\)$/gm)) {
      const number = (/(?:-> |again: )([\d,]*\d)/.exec(line) ?? /per minute ([\d,]*\d)/.exec(line))?.[1];
      if (number !== undefined) said.set(code, number.replaceAll(",", ""));
      else if (/not in this account/.test(line)) said.set(code, "none");
    }
  }
  return said;
}

describe("the quota publisher, whatever happens", () => {
  it("publishes only values that the account has had, each to the horizon, and says how many quotas have none", async () => {
    await fc.assert(
      fc.asyncProperty(minutes, async (events) => {
        const aws = account();
        let run = createPublisher(feed, aws.port);
        const gone = new Map<QuotaCode, number>();
        const had = new Map<QuotaCode, Set<number>>(codes.map((code) => [code, new Set()]));
        for (const [minute, event] of events.entries()) {
          happen(aws, event, gone, minute);
          for (const [code, value] of aws.applied) had.get(code)!.add(value);
          if (event.newEnvironment) run = createPublisher(feed, aws.port);
          if (event.missed) continue;
          await runWell(run, minute, event);
          assertPublished(aws, had, minute);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has told, once all works again, of every code's present value or fault", async () => {
    await fc.assert(
      fc.asyncProperty(minutes, async (events) => {
        const aws = account();
        const { log } = keptLog();
        let run = createPublisher(feed, aws.port);
        const gone = new Map<QuotaCode, number>();
        let minute = 0;
        await run(minuteOf(minute++), place, log);
        for (const event of [...events, ...Array<Event>(8).fill(calm)]) {
          happen(aws, event, gone, minute);
          if (event.newEnvironment) run = createPublisher(feed, aws.port);
          if (!event.missed) await run(minuteOf(minute), place, log).catch(() => {});
          minute++;
        }
        const said = lastSaid(aws);
        for (const code of codes) assert.equal(said.get(code), String(aws.applied.get(code) ?? "none"), code);
        assert.equal(aws.at(epochMinute(minute - 1)).get("UntoldChanges"), 0);
      }),
      { numRuns: 300 },
    );
  });
});
