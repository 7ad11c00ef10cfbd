import assert from "node:assert/strict";
import { amount, clock, counted, dollarAmount, percentage, shortAmount } from "../../pages/charts/format.ts";

describe("numbers on the pages", () => {
  it("have thousands separators", () => assert.equal(amount(1_250_000), "1,250,000"));
  it("are short on axes", () => {
    assert.deepEqual([850, 850_000, 1_250_000, 30_000_000].map(shortAmount), ["850", "850K", "1.25M", "30M"]);
  });
  it("show that there is none", () => {
    assert.deepEqual(
      [amount, shortAmount, percentage].map((write) => write(Number.NaN)),
      ["–", "–", "–"],
    );
  });
  it("never round a percentage up to a threshold it has not reached", () => {
    assert.deepEqual([69.96, 70, 4.25, 130].map(percentage), ["69.9 %", "70 %", "4.2 %", "130 %"]);
  });
  it("do not show a fraction of a cent as nothing", () => {
    assert.deepEqual([0, 0.004, 0.01, 1_234.5].map(dollarAmount), ["$0.00", "< $0.01", "$0.01", "$1,234.50"]);
  });
  it("tell minutes as hours and minutes", () => assert.deepEqual([0, 47, 135].map(clock), ["0:00", "0:47", "2:15"]));
  it("agree with their noun", () => {
    assert.deepEqual(
      [counted(1, "alarm"), counted(1_204, "alarm"), counted(0, "quota")],
      ["1 alarm", "1,204 alarms", "0 quotas"],
    );
  });
});
