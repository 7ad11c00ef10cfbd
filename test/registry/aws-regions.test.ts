import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { awsRegions, partitionOfRegion } from "../../registry/aws-regions.ts";
import { regionNames } from "../../registry/regions.ts";

describe("AWS's Regions", () => {
  it("are those of the partitions in the AWS SDK, but for the isolated ones", () => {
    const sdk = dirname(createRequire(import.meta.url).resolve("@aws-sdk/core/package.json"));
    const file = join(sdk, "dist-es/submodules/client/util-endpoints/lib/aws/partitions.js");
    const text = readFileSync(file, "utf8");
    // "aws-global" and its like are no Regions.
    const inSdk = Array.from(text.matchAll(/"([a-z]+(?:-[a-z]+)+-\d+)":/g), ([, name]) => name!);
    const reachable = [...new Set(inSdk)].filter((name) => !/-iso/.test(name));
    assert.ok(reachable.length > 30, text.slice(0, 500));
    assert.deepEqual(Object.values(awsRegions).flat().sort(), reachable.sort());
  });

  it("have all that the registry knows", () => {
    for (const region of regionNames) assert.notEqual(partitionOfRegion(region), undefined, region);
    assert.equal(partitionOfRegion("us-gov-west-1"), "aws-us-gov");
  });
});
