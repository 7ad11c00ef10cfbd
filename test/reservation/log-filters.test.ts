import assert from "node:assert/strict";
import fc from "fast-check";
import { bodyMaxTokens } from "../../client/read/body-request.ts";
import { converseMaxTokens } from "../../client/read/converse.ts";
import { limits } from "../../monitoring/limits.ts";
import { maxTokensFields } from "../../monitoring/reservation/body-fields.ts";
import { logFilters, logsOf } from "../../monitoring/reservation/log-filters.ts";
import { logMetrics } from "../../monitoring/reservation/metrics.ts";
import { settings, target } from "../monitoring/example-settings.ts";
import { filterPattern, selected } from "./filter-pattern.ts";

const filters = logFilters("us-east-1").map((filter) => ({ ...filter, test: filterPattern(filter.pattern) }));

/** What the filters publish of one record: every metric's values. */
const published = (record: unknown) =>
  filters
    .filter(({ test }) => test(record))
    .map(({ metric, value }) => [metric, value.startsWith("$") ? selected(record, value) : Number(value)]);

const model = "anthropic.claude-opus-5";
const recordOf = (inputBodyJson: unknown, operation = "InvokeModel") => ({
  schemaType: "ModelInvocationLog",
  modelId: `us.${model}`,
  operation,
  input: { inputContentType: "application/json", inputBodyJson, inputTokenCount: 10 },
});

/** Nested as the path says. */
const at = (path: readonly string[], value: unknown): Record<string, unknown> => {
  const [name = "", ...inner] = path;
  return { [name]: inner.length === 0 ? value : at(inner, value) };
};

const messages = [{ role: "user", content: [{ type: "text", text: "Hello" }] }];

describe("the metric filters on the invocation log", () => {
  it("publish what each shape of request asks for, with the model as the record names it", () => {
    for (const field of maxTokensFields) {
      const record = recordOf({ messages, ...at(field, 4_096) });
      assert.deepEqual(published(record), [[logMetrics.maxTokens, 4_096]], field.join("."));
    }
    for (const { dimensions } of filters) assert.deepEqual(dimensions, { ModelId: "$.modelId" });
  });

  it("count a body without max_tokens, and one that has null there, once", () => {
    for (const nothing of [{}, { max_tokens: null }, { max_completion_tokens: null, max_tokens: null }]) {
      assert.deepEqual(published(recordOf({ messages, ...nothing })), [[logMetrics.without, 1]]);
      assert.deepEqual(published(recordOf({ prompt: "Hello", ...nothing })), [[logMetrics.without, 1]]);
    }
    assert.deepEqual(published(recordOf({ messages, max_completion_tokens: null, max_tokens: 7 })), [
      [logMetrics.maxTokens, 7],
    ]);
  });

  it("count a record whose body went to S3, or of which metadata alone are logged, as not seen", () => {
    const { inputBodyJson: _, ...metadata } = recordOf({}).input;
    for (const input of [metadata, { ...metadata, inputBodyS3Path: "s3://bucket/key" }])
      assert.deepEqual(published({ ...recordOf({}), input }), [[logMetrics.unseen, 1]]);
  });

  it("publish nothing of records of something else", () => {
    for (const record of [{}, { message: "permissions check" }, recordOf({ inputImage: "x" })])
      assert.deepEqual(published(record), []);
  });

  it("agree with what the client library reads of the same request, whatever stands in it", () => {
    const amount = fc.oneof(fc.nat(200_000), fc.constant(null));
    const part = fc.tuple(fc.constantFrom(...maxTokensFields), amount).map(([path, value]) => at(path, value));
    const prompt = fc.constantFrom<Record<string, unknown>>(
      { messages },
      { message: "Hello" },
      { prompt: "Hello" },
      { inputText: "Hello" },
      { input: "Hello" },
      {},
    );
    fc.assert(
      fc.property(prompt, fc.array(part, { maxLength: 3 }), (begin, parts) => {
        const body = Object.assign({}, begin, ...parts);
        // A field of null is as good as none to the API; within an object no SDK writes it.
        const strange = ["inferenceConfig", "textGenerationConfig", "max_gen_len", "max_tokens_to_sample", "maxTokens"];
        const isStrange = (name: string) =>
          [...strange, "maxOutputTokens"].includes(name) && JSON.stringify(body[name] ?? null).includes("null");
        fc.pre(!Object.keys(body).some(isStrange));
        const asked = bodyMaxTokens(JSON.stringify(body), model);
        const expected =
          typeof asked === "number"
            ? [[logMetrics.maxTokens, asked]]
            : asked === "without"
              ? [[logMetrics.without, 1]]
              : [];
        assert.deepEqual(published(recordOf(body)), expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it("agree with it on Converse", () => {
    for (const request of [{ messages }, { messages, inferenceConfig: { maxTokens: 9 } }]) {
      const asked = converseMaxTokens({ modelId: model, ...request });
      const [[metric, value] = []] = published(recordOf(request, "Converse"));
      assert.deepEqual([metric, value], asked === "without" ? [logMetrics.without, 1] : [logMetrics.maxTokens, asked]);
    }
  });

  it("are within CloudWatch's limits, and as many for two hundred models as for one", () => {
    const reservation = { source: "logs", logGroup: "bedrock", thresholds: [] } as const;
    const one = target(model, "cross-region", { reservation });
    const [group, ...others] = logsOf(settings(Array.from({ length: 200 }, () => one)))?.groups ?? [];
    assert.equal(others.length, 0);
    assert.equal(group?.filters.length, filters.length);
    assert.ok(filters.length <= limits.filtersPerLogGroup);
    for (const { name, pattern, dimensions } of filters) {
      assert.ok(pattern.length <= limits.filterPatternLength, `${name}: ${pattern.length}`);
      assert.ok(Object.keys(dimensions).length <= limits.dimensionsPerFilter);
      assert.match(name, /^[^:*]{1,512}$/);
    }
    assert.equal(new Set(filters.map(({ name }) => name)).size, filters.length);
  });

  it("are of no group where no target asks for logs", () => {
    assert.equal(logsOf(settings([target(model, "cross-region")])), undefined);
  });
});
