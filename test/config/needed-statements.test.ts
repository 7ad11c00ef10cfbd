import assert from "node:assert/strict";
import { topicKeyPolicy, topicPolicy } from "../../components/topic-policies.ts";
import { type NeededStatement, neededStatements, policyNotes } from "../../stacks/needed-statements.ts";
import { policyAllows } from "../../stacks/policy-allows.ts";
import { testSettings } from "../components/settings.ts";

const key = "arn:aws:kms:us-east-1:123456789012:key/11112222-3333-4444-5555-666677778888";
const topic = "arn:aws:sns:us-east-1:444455556666:on-call";
const settings = testSettings({
  alerts: { notify: "each", email: [], kmsKeyArn: key, topicArns: { warning: [topic], critical: [topic] } },
});
const place = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const [ofKey, ofTopic] = neededStatements(settings) as [NeededStatement, NeededStatement];

describe("what a key and topics of others must let CloudWatch do", () => {
  it("is one statement each, for the alarms of the stack's account and Region", () => {
    assert.deepEqual([ofKey.arn, ofTopic.arn], [key, topic]);
    assert.deepEqual(ofKey.statement.Action, ["kms:Decrypt", "kms:GenerateDataKey*"]);
    assert.deepEqual([ofTopic.statement.Action, ofTopic.statement.Resource], ["sns:Publish", topic]);
    for (const { statement } of [ofKey, ofTopic])
      assert.equal(statement.Condition.StringEquals["aws:SourceAccount"], "123456789012");
    const [known] = neededStatements(settings, "111122223333");
    assert.equal(known?.statement.Condition.StringEquals["aws:SourceAccount"], "111122223333");
  });

  it("is shown as JSON that can be pasted, and nothing where the stack makes all itself", () => {
    const notes = policyNotes(settings);
    assert.deepEqual(
      notes.map((note) => JSON.parse(note.slice(note.indexOf("{")))),
      [ofKey.statement, ofTopic.statement],
    );
    assert.deepEqual(policyNotes(testSettings()), []);
  });

  it("says where the account in it is a guess, while nobody knows the stack's", () => {
    for (const { assumed } of [ofKey, ofTopic]) assert.equal(assumed, "123456789012");
    for (const note of policyNotes(settings))
      assert.match(note, /, if the stack goes into account 123456789012 \(else write its own\): \{/);
    for (const note of policyNotes(settings, "111122223333")) {
      assert.doesNotMatch(note, /if the stack goes/);
      assert.match(note, /"aws:SourceAccount":"111122223333"/);
    }
  });

  it("is in the policies that the stack gives its own", () => {
    assert.equal(policyAllows(JSON.stringify(topicKeyPolicy(place)), ofKey), "allowed");
    // The policy is of the stack's own topic.
    const policy = JSON.stringify(topicPolicy(place, "on-call"));
    const arn = /"Resource":"([^"]+)"/.exec(policy)?.[1];
    assert.ok(arn);
    assert.equal(policyAllows(policy, { ...ofTopic, arn }), "allowed");
    assert.equal(policyAllows(policy, ofTopic), "missing");
  });

  const cloudWatch = { Service: "cloudwatch.amazonaws.com" };
  const allow = { Effect: "Allow", Principal: cloudWatch, Action: "kms:*" };
  const of = (...Statement: object[]) => policyAllows(JSON.stringify({ Statement }), ofKey);

  it("is missing where the policy names others, other actions, or other accounts", () => {
    assert.equal(of(), "missing");
    assert.equal(of({ ...allow, Principal: { AWS: "arn:aws:iam::123456789012:root" } }), "missing");
    assert.equal(of({ ...allow, Principal: { Service: "events.amazonaws.com" } }), "missing");
    assert.equal(of({ ...allow, Action: "kms:Decrypt" }), "missing");
    assert.equal(of({ ...allow, Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } }), "missing");
    assert.equal(
      of({ ...allow, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:*" } } }),
      "missing",
    );
  });

  it("is there in other words", () => {
    assert.equal(of(allow), "allowed");
    assert.equal(of({ ...allow, Action: "KMS:Decrypt" }, { ...allow, Action: "kms:GenerateDataKey*" }), "allowed");
    assert.equal(of({ ...allow, Principal: "*", Action: "*" }), "allowed");
    assert.equal(of({ ...allow, Condition: { StringLike: { "AWS:SourceAccount": ["1*", "2*"] } } }), "allowed");
    const ofSns = { Effect: "Allow", Principal: { AWS: "*" }, Action: ["SNS:Publish"] };
    const owner = (account: string) => ({ ...ofSns, Condition: { StringEquals: { "AWS:SourceOwner": account } } });
    assert.equal(policyAllows(JSON.stringify({ Statement: owner("123456789012") }), ofTopic), "allowed");
    assert.equal(policyAllows(JSON.stringify({ Statement: owner("444455556666") }), ofTopic), "missing");
  });

  it("is never there by a wildcard that IAM reads literally, and unclear where it is of some alarms or a denial leaves out", () => {
    const source = ofKey.statement.Condition.ArnLike["aws:SourceArn"];
    assert.equal(of({ ...allow, Condition: { StringEquals: { "aws:SourceArn": source } } }), "missing");
    assert.equal(of({ ...allow, Condition: { ArnLike: { "aws:SourceArn": source } } }), "allowed");
    assert.equal(of({ ...allow, Condition: { ArnLike: { "aws:SourceArn": `${source}(x/us-east-1)` } } }), "unclear");
    assert.equal(of(allow, { Effect: "Deny", NotPrincipal: cloudWatch, Action: "*" }), "unclear");
    assert.equal(of(allow, { Effect: "Deny", Principal: "*", NotAction: "kms:Decrypt" }), "unclear");
    assert.equal(of(allow, { ...allow, Effect: "Deny", Condition: {} }), "unclear");
  });

  it("can't be told where other conditions or a denial decide, or there is no policy to read", () => {
    assert.equal(of({ ...allow, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }), "unclear");
    assert.equal(
      of(allow, { ...allow, Effect: "Deny", Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
      "unclear",
    );
    assert.equal(policyAllows("", ofKey), "unclear");
  });
});
