import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { modelEntry } from "../../stacks/model-shapes.ts";
import { configShape } from "../../stacks/shapes.ts";
import { matchesGolden } from "../golden.ts";
import { analysed, type Described, root, type Schema } from "./analysed.ts";

/** Words of a stack file that the package has not, and why. */
const without: Readonly<Record<string, string>> = {
  fleet: "a stack of its own, of the shipped program: it shows other stacks and watches no model",
  registry: "its only choice that fits is the Region, which is `region`",
  applicationProfiles: "discover asks the account, and Pulumi does not wait for that; listed is the default",
};
/** Properties that the package has besides: what a stack file says in another place, or as the second form of a word. */
const besides: Readonly<Record<string, string>> = {
  region: "aws:region",
  stackName: "the stack's own name",
  evaluationBySeverity: "evaluation, a map by severity",
  "models.off": "`off` in the place of a value",
  "models.evaluationBySeverity": "evaluation, a map by severity",
  "models.applicationProfilesByScope": "applicationProfiles, a map by scope",
  "alerts.topicsBySeverity": "topics, a map by severity",
  "publisher.uncounted.enabled": "uncounted: off",
};

/** Paths of all keys of a shape; keys that a person chooses, such as severities, are none. */
function keysOf(shape: z.ZodType, path = ""): string[] {
  if (shape instanceof z.ZodOptional) return keysOf(shape.unwrap() as z.ZodType, path);
  if (shape instanceof z.ZodArray) return keysOf(shape.element as z.ZodType, path);
  if (shape instanceof z.ZodUnion) return shape.options.flatMap((option) => keysOf(option as z.ZodType, path));
  if (!(shape instanceof z.ZodObject)) return [];
  return Object.entries(shape.shape).flatMap(([key, value]) => {
    const own = path === "" ? key : `${path}.${key}`;
    return [own, ...(byChoice.has(own) ? [] : keysOf(value as z.ZodType, own))];
  });
}

/** Maps whose keys are kinds or scopes, which are no properties of the package: a map takes them as texts. */
const byChoice = new Set(["models.quotas", "models.applicationProfiles"]);

function propertiesOf(schema: Schema): string[] {
  const below = (properties: Schema["types"][string]["properties"], path: string): string[] =>
    Object.entries(properties).flatMap(([key, property]) => {
      const own = path === "" ? key : `${path}.${key}`;
      const reference = property.$ref ?? property.items?.$ref ?? "";
      const type = schema.types[reference.replace("#/types/", "")];
      return [own, ...(type ? below(type.properties, own) : [])];
    });
  return below(schema.resources["bedrock-headroom:index:BedrockQuotaMonitor"]!.inputProperties, "");
}

describe("the package for every Pulumi language", () => {
  let schema: Schema;
  before(async function () {
    // The analyser is TypeScript's own compiler.
    this.timeout(60_000);
    schema = await analysed();
  });

  it("has the schema that was reviewed", () =>
    matchesGolden(`${JSON.stringify(schema, null, 2)}\n`, new URL("golden/schema.json", import.meta.url)));

  it("has every word of a stack file, or a reason why not", () => {
    const words = new Set([...keysOf(configShape), ...keysOf(modelEntry, "models")]);
    const here = new Set(propertiesOf(schema));
    assert(words.size > 60, [...words].join());
    const evaluation = (path: string) => /(^|\.)evaluation\.(datapoints|of)$/.test(path);
    assert.deepEqual(
      // What belongs to a word that isn't here isn't either.
      [...words].filter((word) => !here.has(word) && !evaluation(word) && !/^fleet\./.test(word)).sort(),
      Object.keys(without).sort(),
    );
    assert.deepEqual(
      [...here]
        .filter((property) => !words.has(property) && !/evaluationBySeverity\.|(^|\.)evaluation\./.test(property))
        .sort(),
      Object.keys(besides).sort(),
    );
  });

  it("describes every property", () => {
    const all: [string, Described][] = [...Object.entries(schema.types), ...Object.entries(schema.resources)];
    const bare = all.flatMap(([name, { properties, inputProperties }]) =>
      Object.entries({ ...properties, ...inputProperties }).flatMap(([key, { description }]) =>
        description ? [] : [`${name} ${key}`],
      ),
    );
    assert.deepEqual(bare, []);
  });

  it("leaves as plain what decides which alarms there are, and nothing that an output may give", () => {
    const { email, kmsKeyArn, topics } = schema.types["bedrock-headroom:index:Alerts"]!.properties;
    const { model, thresholds } = schema.types["bedrock-headroom:index:Model"]!.properties;
    assert.deepEqual(
      [email?.items?.plain, kmsKeyArn?.plain, topics?.items?.plain, model?.plain, thresholds?.plain],
      [undefined, undefined, undefined, true, true],
    );
  });

  it("depends on the versions that the repository is tested with", async () => {
    const read = async (name: string) =>
      JSON.parse(await readFile(join(root, name), "utf8")) as Record<
        "dependencies" | "devDependencies",
        Record<string, string>
      > & {
        version: string;
      };
    const [own, plugin] = [await read("package.json"), await read("plugin/package.json")];
    assert.equal(plugin.version, own.version);
    const all: Record<string, string> = {
      ...own.devDependencies,
      ...own.dependencies,
      "bedrock-headroom": own.version,
    };
    for (const [name, version] of Object.entries(plugin.dependencies)) assert.equal(version, all[name], name);
  });
});
