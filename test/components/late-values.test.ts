import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { fillerFor } from "../../components/late-values.ts";
import { only, registeredBy } from "./recorder.ts";

const late = (standIn: string, value: unknown, isList = false) => ({
  standIn,
  value: pulumi.output(value),
  ...(isList && { isList }),
});

class Thing extends pulumi.CustomResource {}

/** What arguments come to, as a resource gets them. */
async function filled(values: Parameters<typeof fillerFor>[0], args: pulumi.Inputs): Promise<Record<string, unknown>> {
  const registered = await registeredBy(() => {
    const fill = fillerFor(values);
    return new Thing("test:index:Thing", "one", fill(args));
  });
  return only(registered, "Thing").inputs;
}

describe("late values", () => {
  it("take the place of whole texts, of parts of texts, and within Outputs", async () => {
    const values = [late("STAND-IN-A", "first"), late("STAND-IN-B", "second")];
    const args = {
      whole: "STAND-IN-A",
      part: "a:STAND-IN-A b:STAND-IN-B a:STAND-IN-A",
      list: ["STAND-IN-B", "else"],
      map: { deep: { deeper: "STAND-IN-B" } },
      output: pulumi.output({ text: ["x STAND-IN-A"] }),
    };
    assert.deepEqual(await filled(values, args), {
      whole: "first",
      part: "a:first b:second a:first",
      list: ["second", "else"],
      map: { deep: { deeper: "second" } },
      output: { text: ["x first"] },
    });
  });

  it("are written as JSON does within a longer text, so that a policy stays one", async () => {
    const text = JSON.stringify({ Resource: "STAND-IN" });
    const { policy } = await filled([late("STAND-IN", 'a "quoted" \\ name')], { policy: text });
    assert.deepEqual(JSON.parse(policy as string), { Resource: 'a "quoted" \\ name' });
  });

  it("give a list all their items", async () => {
    const { ids } = await filled([late("STAND-IN", ["one", "two"], true)], { ids: ["STAND-IN", "three"] });
    assert.deepEqual(ids, ["one", "two", "three"]);
  });

  it("reach the texts in an archive, and leave its files", async () => {
    const code = new pulumi.asset.AssetArchive({
      "feed.json": new pulumi.asset.StringAsset('{"id":"STAND-IN"}'),
      "other.json": new pulumi.asset.StringAsset("{}"),
      "index.mjs": new pulumi.asset.FileAsset("/index.mjs"),
    });
    assert.deepEqual((await filled([late("STAND-IN", "abc")], { code }))["code"], {
      archive: {
        "feed.json": { text: '{"id":"abc"}' },
        "other.json": { text: "{}" },
        "index.mjs": { path: "/index.mjs" },
      },
    });
  });

  it("leave arguments that have none as they are, the very same", () => {
    const args = { text: "plain", list: ["a"], map: { number: 1, nothing: undefined } };
    assert.equal(fillerFor([late("STAND-IN", "x")])(args), args);
  });
});
