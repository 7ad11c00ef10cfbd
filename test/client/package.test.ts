import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { converseReply, jsonReply, type RunningServer, serve, startBedrock } from "../../client/testing/index.ts";
import type { AwsServer } from "../../local/servers/aws-http.ts";
import { type Datum, startMetricServer } from "./metric-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** The README's examples, by the heading that each is under. */
function examples(): Record<string, string> {
  const found: Record<string, string> = {};
  const readme = readFileSync(join(root, "client/README.md"), "utf8");
  for (const [, heading = "", code = ""] of readme.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?```ts\n([\s\S]*?)```/gm))
    found[heading] = code;
  return found;
}

describe("the package", function () {
  this.timeout(120_000);
  let folder: string;
  let bedrock: RunningServer;
  let compatible: RunningServer;
  let metrics: AwsServer;

  before(async () => {
    await run(process.execPath, [join(root, "client/build.ts")]);
    folder = mkdtempSync(join(tmpdir(), "headroom-client-"));
    const scope = join(folder, "node_modules/@bedrock-headroom");
    mkdirSync(join(scope, "client"), { recursive: true });
    for (const name of ["package.json", "out"])
      cpSync(join(root, "client", name), join(scope, "client", name), { recursive: true });
    for (const name of ["@aws-sdk", "@smithy", "@opentelemetry", "@types"])
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
    const usage = { inputTokens: 8, outputTokens: 2 };
    bedrock = await startBedrock(() => converseReply("Hello!", usage));
    compatible = await serve(() => jsonReply({ usage: { prompt_tokens: 8, completion_tokens: 2 } }));
    metrics = await startMetricServer();
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([bedrock.close(), compatible.close(), metrics.close()]);
  });
  beforeEach(() => metrics.forget());

  async function runFile(name: string, code: string): Promise<string> {
    writeFileSync(join(folder, name), code);
    const { stdout } = await run(process.execPath, [join(folder, name)], {
      env: {
        ...process.env,
        ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_PROFILE: "" },
        ...{ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url, AWS_ENDPOINT_URL_CLOUDWATCH: metrics.url },
        ...{ OPENAI_BASE_URL: `${compatible.url}/openai/v1`, OPENAI_API_KEY: "key" },
      },
    });
    return stdout;
  }

  const published = (): Record<string, number | undefined> =>
    Object.fromEntries(
      metrics.calls
        .flatMap(({ input }) => input.MetricData as Datum[])
        .map(({ MetricName, Value, Values }) => [MetricName, Value ?? Values?.[0]]),
    );

  it("works as its README says with the AWS SDK, and publishes at the end of the process", async () => {
    assert.equal(await runFile("sdk.mts", examples()["With the AWS SDK"] ?? ""), "2\n");
    const { HeldTokenSeconds, ...others } = published();
    assert.deepEqual(others, { Requests: 1, MaxTokens: 1024, InputTokens: 8, OutputTokens: 2, ReservedTokens: 1032 });
    assert.ok((HeldTokenSeconds ?? 0) > 0);
  });

  it("works as its README says with fetch", async () => {
    const example = examples()["With the OpenAI- and Anthropic-compatible APIs"] ?? "";
    assert.equal(await runFile("fetch.mts", example), "2\n");
    assert.equal(published()["ReservedTokens"], 1032);
  });

  it("works as its README says in Lambda", async () => {
    const handler = examples()["In Lambda"] ?? "";
    const stdout = await runFile("lambda.mts", `${handler}\nconsole.log(await handler({ text: "Hello" }));`);
    const [line = "", answer] = stdout.trimEnd().split("\n");
    assert.equal(answer, "Hello!");
    assert.deepEqual([JSON.parse(line).Application, JSON.parse(line).ReservedTokens], ["summaries", 264]);
    assert.equal(metrics.calls.length, 0);
  });

  it("works as its README says with OpenTelemetry", async () => {
    assert.equal(await runFile("otel.mts", examples()["With OpenTelemetry"] ?? ""), "2\n");
    assert.equal(metrics.calls.length, 0);
  });

  it("works as its README says under a quota", async () => {
    assert.equal(await runFile("quota-aware.mts", examples()["Staying under a quota"] ?? ""), "2 10\n");
    assert.equal(metrics.calls.length, 0);
  });

  it("works as its README says in others' tests", async () => {
    const stdout = await runFile("testing.mts", examples()["In your own tests"] ?? "");
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      ...["Converse us.amazon.nova-lite-v1:0", "Converse us.amazon.nova-lite-v1:0", "2"],
    ]);
  });

  it("works as its README says against a simulated quota", async () => {
    // Its own assertions decide: a test of it that fails ends the process with an error.
    assert.match(await runFile("quota.mts", examples()["Against a quota, in your own tests"] ?? ""), /pass 2\b/);
  });

  it("loads by require, too, with the same names", async () => {
    const names = "Object.keys(require('@bedrock-headroom/client')).sort().join(' ')";
    assert.equal(
      await runFile("names.cjs", `console.log(${names}, typeof require('@bedrock-headroom/client/testing').serve)`),
      "QuotaError cloudWatch emf fixedShare headroom openTelemetry publishedQuotas quotaAware serviceQuotas function\n",
    );
  });

  it("has types that compile for ES modules and CommonJS without leave to skip them", async () => {
    for (const [name, code] of Object.entries(examples())) {
      writeFileSync(join(folder, `${name.replaceAll(/\W+/g, "-")}.mts`), code);
    }
    writeFileSync(
      join(folder, "common.cts"),
      'import { headroom } from "@bedrock-headroom/client";\nexport const meter = headroom({ application: "a" });\n' +
        "// @ts-expect-error: an application needs a name\nheadroom({});\n",
    );
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          ...{ module: "nodenext", target: "es2024", lib: ["es2024"], types: ["node"] },
          ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true },
        },
        include: ["*.mts", "*.cts"],
      }),
    );
    const { stdout } = await run(join(root, "node_modules/.bin/tsc"), ["-p", folder]).catch((error) => error);
    assert.deepEqual(
      String(stdout)
        .split("\n")
        .filter((line) => line.includes("bedrock-headroom") || /^[\w-]+\.[mc]ts/.test(line)),
      [],
    );
  });

  it("needs nothing of Pulumi, nor of the rest of this repository", () => {
    for (const file of [
      "out/esm/index.js",
      "out/cjs/index.js",
      "out/esm/dynamodb/index.js",
      "out/cjs/dynamodb/index.js",
      "out/esm/redis/index.js",
      "out/cjs/redis/index.js",
      "out/esm/testing/index.js",
      "out/cjs/testing/index.js",
    ]) {
      const code = readFileSync(join(root, "client", file), "utf8");
      const named = [...code.matchAll(/(?:from |import\(|require\()"([^"]+)"/g)].map(([, name]) => name);
      for (const name of named)
        assert.match(
          name ?? "",
          /^(?:node:.*|@aws-sdk\/client-cloudwatch|@aws-sdk\/client-dynamodb|@aws-sdk\/client-service-quotas|@opentelemetry\/api)$/,
        );
    }
  });
});
