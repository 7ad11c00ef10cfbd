import assert from "node:assert/strict";
import fc from "fast-check";
import { cutNumberArrays } from "../../aws/number-arrays.ts";

/** The text put together again, as JSON.parse would have read it in the first place. */
function readBack(text: string): unknown {
  const cut = cutNumberArrays(Buffer.from(text), ["Timestamps", "Values"]);
  return JSON.parse(cut.text, (key, value: unknown) =>
    (key === "Timestamps" || key === "Values") && typeof value === "number" ? Array.from(cut.arrays[value]!) : value,
  );
}

describe("numbers taken out of a JSON text", () => {
  it("are those that JSON.parse reads, whatever they are and whatever stands around them", () => {
    const numbers = fc.array(
      fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeNat()),
    );
    const results = fc.array(
      fc.record({ Id: fc.string(), Timestamps: numbers, Label: fc.string({ unit: "grapheme" }), Values: numbers }),
    );
    fc.assert(
      fc.property(results, fc.string(), (MetricDataResults, NextToken) => {
        const text = JSON.stringify({ MetricDataResults, Messages: [], NextToken });
        assert.deepEqual(readBack(text), JSON.parse(text));
      }),
    );
  });

  it("are read in every way that JSON writes them", () => {
    for (const number of [
      "1.7637336E9",
      "1.763733600E9",
      "1763733600.000",
      "9007199254740993",
      "123456789012345678901234567890",
      "0.1",
      "0.30000000000000004",
      "-12.5e-3",
      "1e-320",
      "2.2250738585072014E-308",
      "1e23",
      "-0",
    ]) {
      const text = `{"Values":[${number},7]}`;
      assert.deepEqual(readBack(text), JSON.parse(text), number);
    }
  });

  it("are told apart where one array begins like the one before it", () => {
    for (const text of [
      '{"a":{"Values":[1,2]},"b":{"Values":[1,2]},"c":{"Values":[1,2,3]},"d":{"Values":[1]},"e":{"Values":[]}}',
      '{"a":{"Values":[]},"b":{"Values":[]},"c":{"Values":[12]},"d":{"Values":[1]},"e":{"Values":[1]}}',
    ]) {
      assert.deepEqual(readBack(text), JSON.parse(text));
    }
  });

  it("takes more of them than it has room for", () => {
    const values = Array.from({ length: 100_800 }, (_, index) => index / 8);
    assert.deepEqual(readBack(JSON.stringify({ Values: values })), { Values: values });
  });

  it("leaves to JSON.parse what is no array of plain numbers", () => {
    for (const text of [
      '{"Values":["NaN",1]}',
      '{"Values":[null]}',
      '{"Values":[[1],2]}',
      '{"Values": [1, 2]}',
      '{"Values":[1, 2]}',
      '{"Label":"\\"Values\\":[1,2]","Values":[3]}',
    ]) {
      assert.deepEqual(readBack(text), JSON.parse(text), text);
    }
    assert.throws(() => readBack('{"Values":[1,2'), SyntaxError);
    assert.throws(() => readBack('{"Values":[1,,2]}'), SyntaxError);
  });
});
