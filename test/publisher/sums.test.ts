import assert from "node:assert/strict";
import fc from "fast-check";
import type { QuotaPort } from "../../functions/quota-publisher/port.ts";
import { createPublisher } from "../../functions/quota-publisher/publish.ts";
import type { Feed, FeedSum, SumTerm } from "../../monitoring/plan-types.ts";
import { sumWindowMinutes } from "../../monitoring/sums.ts";
import { epochMinute, type FakeAws, fakeAws, feedOfCodes, keptLog, minuteOf, seriesKey } from "./fake-port.ts";
import { codeOf } from "./pretend-quotas.ts";

const place = { region: "us-east-1" };
const term = (name: string, id: string, factor = 1): SumTerm => ({
  namespace: "AWS/Bedrock",
  name,
  dimensions: { ModelId: id },
  factor,
});
const tokens: FeedSum = {
  metric: "SummedTokens",
  modelId: "us.model",
  over: "minute",
  terms: [term("InputTokenCount", "a"), term("InputTokenCount", "b"), term("OutputTokenCount", "a", 5)],
};
const requests: FeedSum = {
  metric: "SummedRequests",
  modelId: "us.model",
  over: "minute",
  terms: [term("Invocations", "a"), term("Invocations", "b")],
};
const daily: FeedSum = { ...tokens, metric: "SummedTokensOfLastDay", over: "day" };

const feedWith = (...sums: FeedSum[]): Feed => ({ ...feedOfCodes(codeOf(1)), sums });

/** Lets a series have a value in a minute of the tests' day. */
function count(aws: FakeAws, one: SumTerm, minute: number, value: number): void {
  const key = seriesKey(one);
  const values = aws.series.get(key) ?? new Map<number, number>();
  aws.series.set(key, values.set(epochMinute(minute), value));
}

/** What CloudWatch's Maximum is of a sum in a minute of the tests' day; undefined: no datapoint. */
function published(aws: FakeAws, { metric, modelId }: FeedSum, minute: number): number | undefined {
  const values = aws.published
    .flat()
    .filter((point) => point.metric === metric && point.modelId === modelId && point.minute === epochMinute(minute))
    .map(({ value }) => value);
  return values.length === 0 ? undefined : Math.max(...values);
}

const putsOf = (aws: FakeAws, { metric }: FeedSum): number =>
  aws.published.flat().filter((point) => point.metric === metric).length;

describe("the publisher's sums", () => {
  let aws: FakeAws;
  beforeEach(() => {
    aws = fakeAws({ [codeOf(1)]: 1_000 });
  });

  it("are of every series with its factor, for each minute in which one of them has a value", async () => {
    count(aws, tokens.terms[0]!, 98, 10);
    count(aws, tokens.terms[1]!, 98, 200);
    count(aws, tokens.terms[2]!, 98, 3);
    count(aws, tokens.terms[1]!, 97, 7);
    count(aws, requests.terms[0]!, 98, 0);
    await createPublisher(feedWith(tokens, requests), aws.port)(minuteOf(99), place, keptLog().log);
    assert.deepEqual(
      [97, 98, 96].map((minute) => published(aws, tokens, minute)),
      [7, 225, undefined],
    );
    assert.deepEqual([published(aws, requests, 98), published(aws, requests, 97)], [0, undefined]);
  });

  it("are not of the minute that is not over", async () => {
    count(aws, requests.terms[0]!, 99, 5);
    await createPublisher(feedWith(requests), aws.port)(minuteOf(99), place, keptLog().log);
    assert.equal(putsOf(aws, requests), 0);
  });

  it("follow a value that comes late, up to an hour, and put a minute again only when it has risen", async () => {
    const run = createPublisher(feedWith(requests), aws.port);
    const { log } = keptLog();
    count(aws, requests.terms[0]!, 99, 5);
    await run(minuteOf(100), place, log);
    await run(minuteOf(101), place, log);
    assert.deepEqual([published(aws, requests, 99), putsOf(aws, requests)], [5, 1]);
    count(aws, requests.terms[1]!, 99, 6);
    await run(minuteOf(99 + sumWindowMinutes), place, log);
    assert.deepEqual([published(aws, requests, 99), putsOf(aws, requests)], [11, 2]);
    count(aws, requests.terms[1]!, 99, 60);
    await run(minuteOf(100 + sumWindowMinutes), place, log);
    assert.deepEqual([published(aws, requests, 99), putsOf(aws, requests)], [11, 2]);
  });

  it("never fall where CloudWatch answers with less than before", async () => {
    const run = createPublisher(feedWith(requests), aws.port);
    count(aws, requests.terms[0]!, 99, 5);
    count(aws, requests.terms[1]!, 99, 6);
    await run(minuteOf(100), place, keptLog().log);
    aws.series.delete(seriesKey(requests.terms[1]!));
    await run(minuteOf(101), place, keptLog().log);
    assert.deepEqual([published(aws, requests, 99), putsOf(aws, requests)], [11, 1]);
  });

  it("put nothing where a series can't be read, fail the run, and make up for it in the next", async () => {
    const run = createPublisher(feedWith(requests), aws.port);
    const { log, named } = keptLog();
    count(aws, requests.terms[0]!, 99, 5);
    aws.broken.set("counted", 1);
    await assert.rejects(run(minuteOf(100), place, log), /counted is broken/);
    assert.equal(named("sums-failed").length, 1);
    assert.equal(putsOf(aws, requests), 0);
    // The quotas don't wait for it.
    assert.equal(aws.at(epochMinute(100)).get("PublisherRuns"), 1);
    await run(minuteOf(101), place, log);
    assert.equal(published(aws, requests, 99), 5);
  });

  it("are there though Service Quotas can't be read and the quotas can't be put", async () => {
    const run = createPublisher(feedWith(requests), aws.port);
    count(aws, requests.terms[0]!, 99, 5);
    aws.broken.set("listQuotas", Number.POSITIVE_INFINITY);
    await run(minuteOf(100), place, keptLog().log);
    assert.equal(published(aws, requests, 99), 5);
  });

  it("are put again when CloudWatch did not take them", async () => {
    const { port } = aws;
    let refuse = true;
    const refusing: QuotaPort = {
      ...port,
      async publish(points) {
        if (refuse && points.some(({ metric }) => metric === requests.metric)) throw new Error("not taken");
        await port.publish(points);
      },
    };
    const run = createPublisher(feedWith(requests), refusing);
    count(aws, requests.terms[0]!, 99, 5);
    await assert.rejects(run(minuteOf(100), place, keptLog().log), /not taken/);
    refuse = false;
    await run(minuteOf(101), place, keptLog().log);
    assert.equal(published(aws, requests, 99), 5);
  });

  it("of a day are the total of 24 hours, added up anew every five minutes and put in each", async () => {
    const run = createPublisher(feedWith(daily), aws.port);
    const { log } = keptLog();
    count(aws, daily.terms[0]!, 60, 1_000);
    count(aws, daily.terms[0]!, 1_500, 10);
    await run(minuteOf(1_502), place, log);
    // The minute 60 leaves the 24 hours with the step that begins at 1505.
    for (const minute of [1_503, 1_504, 1_505]) await run(minuteOf(minute), place, log);
    assert.deepEqual(
      [1_502, 1_503, 1_504, 1_505].map((minute) => published(aws, daily, minute)),
      [1_000, 1_000, 1_000, 10],
    );
    assert.equal(aws.calls.filter((name) => name === "counted").length, 2);
  });

  it("of a day stand for a quarter of an hour when they can't be added up, and fail each run", async () => {
    const run = createPublisher(feedWith(daily), aws.port);
    count(aws, daily.terms[0]!, 60, 1_000);
    await run(minuteOf(100), place, keptLog().log);
    aws.broken.set("counted", Number.POSITIVE_INFINITY);
    for (let minute = 105; minute <= 120; minute++)
      await assert.rejects(run(minuteOf(minute), place, keptLog().log), /counted is broken/);
    assert.deepEqual(
      [105, 115, 116].map((minute) => published(aws, daily, minute)),
      [1_000, 1_000, undefined],
    );
  });

  it("equal the sum of their series in every minute once its values have come, whatever happens on the way", async () => {
    const troubles = fc.array(trouble, { minLength: length + 27, maxLength: length + 27 });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 30 }), troubles, async (arrivals, all) => {
        const truth = new Map<number, number>();
        for (const { term: one, minute, value } of arrivals)
          truth.set(minute, (truth.get(minute) ?? 0) + one.factor * value);
        const world = await lived(arrivals, [...all, calm], (so) => {
          for (const [at, whole] of truth) assert.ok((published(so, tokens, at) ?? 0) <= whole);
        });
        for (let minute = 0; minute < length; minute++)
          assert.equal(published(world, tokens, minute), truth.get(minute), `minute ${minute}`);
      }),
      { numRuns: 100 },
    );
  });
});

/** Minutes with use. All is over within the hour that a run adds up: the last run, in which all works, comes in minute 57. */
const length = 30;

/** A part of a minute's use, which comes to CloudWatch late. */
const arrival = fc.record({
  term: fc.constantFrom(...tokens.terms),
  minute: fc.integer({ min: 0, max: length - 1 }),
  value: fc.integer({ min: 0, max: 1_000 }),
  late: fc.integer({ min: 0, max: 25 }),
});
type Arrival = typeof arrival extends fc.Arbitrary<infer T> ? T : never;

/** What goes wrong in a minute. */
const trouble = fc.record({
  runs: fc.constantFrom(1, 1, 1, 2, 0),
  newEnvironment: fc.constantFrom(false, false, false, true),
  unreadable: fc.constantFrom(false, false, false, true),
  refused: fc.constantFrom(false, false, false, true),
});
type Trouble = typeof trouble extends fc.Arbitrary<infer T> ? T : never;
const calm: Trouble = { runs: 1, newEnvironment: false, unreadable: false, refused: false };

/** Runs the publisher minute by minute, while values come and things go wrong. @param check is called after each minute */
async function lived(
  arrivals: readonly Arrival[],
  minutes: readonly Trouble[],
  check: (aws: FakeAws) => void,
): Promise<FakeAws> {
  const aws = fakeAws({ [codeOf(1)]: 1_000 });
  let run = createPublisher(feedWith(tokens), aws.port);
  for (const [minute, { runs, newEnvironment, unreadable, refused }] of minutes.entries()) {
    for (const one of arrivals.filter(({ minute: of, late }) => of + 1 + late === minute)) arrive(aws, one);
    if (newEnvironment) run = createPublisher(feedWith(tokens), aws.port);
    aws.broken.set("counted", unreadable ? Number.POSITIVE_INFINITY : 0);
    aws.broken.set("publish", refused ? Number.POSITIVE_INFINITY : 0);
    for (let time = 0; time < runs; time++) await run(minuteOf(minute), place, keptLog().log).catch(() => {});
    check(aws);
  }
  return aws;
}

/** A part of a minute's use that comes to CloudWatch now. */
function arrive(aws: FakeAws, { term: one, minute, value }: { term: SumTerm; minute: number; value: number }): void {
  count(aws, one, minute, value + (aws.series.get(seriesKey(one))?.get(epochMinute(minute)) ?? 0));
}
