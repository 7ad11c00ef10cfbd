import assert from "node:assert/strict";
import type { QuotaPort } from "../../functions/quota-publisher/port.ts";
import { createPublisher, type Run } from "../../functions/quota-publisher/publish.ts";
import { lookMinutes } from "../../monitoring/feed.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import { epochMinute, type FakeAws, fakeAws, feedOfCodes, keptLog, minuteOf } from "./fake-port.ts";
import { codeOf } from "./pretend-quotas.ts";

const place = { region: "us-east-1" };
const runtime = "AWS/Bedrock";
const mantle = "AWS/BedrockMantle";
const feed: Feed = {
  ...feedOfCodes(codeOf(1)),
  uncounted: { counted: { [runtime]: ["us.model", "profile1"], [mantle]: [] }, ignore: ["old.*"] },
};

describe("use that no target counts", () => {
  let aws: FakeAws;
  let run: Run;
  const { log, named, events } = keptLog();
  const ran = (minute: number) => run(minuteOf(minute), place, log);
  const use = (id: string, namespace = runtime) => aws.used.push({ id, namespace });
  const uncountedAt = (minute: number) => aws.at(epochMinute(minute)).get("UncountedModelIds");

  beforeEach(() => {
    aws = fakeAws({ [codeOf(1)]: 1_000 });
    run = createPublisher(feed, aws.port);
    events.length = 0;
  });

  it("is silent where every id is counted or left out, and says 0 each minute", async () => {
    for (const id of ["us.model", "profile1", "old.model-v1:0"]) use(id);
    for (let minute = 0; minute < 12; minute++) await ran(minute);
    assert.deepEqual([uncountedAt(0), uncountedAt(11), aws.alerts.length], [0, 0, 0]);
  });

  it("is told on a first look in one message, with each id by name, and counted each minute", async () => {
    for (const id of ["us.model", "us.other", "abc123"]) use(id);
    for (let minute = 0; minute < 30; minute++) await ran(minute);
    assert.equal(aws.alerts.length, 1);
    assert.match(aws.alerts[0]!.text, /- abc123: is used[\s\S]*- us\.other: is used/);
    assert.deepEqual([uncountedAt(0), uncountedAt(9), uncountedAt(29)], [2, 2, 2]);
    assert.deepEqual(
      named("ids-uncounted").map(({ fields }) => fields),
      [{ ids: ["abc123", "us.other"] }],
    );
  });

  it("is looked for once in ten minutes", async () => {
    for (let minute = 0; minute <= 20; minute++) await ran(minute);
    assert.equal(aws.calls.filter((name) => name === "usedIds").length, 3);
  });

  it("is looked for at once when a clock that was ahead has been put right", async () => {
    await ran(5_000);
    await ran(100);
    assert.equal(aws.calls.filter((name) => name === "usedIds").length, 2);
    // A run that is tried again is a little older, and looks no second time.
    await ran(98);
    assert.equal(aws.calls.filter((name) => name === "usedIds").length, 2);
  });

  it("is told when it begins, at the next look, and only what is new", async () => {
    use("us.other");
    await ran(0);
    use("us.new");
    for (let minute = 1; minute <= lookMinutes; minute++) await ran(minute);
    assert.equal(aws.alerts.length, 2);
    assert.match(aws.alerts[1]!.subject, /^Warning: us\.new is used/);
    assert.doesNotMatch(aws.alerts[1]!.text, /us\.other/);
    aws.used = [];
    for (let minute = lookMinutes + 1; minute <= 2 * lookMinutes; minute++) await ran(minute);
    assert.equal(uncountedAt(2 * lookMinutes), 0);
  });

  it("is told within half an hour, whenever it begins, though CloudWatch lists a new metric 15 minutes late", async () => {
    for (let begins = 100; begins < 100 + lookMinutes; begins++) {
      aws = fakeAws({ [codeOf(1)]: 1_000 });
      run = createPublisher(feed, aws.port);
      let told: number | undefined;
      for (let minute = 95; told === undefined; minute++) {
        // The first minute's data are there when it is over.
        if (minute === begins + 1 + 15) use("us.new");
        await ran(minute);
        if (aws.alerts.length > 0) told = minute;
        assert.ok(minute - begins <= 30, `begun in minute ${begins}`);
      }
    }
  });

  it("is the same id on bedrock-mantle, where it has quotas of its own", async () => {
    use("us.model", mantle);
    await ran(0);
    assert.match(aws.alerts[0]!.text, /us\.model \(bedrock-mantle\): is used/);
  });

  it("is an ARN of a counted id, which CloudWatch shows apart", async () => {
    use("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.model");
    await ran(0);
    assert.match(aws.alerts[0]!.text, /Calls by the ARN of us\.model, which CloudWatch shows apart/);
  });

  it("is not what draws on no quota: Provisioned Throughput and imported models", async () => {
    use("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc");
    use("arn:aws:bedrock:us-east-1:123456789012:imported-model/abc");
    await ran(0);
    assert.deepEqual([uncountedAt(0), aws.alerts.length], [0, 0]);
  });

  it("is told once, whatever number of environments follow one another, and again after 60 days", async () => {
    use("us.other");
    await ran(0);
    for (const minute of [1, 500, 3_000, 59 * 1_440]) {
      run = createPublisher(feed, aws.port);
      await ran(minute);
      assert.equal(aws.alerts.length, 1, `minute ${minute}`);
    }
    run = createPublisher(feed, aws.port);
    await ran(62 * 1_440);
    assert.equal(aws.alerts.length, 2);
  });

  it("is told again by the next run when no topic took the message, and is untold until then", async () => {
    use("us.other");
    aws.broken.set("alert", 1);
    await assert.rejects(ran(0), /alert is broken/);
    assert.equal(aws.at(epochMinute(0)).get("UntoldChanges"), 1);
    await ran(1);
    assert.equal(aws.alerts.length, 1);
    assert.equal(aws.at(epochMinute(1)).get("UntoldChanges"), 0);
  });

  it("is kept as told by a later run when CloudWatch did not take the note", async () => {
    const { port } = aws;
    let refuse = true;
    const refusing: QuotaPort = {
      ...port,
      async publish(points) {
        if (refuse && points.some(({ metric }) => metric === "ToldUncounted")) throw new Error("not taken");
        await port.publish(points);
      },
    };
    run = createPublisher(feed, refusing);
    use("us.other");
    await assert.rejects(ran(0), /not taken/);
    refuse = false;
    await ran(1);
    run = createPublisher(feed, aws.port);
    await ran(2);
    assert.equal(aws.alerts.length, 1);
  });

  for (const call of ["usedIds", "toldIds"] as const)
    it(`is looked for again in the next minute when ${call} fails: the run fails, the last count stays, nobody is told twice`, async () => {
      use("us.other");
      await ran(0);
      use("us.new");
      aws.broken.set(call, 2);
      for (const minute of [10, 11]) await assert.rejects(ran(minute), new RegExp(`${call} is broken`));
      assert.equal(uncountedAt(11), 1);
      assert.equal(aws.at(epochMinute(11)).get("PublisherRuns"), 1);
      await ran(12);
      assert.deepEqual([uncountedAt(12), aws.alerts.length], [2, 2]);
    });

  it("is not looked for where the config switches it off", async () => {
    const { uncounted: _, ...without } = feed;
    run = createPublisher(without, aws.port);
    use("us.other");
    await ran(0);
    assert.deepEqual([uncountedAt(0), aws.alerts.length, aws.calls.includes("usedIds")], [undefined, 0, false]);
  });
});
