import assert from "node:assert/strict";
import { timeRange } from "../../cli/usage/time-range.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";

const now = Date.UTC(2026, 10, 21, 14, 7, 33) / 1000;

describe("what --since and --until mean", () => {
  const read = (since: string, until?: string, timeZone = "UTC"): string[] => {
    const { start, end } = timeRange(since, until, now, timeZone);
    return [isoTime(start), isoTime(end)];
  };

  it("has days of 23, 24 and 25 hours, as the zone's clocks have them", () => {
    const hours = (since: string, until: string, zone: string) => {
      const { start, end } = timeRange(since, until, now, zone);
      return (end - start) / 3_600;
    };
    assert.equal(hours("2026-03-29", "2026-03-30", "Europe/Berlin"), 23);
    assert.equal(hours("2026-10-25", "2026-10-26", "Europe/Berlin"), 25);
    assert.equal(hours("2026-11-01", "2026-11-02", "America/New_York"), 25);
    assert.equal(hours("2026-10-04", "2026-10-05", "Australia/Lord_Howe"), 23.5);
    assert.equal(hours("2026-11-01", "2026-11-02", "Asia/Kolkata"), 24);
  });

  it("takes a time that the clocks leave out for an hour later, and one they show twice for one of the two", () => {
    const start = (since: string, zone: string) => read(since, `${since.slice(0, 10)}T12:00`, zone)[0]!;
    assert.equal(start("2026-03-29T02:30", "Europe/Berlin"), "2026-03-29T01:30:00Z");
    assert.equal(start("2026-03-08T02:30", "America/New_York"), "2026-03-08T07:30:00Z");
    assert.match(start("2026-10-25T02:30", "Europe/Berlin"), /^2026-10-25T0[01]:30:00Z$/);
    assert.match(start("2026-11-01T01:30", "America/New_York"), /^2026-11-01T0[56]:30:00Z$/);
  });

  it("takes times as AWS, people and this report write them", () => {
    const expected = ["2026-11-01T14:00:00Z", "2026-11-02T00:00:00Z"];
    for (const since of [
      "2026-11-01T14:00Z",
      "2026-11-01T14:00:00.000Z",
      "2026-11-01 15:00+01:00",
      "2026-11-01T14:00",
    ]) {
      assert.deepEqual(read(since, "2026-11-02"), expected, since);
    }
  });

  it("takes a length back from the end, which is never later than now", () => {
    assert.deepEqual(read("1h", "2026-11-02"), ["2026-11-01T23:00:00Z", "2026-11-02T00:00:00Z"]);
    assert.deepEqual(read("1d", "2027-01-01"), ["2026-11-20T14:07:33Z", "2026-11-21T14:07:33Z"]);
  });

  it("takes no day for another", () => {
    assert.throws(() => read("2026-02-30"), /--since 2026-02-30: no time/);
    assert.throws(() => read("1d", "2026-11-31"), /--until 2026-11-31: no time/);
    assert.throws(() => read("0h"), /--since 0h: no length of time/);
    assert.throws(() => read("2026-11-02", "2026-11-01"), /is not before --until/);
  });
});
