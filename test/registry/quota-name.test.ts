import assert from "node:assert/strict";
import fc from "fast-check";
import { type InferenceQuotaName, readQuotaName } from "../../registry/quota-name.ts";

type Expected = Partial<Omit<InferenceQuotaName, "is">>;

const forms: [name: string, expected: Expected][] = [
  [
    "On-demand model inference tokens per minute for Amazon Nova Pro",
    { scopes: ["on-demand"], kind: "tpm", label: "Amazon Nova Pro", variant: "", doubled: false },
  ],
  ["On-demand model inference requests per minute for Z.ai GLM-4.7", { kind: "rpm", label: "Z.ai GLM-4.7" }],
  [
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.6 V1",
    { scopes: ["cross-region"], kind: "tpm", label: "Anthropic Claude Opus 4.6 V1" },
  ],
  [
    "Cross-Region model inference requests per minute for Anthropic Claude 3.5 Haiku",
    { scopes: ["cross-region"], kind: "rpm", label: "Anthropic Claude 3.5 Haiku" },
  ],
  [
    "Global cross-region model inference tokens per minute for GPT-6 Astra",
    { scopes: ["global"], kind: "tpm", label: "GPT-6 Astra" },
  ],
  [
    "Global cross-region model inference tokens per day for Cohere Embed V4",
    { scopes: ["global"], kind: "tpd", label: "Cohere Embed V4", doubled: false },
  ],
  [
    "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
    { scopes: ["on-demand", "cross-region"], kind: "tpd", label: "Amazon Nova Pro", doubled: true },
  ],
  [
    "Model invocation max tokens per day for Amazon Nova Pro",
    { scopes: ["on-demand"], kind: "tpd", label: "Amazon Nova Pro", doubled: false },
  ],
  [
    "Model invocation max latency-optimized tokens per day for Amazon Nova Pro V1",
    { kind: "tpd", label: "Amazon Nova Pro V1", variant: "latency-optimized", doubled: false },
  ],
  [
    "On-Demand, latency-optimized model inference tokens per minute for Meta Llama 3.1 70B Instruct",
    { scopes: ["on-demand"], kind: "tpm", label: "Meta Llama 3.1 70B Instruct", variant: "latency-optimized" },
  ],
  [
    "On-demand latency-optimized model inference requests per minute for Anthropic Claude 3.5 Haiku",
    { kind: "rpm", label: "Anthropic Claude 3.5 Haiku", variant: "latency-optimized" },
  ],
  [
    "[bedrock-mantle endpoint] Input tokens per minute for Claude Opus 5",
    { scopes: ["mantle"], kind: "input-tpm", label: "Claude Opus 5" },
  ],
  [
    "[bedrock-mantle endpoint] Output tokens per minute for GPT-5.4",
    { scopes: ["mantle"], kind: "output-tpm", label: "GPT-5.4" },
  ],
  [
    "On-demand InvokeModel concurrent requests for Amazon Nova Reel1.0",
    { scopes: ["on-demand"], kind: "concurrency", label: "Amazon Nova Reel1.0", variant: "" },
  ],
  [
    "On-demand InvokeModel async concurrent requests for TwelveLabs Marengo Embed 3.0",
    { kind: "concurrency", label: "TwelveLabs Marengo Embed 3.0", variant: "async" },
  ],
  [
    "On-demand model inference concurrent requests for Luma Ray V2",
    { scopes: ["on-demand"], kind: "concurrency", label: "Luma Ray V2", variant: "" },
  ],
  [
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    { scopes: ["cross-region"], kind: "tpm", label: "Anthropic Claude Sonnet 4.5 V1", variant: "1m-context" },
  ],
  [
    "Model invocation max tokens per day for Anthropic Claude Sonnet 4.5 V1 1M Context Length (doubled for cross-region calls)",
    { kind: "tpd", label: "Anthropic Claude Sonnet 4.5 V1", variant: "1m-context", doubled: true },
  ],
  [
    "  ON-DEMAND  Model\tInference TOKENS per minute for  Amazon  Nova Pro \n",
    { scopes: ["on-demand"], kind: "tpm", label: "Amazon Nova Pro" },
  ],
];

const others = [
  "",
  "On-demand model inference tokens per minute for ",
  "Model invocation max tokens per day for (doubled for cross-region calls)",
  "Cross-region model inference tokens per minute for 1M Context Length",
  "(Model customization) Sum of on demand custom model deployment tokens per minute for Amazon Nova Micro",
  "(Guardrails) On-demand InvokeGuardrailChecks requests per minute",
  "(Managed Knowledge Bases) AgenticRetrieveStream requests per minute per account",
  "Minimum number of records per batch inference job for Claude Sonnet 4.5.",
  "Model units per provisioned model for the 24k context length variant for Amazon Nova Lite ",
  "Model units, with commitment, for Provisioned Throughout created for Meta Maverick 4 Scout 17B Instruct 1M",
  "Custom on-demand model inference tokens per minute for Amazon Nova Pro",
];

describe("the name of a quota", () => {
  for (const [name, expected] of forms) {
    it(`is read: ${name.trim()}`, () => {
      const read = readQuotaName(name);
      assert.equal(read.is, "inference");
      assert.deepEqual({ ...read, ...expected }, read);
    });
  }

  for (const name of ["Cross-Model Max Tokens Per Day", "Cross-Model Account-Level Tokens Per Day"]) {
    it(`is that of the daily quota of all models: ${name}`, () => {
      assert.deepEqual(readQuotaName(name), { is: "cross-model-daily" });
    });
  }

  for (const name of others) {
    it(`limits no model's calls: ${JSON.stringify(name)}`, () => {
      const read = readQuotaName(name);
      assert.equal(read.is, "not-inference");
      assert.ok(read.reason.length > 0);
    });
  }

  it("of a form that may be new says so, for someone to look", () => {
    for (const name of [
      "On-demand model inference tokens per day for Amazon Nova Pro",
      "Cross-region model inference images per minute for Amazon Nova Canvas",
      "[bedrock-mantle endpoint] Requests per minute for Claude Opus 5",
    ]) {
      const read = readQuotaName(name);
      assert.equal(read.is, "not-inference");
      assert.match(read.reason, /unknown form/);
    }
  });

  it("of two variants at once is none that the alarms could take for one of them", () => {
    const read = readQuotaName(
      "On-demand, latency-optimized model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
    );
    assert.equal(read.is, "not-inference");
  });

  it("may be any text: the reader always answers and never changes its mind over white space", () => {
    const words = [
      "On-demand",
      "model",
      "inference",
      "tokens",
      "per",
      "minute",
      "day",
      "for",
      "(doubled",
      "1M",
      "Context",
    ];
    const nearly = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: "binary" })))
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: "binary" })), (name) => {
        const read = readQuotaName(name);
        assert.ok(["inference", "cross-model-daily", "not-inference"].includes(read.is));
        assert.deepEqual(readQuotaName(` ${name}\t`), read);
        if (read.is === "inference") assert.notEqual(read.label, "");
      }),
    );
  });

  it("may be a megabyte long", () => {
    const long = "for ".repeat(250_000);
    assert.equal(readQuotaName(long).is, "not-inference");
    assert.equal(readQuotaName(`On-demand model inference tokens per minute for ${long}x`).is, "inference");
    assert.equal(readQuotaName(`On-demand${" ".repeat(1_000_000)}model`).is, "not-inference");
  });
});
