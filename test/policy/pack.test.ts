import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { policies } from "../../policy/policies.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

// The pack as Pulumi's Node.js host starts it, asked over the protocol that Pulumi's engine uses. The engine itself asks
// it in the live tests, which need a Pulumi CLI.

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const ours = "bedrock-headroom:index:BedrockQuotaMonitor$";
const topicType = "aws:sns/topic:Topic";
const urnOf = (type: string, parents = ours) => `urn:pulumi:dev::program::${parents}${type}::one`;

interface Asked {
  type: string;
  props: Record<string, JavaScriptValue>;
  parents?: string;
  provider?: Record<string, JavaScriptValue>;
}

describe("the policy pack", function () {
  this.timeout(60_000);
  let pack: ChildProcess;
  let client: InstanceType<typeof analyzerService.AnalyzerClient>;

  before(async () => {
    const entry = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const directory = join(projectDirectory, "policy");
    pack = spawn(process.execPath, [entry, "127.0.0.1:1", directory], {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(pack.stdout!, "data")) as [Buffer];
    client = new analyzerService.AnalyzerClient(
      `127.0.0.1:${port.toString().trim()}`,
      grpc.credentials.createInsecure(),
    );
  });
  after(() => {
    client?.close();
    pack?.kill("SIGKILL");
  });

  const call = <Answer>(start: (done: (error: Error | null, answer: Answer) => void) => unknown): Promise<Answer> =>
    new Promise((resolve, reject) => start((error, answer) => (error ? reject(error) : resolve(answer))));
  const structOf = (value: Record<string, JavaScriptValue>) => struct.Struct.fromJavaScript(value);
  type Diagnostics = InstanceType<typeof analyzer.AnalyzeResponse>;
  const toldBy = (answer: Diagnostics) =>
    answer
      .getDiagnosticsList()
      .map((one) => ({ policy: one.getPolicyname(), message: one.getMessage().split("\n").at(-1) }));

  async function analyze({ type, props, parents = ours, provider }: Asked) {
    const request = new analyzer.AnalyzeRequest();
    request.setType(type);
    request.setUrn(urnOf(type, parents));
    request.setName("one");
    request.setProperties(structOf(props));
    request.setOptions(new analyzer.AnalyzerResourceOptions());
    if (provider) {
      const given = new analyzer.AnalyzerProviderResource();
      given.setProperties(structOf(provider));
      request.setProvider(given);
    }
    return call<Diagnostics>((done) => client.analyze(request, done));
  }

  async function analyzeStack(asked: readonly (Asked & { dependsOn?: string[] })[]) {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(
      asked.map(({ type, props, parents = ours, dependsOn = [] }) => {
        const one = new analyzer.AnalyzerResource();
        one.setType(type);
        one.setUrn(urnOf(type, parents));
        one.setName("one");
        one.setProperties(structOf(props));
        one.setOptions(new analyzer.AnalyzerResourceOptions());
        one.setDependenciesList(dependsOn);
        return one;
      }),
    );
    return call<Diagnostics>((done) => client.analyzeStack(request, done));
  }

  async function configure(config: Record<string, Record<string, JavaScriptValue>>) {
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const policy of policies) {
      const one = new analyzer.PolicyConfig();
      one.setEnforcementlevel(analyzer.EnforcementLevel.MANDATORY);
      one.setProperties(structOf(config[policy.name] ?? {}));
      request.getPolicyconfigMap().set(policy.name, one);
    }
    await call((done) => client.configure(request, done));
  }
  afterEach(() => configure({}));

  it("tells the engine of every policy, mandatory, with its configuration", async () => {
    const info = await call<InstanceType<typeof analyzer.AnalyzerInfo>>((done) =>
      client.getAnalyzerInfo(new empty.Empty(), done),
    );
    assert.equal(info.getName(), "bedrock-headroom");
    assert.deepEqual(
      info
        .getPoliciesList()
        .map((one) => [
          one.getName(),
          one.getEnforcementlevel(),
          Object.keys(one.getConfigschema()?.getProperties()?.toJavaScript() ?? {}).sort(),
        ]),
      policies.map(({ name, config = {} }) => [
        name,
        analyzer.EnforcementLevel.MANDATORY,
        ["scope", ...Object.keys(config)].sort(),
      ]),
    );
  });

  it("says what is wrong with a resource of ours, and nothing of another team's", async () => {
    const told = [{ policy: "topics-have-own-key", message: "the topic is not encrypted: it has no kmsMasterKeyId" }];
    assert.deepEqual(toldBy(await analyze({ type: topicType, props: {} })), told);
    assert.deepEqual(toldBy(await analyze({ type: topicType, props: {}, parents: "" })), []);
    await configure({ "topics-have-own-key": { scope: "all" } });
    assert.deepEqual(toldBy(await analyze({ type: topicType, props: {}, parents: "" })), told);
  });

  it("takes a key that comes with the deployment", async () => {
    assert.deepEqual(toldBy(await analyze({ type: topicType, props: { kmsMasterKeyId: unknownText } })), []);
  });

  it("sees beside what is not known yet, and puts off a policy that isn't", async () => {
    const type = "aws:lambda/function:Function";
    const variables = { LATER: unknownText, SLACK_TOKEN: { ...secretMark, value: "no token but long" } };
    assert.deepEqual(toldBy(await analyze({ type, props: { environment: { variables } } })), [
      {
        policy: "no-plain-secrets",
        message: "environment.variables.SLACK_TOKEN holds what its name says is secret (SLACK_TOKEN) in plain sight",
      },
    ]);
    const later = await analyze({ type: "aws:iam/rolePolicy:RolePolicy", props: { policy: unknownText } });
    assert.deepEqual(toldBy(later), []);
    assert.deepEqual(
      later.getNotApplicableList().map((one) => [one.getPolicyName(), one.getReason()]),
      ["no-wildcard-permissions", "metrics-in-own-namespace"].map((name) => [
        name,
        "policy is known once it is deployed",
      ]),
    );
  });

  it("counts the tags that the provider gives", async () => {
    await configure({ "resources-are-tagged": { required: ["team"] } });
    const props = { kmsMasterKeyId: "alias/own" };
    const defaultTags = JSON.stringify({ tags: { team: "ml" } });
    assert.deepEqual(toldBy(await analyze({ type: topicType, props, provider: { defaultTags } })), []);
    assert.deepEqual(toldBy(await analyze({ type: topicType, props })), [
      { policy: "resources-are-tagged", message: "lacks the tag team" },
    ]);
  });

  it("knows a function's config by what it waits for, while its name is not known", async () => {
    const type = "aws:lambda/function:Function";
    const config = {
      type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      props: { functionName: unknownText, destinationConfig: { onFailure: { destination: unknownText } } },
    };
    const lambda = { type, props: { loggingConfig: { logGroup: "g" } } };
    assert.deepEqual(toldBy(await analyzeStack([lambda, { ...config, dependsOn: [urnOf(type)] }])), []);
    assert.deepEqual(toldBy(await analyzeStack([lambda, config])), [
      {
        policy: "dead-letters",
        message: "runs of the function that fail for good are lost: it has no destination for failures",
      },
    ]);
  });
});
