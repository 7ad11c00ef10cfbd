import assert from "node:assert/strict";
import { type AwsServer, accessDenied, startAwsServer } from "../../local/servers/aws-http.ts";
import { alertPolicyNotes } from "../../scripts/alert-policies.ts";
import { callerAccount } from "../../scripts/caller-account.ts";
import { neededStatements } from "../../stacks/needed-statements.ts";
import { testSettings } from "../components/settings.ts";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/11112222-3333-4444-5555-666677778888";
const topic = "arn:aws:sns:us-east-1:123456789012:on-call";
const settings = testSettings({ alerts: { notify: "each", email: [], kmsKeyArn, topicArns: { critical: [topic] } } });
const good = neededStatements(settings).map(({ statement }) => JSON.stringify({ Statement: [statement] }));

describe("npm run up and the policies of a key and topics that others made", () => {
  let server: AwsServer;
  let policies: { key: string; topic: string };
  const before: Record<string, string | undefined> = {};
  const environment = () => ({
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  beforeEach(async () => {
    policies = { key: good[0] ?? "", topic: good[1] ?? "" };
    server = await startAwsServer(
      { signingName: "kms", protocol: "json-1.1", operations: { GetKeyPolicy: () => ({ Policy: policies.key }) } },
      {
        signingName: "sns",
        protocol: "query",
        operations: { GetTopicAttributes: () => ({ Attributes: { entry: { key: "Policy", value: policies.topic } } }) },
      },
    );
    for (const [name, value] of Object.entries(environment())) {
      before[name] = process.env[name];
      process.env[name] = value;
    }
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await server.close();
  });

  it("says nothing where both let CloudWatch in", async () => {
    assert.deepEqual(await alertPolicyNotes(settings, undefined), []);
    assert.equal(server.count(), 2);
  });

  it("prints the statement that is missing, ready to paste", async () => {
    policies = { key: '{"Statement":[]}', topic: '{"Statement":[]}' };
    const notes = await alertPolicyNotes(settings, undefined);
    assert.equal(notes.length, 2);
    for (const [index, { arn, statement }] of neededStatements(settings).entries()) {
      assert(notes[index]?.includes(`${arn} does not let CloudWatch use it`), notes[index]);
      assert(notes[index]?.includes(JSON.stringify(statement)), notes[index]);
    }
  });

  it("says that it can't tell where the account does not show a policy", async () => {
    server.fail("GetKeyPolicy", accessDenied("kms:GetKeyPolicy"));
    const [note, ...others] = await alertPolicyNotes(settings, undefined);
    assert.deepEqual(others, []);
    assert.match(note ?? "", /^Can't tell whether .*AccessDenied.*test-alert test$/s);
  });

  it("judges them by the account that the credentials are of, and says when nobody tells it", async () => {
    const sts = await startAwsServer({
      signingName: "sts",
      protocol: "query",
      operations: { GetCallerIdentity: () => ({ Account: "111122223333" }) },
    });
    process.env["AWS_ENDPOINT_URL_STS"] = sts.url;
    try {
      const account = await callerAccount("us-east-1", undefined);
      assert.equal(account, "111122223333");
      // Both policies let the alarms of the key's own account in, and the stack is in another one.
      const notes = await alertPolicyNotes(settings, undefined, account);
      assert.equal(notes.length, 2);
      for (const note of notes)
        assert.match(note, /does not let CloudWatch use it.*"aws:SourceAccount":"111122223333"/s);
      sts.fail("GetCallerIdentity", accessDenied("sts:GetCallerIdentity"));
      assert.equal(await callerAccount("us-east-1", undefined), undefined);
    } finally {
      delete process.env["AWS_ENDPOINT_URL_STS"];
      await sts.close();
    }
  });
});
