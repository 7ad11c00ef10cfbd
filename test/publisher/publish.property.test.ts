import assert from "node:assert/strict";
import fc from "fast-check";
import { createPublisher } from "../../functions/quota-publisher/publish.ts";
import { fakeAws, feedOfCodes, keptLog, minuteOf, nameOf } from "./fake-port.ts";
import { codeOf } from "./pretend-quotas.ts";

const codes = [codeOf(1), codeOf(2), codeOf(3)];
const place = { region: "us-east-1" };

/** One minute: what happens in the account and what is broken in it. */
const minutes = fc.array(
  fc.record({
    set: fc.option(fc.tuple(fc.constantFrom(...codes), fc.constantFrom(0, 1, 10, 1e12)), { freq: 4 }),
    gone: fc.option(fc.constantFrom(...codes), { freq: 8 }),
    newEnvironment: fc.boolean(),
    unreadable: fc.boolean(),
    alertFails: fc.boolean(),
    twice: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("the quota publisher, whatever happens", () => {
  it("publishes only values that held at the last reading, and beats only when they are fresh", async () => {
    await fc.assert(
      fc.asyncProperty(minutes, async (events) => {
        const aws = fakeAws({ [codes[0]!]: 5 });
        const feed = { ...feedOfCodes(...codes), refreshMinutes: 3 };
        const { log } = keptLog();
        let run = createPublisher(feed, aws.port);
        /** what this environment's last reading said */
        let reading: Map<string, number> | undefined;
        /** the latest value of each quota that was published */
        const latest = new Map<string, number>();
        let missing: number | undefined;
        let lastRead = Number.NEGATIVE_INFINITY;
        for (const [minute, event] of events.entries()) {
          if (event.set !== null) aws.applied.set(...event.set);
          if (event.gone !== null) aws.applied.delete(event.gone);
          if (event.newEnvironment) {
            run = createPublisher(feed, aws.port);
            // Until it has read, an environment goes by what was published.
            reading = undefined;
            lastRead = Number.NEGATIVE_INFINITY;
          }
          aws.broken.set("readQuotas", event.unreadable ? Number.POSITIVE_INFINITY : 0);
          aws.broken.set("alert", event.alertFails ? Number.POSITIVE_INFINITY : 0);
          if (!event.unreadable && minute - lastRead >= feed.refreshMinutes) {
            lastRead = minute;
            reading = new Map(aws.applied);
            missing = codes.length - reading.size;
          }
          for (let time = 0; time < (event.twice ? 2 : 1); time++) {
            await run(minuteOf(minute), place, log).catch((error: Error) => {
              assert.match(error.message, /alert is broken/);
              assert.ok(event.alertFails);
            });
          }
          const values = aws.at(minuteOf(minute));
          const expected = new Map(
            feed.quotas.flatMap((quota) => {
              const value = reading === undefined ? latest.get(nameOf(quota)) : reading.get(quota.code);
              return value === undefined ? [] : [[nameOf(quota), value] as const];
            }),
          );
          const quotas = new Map([...values].filter(([name]) => name.startsWith("TokenQuota")));
          assert.deepEqual(quotas, expected);
          for (const [name, value] of quotas) latest.set(name, value);
          assert.equal(values.get("MissingQuotas"), missing);
          assert.equal(values.has("QuotaHeartbeat"), minute - lastRead < feed.refreshMinutes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("tells a chain of changes from the first value to the last, each once, while its environment lives", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(0, 1, 10, 1e12), { minLength: 1 }), async (values) => {
        const code = codes[0]!;
        const aws = fakeAws({ [code]: 5 });
        const { log, named } = keptLog();
        const run = createPublisher({ ...feedOfCodes(code), refreshMinutes: 1 }, aws.port);
        await run(minuteOf(0), place, log);
        for (const [index, value] of values.entries()) {
          aws.applied.set(code, value);
          await run(minuteOf(index + 1), place, log);
        }
        const steps = named("quota-changed").map(({ fields }) => [fields["oldValue"], fields["newValue"]]);
        const distinct = [5, ...values].filter((value, index, all) => value !== all[index - 1]);
        assert.deepEqual(
          steps,
          distinct.slice(1).map((value, index) => [distinct[index], value]),
        );
        assert.equal(aws.alerts.length, steps.length);
      }),
    );
  });
});
