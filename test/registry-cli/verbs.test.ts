import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csvOf, jsonOf } from "../../cli/registry/export.ts";
import { findModel } from "../../cli/registry/find-model.ts";
import { describeModels, describeUnmatched, listModels } from "../../cli/registry/list.ts";
import { describeModel, modelDetails, quotaByCode } from "../../cli/registry/show.ts";
import { explainer } from "../../registry/explain.ts";
import { quotaRows } from "../../registry/quota-rows.ts";
import { unmatchedQuotas } from "../../registry/unmatched.ts";
import { matchesGolden } from "../golden.ts";
import { built } from "../registry/built.ts";
import { runHeadroom } from "./run-headroom.ts";

const golden = (name: string) => new URL(`golden/${name}`, import.meta.url);
const opus = "anthropic.claude-opus-5";
const shown = (asked: string) => describeModel(modelDetails(built, findModel(built, asked)));

describe("headroom registry list", () => {
  it("finds models by any part of id, name or provider, in whatever spelling", () => {
    const ids = (search: string) => listModels(built, search).map(({ modelId }) => modelId);
    assert.ok(ids("OPUS-5").includes(opus));
    assert.deepEqual(ids("opus 5.5"), ["anthropic.claude-opus-5-5"]);
    assert.deepEqual(ids("pixtral"), ["mistral.pixtral-large-2502-v1:0"]);
    assert.ok(ids("twelvelabs").length >= 3);
    assert.equal(ids("").length, built.catalogue.models.length);
  });

  it("says what may be meant where nothing is found", () => {
    assert.throws(
      () => listModels(built, "claude-opas-5"),
      /no model has "claude-opas-5".*did you mean .*Claude Opus 5/,
    );
    assert.throws(() => listModels(built, "pixtral", "mx-central-1"), /in mx-central-1/);
  });

  it("prints a table", () => {
    matchesGolden(`${describeModels(listModels(built, ""), built)}\n`, golden("list.txt"));
  });

  it("prints the quotas of no known model", () => {
    matchesGolden(`${describeUnmatched(unmatchedQuotas(built.catalogue))}\n`, golden("unmatched.txt"));
    assert.equal(describeUnmatched([]), "Every quota is matched to its model.");
  });
});

describe("headroom registry show", () => {
  it("prints a model's scopes, profiles, quotas and where all that is from", () => {
    matchesGolden(`${shown(opus)}\n`, golden("show-opus.txt"));
  });

  it("prints variants apart from base quotas, and what a doubled quota is", () => {
    matchesGolden(`${shown("amazon.nova-pro-v1:0")}\n`, golden("show-nova-pro.txt"));
  });

  it("finds a model past its end of life, and warns", () => {
    const text = shown("anthropic.claude-3-haiku-20240307-v1:0");
    assert.match(text, /^warning: past its end of life/m);
    assert.match(text, /ends +2026-09-10 in ap-northeast-1 .*\(Amazon Bedrock User Guide/);
  });

  it("finds a model by its id, its name and the id of any profile of it", () => {
    for (const asked of [
      opus,
      "Claude Opus 5",
      "anthropic claude opus 5",
      `us.${opus}`,
      `global.${opus}`,
      `us-gov.${opus}`,
    ]) {
      assert.equal(findModel(built, asked).modelId, opus, asked);
    }
  });

  it("does not choose between models", () => {
    assert.throws(() => findModel(built, "claude opus"), /"claude opus" fits \d models:\n {2}anthropic/);
    assert.throws(() => findModel(built, "anthropic.claude-opus-55"), /did you mean anthropic\.claude-opus-5/);
    assert.throws(() => findModel(built, `xx.${opus}`), /no model xx\./);
  });

  it("explains a quota by its code", () => {
    const quota = quotaByCode(built, "L-99296DCD");
    assert.deepEqual(
      [quota.modelIds, quota.scope, quota.kind, quota.defaultValue, quota.defaultRegion],
      [[opus], "cross-region", "tpm", 30_000_000, "us-east-1"],
    );
    assert.equal(quotaByCode(built, "L-E3F10727").status, "unknown");
    assert.throws(() => quotaByCode(built, "L-99296DCE"), /no such quota .*did you mean L-99296DCD/);
  });
});

describe("headroom registry export", () => {
  it("writes the columns that are promised, a row for each (model, scope, limit kind, variant)", async () => {
    const text = await csvOf(built);
    assert.equal(
      text.split("\n")[0],
      "model_id,scope,limit_kind,variant,quota_code,quota_name,unit,default_value,region_count,source,read_at",
    );
    const rows: Record<string, string>[] = parse(text, { columns: true });
    const keys = rows.map((row) => [row["model_id"], row["scope"], row["limit_kind"], row["variant"]].join("|"));
    assert.equal(new Set(keys).size, keys.length);
    // Every matched quota, the doubled ones once more for cross-region calls.
    const matched = built.catalogue.quotas.filter(({ modelId }) => modelId !== null);
    assert.equal(rows.length, matched.length + matched.filter(({ doubled }) => doubled).length);
    assert.deepEqual(
      new Set(rows.map((row) => row["variant"])),
      new Set(["", "1m-context", "latency-optimized", "async"]),
    );
    for (const row of rows) assert.match(row["read_at"]!, /^\d{4}-\d{2}/);
  });

  it("writes what was read line by line", async () => {
    matchesGolden(await csvOf(built), golden("export.csv"));
  });

  it("writes the same rows as JSON, and what is left out of them", () => {
    const document = JSON.parse(jsonOf(built));
    assert.deepEqual(document.quotas, quotaRows(built));
    assert.equal(document.unmatched.length, 22);
  });

  it("leaves no half-written file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headroom-export-"));
    try {
      const file = join(folder, "registry.csv");
      assert.equal((await runHeadroom(["registry", "export", "--csv", "--out", file])).code, 0);
      assert.match(await readFile(file, "utf8"), /^model_id,scope/);
      assert.deepEqual(await readdir(folder), ["registry.csv"]);
      const { code, stderr } = await runHeadroom([
        "registry",
        "export",
        "--csv",
        "--out",
        join(folder, "no/where.csv"),
      ]);
      assert.deepEqual([code, stderr.split("\n").length], [1, 2]);
      assert.match(stderr, /^headroom: --out .*ENOENT/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("headroom registry explain", () => {
  const explain = explainer(built.catalogue);
  const keys = ["name", "kind", "scope", "label", "variant", "doubled", "status", "modelIds", "reason"];

  it("answers as the mapping that was read line by line does", () => {
    for (const finding of built.findings) {
      const { status, modelIds, kind, label, variant, scope } = explain(finding.name);
      const expected = finding.status === "cross-model-daily" ? "unknown" : finding.status;
      assert.deepEqual(
        { status, modelIds, kind, label, variant, scope },
        {
          status: expected,
          modelIds: finding.modelId ? [finding.modelId] : [],
          kind: finding.kind,
          label: finding.label,
          variant: finding.variant,
          scope: finding.scopes[0] ?? "",
        },
      );
    }
  });

  it("answers any text, in the same shape", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", "On-demand model inference tokens per minute for "),
        (text, form) => {
          const answer = explain(form + text);
          assert.deepEqual(Object.keys(answer), keys);
          assert.equal(answer.name, form + text);
          assert.ok(answer.reason.length > 0);
          if (answer.status === "matched") assert.equal(answer.modelIds.length, 1);
        },
      ),
    );
  });

  it("reads names from standard input and prints one object a line", async () => {
    const names = [
      "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
      "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
      "On-demand InvokeModel concurrent requests for Twelve Labs Marengo",
      "(Guardrails) Guardrails per account ",
      '"quoted", with a comma',
    ];
    const { stdout, code } = await runHeadroom(["registry", "explain", "--json"], {
      input: `${names.join("\r\n")}\n\n`,
    });
    assert.equal(code, 0);
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      answers.map(({ name }) => name),
      names,
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      ["matched", "matched", "unknown", "not-inference", "not-inference"],
    );
    assert.deepEqual(answers.map(({ scope, doubled }) => [scope, doubled]).slice(0, 2), [
      ["cross-region", false],
      ["on-demand", true],
    ]);
    for (const answer of answers) assert.deepEqual(Object.keys(answer), keys);
  });

  it("takes unquoted words for one name, and quoted ones for a name each", async () => {
    const name = "Cross-region model inference tokens per minute for Anthropic Claude Opus 5";
    const one = await runHeadroom(["registry", "explain", ...name.split(" ")]);
    assert.match(one.stdout, /model {7}anthropic\.claude-opus-5\n {2}because {5}same name/);
    const two = await runHeadroom(["registry", "explain", "--json", name, "Some other name"]);
    assert.equal(two.stdout.trim().split("\n").length, 2);
  });

  it("finds an unmatched quota by its code in any capitals", async () => {
    const { stdout } = await runHeadroom(["registry", "list", "--unmatched", "--json", "l-a0ebb440"]);
    assert.deepEqual(
      JSON.parse(stdout).map(({ code }: { code: string }) => code),
      ["L-A0EBB440"],
    );
  });

  it("asks for a name where there is none", async () => {
    const { code, stderr } = await runHeadroom(["registry", "explain"]);
    assert.deepEqual([code, stderr], [1, "headroom: no quota name: standard input has no text\n"]);
  });
});

describe("headroom registry", () => {
  it("prints a policy that lets a role read the four lists and nothing else", async () => {
    const { stdout } = await runHeadroom(["registry", "iam-policy"]);
    const { Statement } = JSON.parse(stdout);
    assert.equal(Statement.length, 1);
    for (const action of Statement[0].Action) assert.match(action, /^(bedrock|servicequotas):List[A-Za-z]+$/);
    assert.equal(Statement[0].Action.length, 4);
  });

  for (const [args, message] of [
    [["list", "--region", "us-gov-north-1"], /Did you mean us-gov-(?:east|west)-1/],
    [["list", "--region", "cn-north-1"], /no Region of China/],
    [["refresh", "--region", "cn-north-1"], /no Region of China/],
    [
      ["refresh", "--region", "us-gov-west-1", "--region", "us-east-1"],
      /GovCloud has accounts and credentials of its own/,
    ],
    [["refresh", "--region", "us-esat-1"], /did you mean us-east-1 or us-west-1/],
    [["refresh", "--region", "us-east-1", "--all-regions"], /give one of the two/],
    [["refresh"], /no Region: name one with --region/],
    [["export"], /Add --csv or --json/],
    [["export", "--csv", "--json"], /cannot be used with/],
    [["show", "L-00000000"], /no such quota/],
    [["show", "L-99296DC"], /no such quota .*did you mean L-99296DCD\?/],
    [["show", ""], /Name a model/],
    [["explain", " "], /the argument has no text/],
    [["list", "--unmatched", "opus"], /no quota of an unknown model has "opus"/],
    [["list", "--unmatched", "--region", "us-east-1"], /cannot be used with/],
    [["list", "--region", "US-EAST-1"], /Did you mean us-east-1\?/],
  ] as const) {
    it(`refuses ${args.join(" ")} in words`, async () => {
      const nowhere = { AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent" };
      const { code, stdout, stderr } = await runHeadroom(["registry", ...args], { env: nowhere });
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }
});
