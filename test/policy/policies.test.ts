import assert from "node:assert/strict";
import { policies } from "../../policy/policies.ts";
import { unknown } from "../../policy/policy.ts";
import { resource, told } from "./resources.ts";

const topic = "arn:aws:sns:us-east-1:123456789012:alerts";
const queue = "arn:aws:sqs:us-east-1:123456789012:failed";
const everyPolicy = new Set<string>();

/** A suite for one policy, which must find `wrong` and say exactly that, and let `right` pass. */
function describePolicy(
  name: string,
  body: (
    of: typeof told extends (policy: string, ...rest: infer Rest) => infer Told ? (...rest: Rest) => Told : never,
  ) => void,
) {
  everyPolicy.add(name);
  describe(`the policy ${name}`, () => body((...rest) => told(name, ...rest)));
}

describePolicy("alarms-have-actions", (of) => {
  const alarm = (name: string, props = {}) => resource("MetricAlarm", { name, ...props }, { name });
  const composite = (name: string, alarmRule: unknown, props = {}, dependsOn: string[] = []) =>
    resource("CompositeAlarm", { alarmName: name, alarmRule, ...props }, { name, dependsOn });

  it("finds an alarm that tells nobody", () => {
    assert.deepEqual(of([alarm("high use")]), [
      'alarm "high use" tells nobody: it has no alarmActions, and no composite alarm that tells reads it',
    ]);
    assert.deepEqual(of([alarm("high use", { alarmActions: [] })]).length, 1);
    assert.deepEqual(of([alarm("high use", { alarmActions: [topic], actionsEnabled: false })]), [
      'alarm "high use" tells nobody: its actions are switched off, and no composite alarm that tells reads it',
    ]);
  });
  it("finds an alarm that is read by a composite which tells nobody, and that composite", () => {
    assert.deepEqual(of([alarm("a"), composite("any", 'ALARM("a")')]), [
      'a: alarm "a" tells nobody: it has no alarmActions, and no composite alarm that tells reads it',
      'any: alarm "any" tells nobody: it has no alarmActions, and no composite alarm that tells reads it',
    ]);
  });
  it("takes an alarm with actions, also where they come with the deployment", () => {
    assert.deepEqual(of([alarm("a", { alarmActions: [topic] }), alarm("b", { alarmActions: [unknown] })]), []);
    assert.deepEqual(of([alarm("c", { alarmActions: unknown })]), []);
  });
  it("takes an alarm that a composite of a composite tells, and an overview of alarms that tell", () => {
    const telling = { alarmActions: [topic] };
    assert.deepEqual(
      of([alarm("a"), composite("inner", 'ALARM("a")'), composite("outer", 'ALARM("inner")', telling)]),
      [],
    );
    assert.deepEqual(of([alarm("a", telling), composite("overview", 'ALARM("a")')]), []);
    const a = alarm("a");
    assert.deepEqual(of([a, composite("outer", unknown, telling, [a.urn])]), []);
  });
});

describePolicy("topics-have-own-key", (of) => {
  it("finds a topic without a key, and one with AWS's own", () => {
    assert.deepEqual(of([resource("Topic", { name: "alerts" })]), [
      "the topic is not encrypted: it has no kmsMasterKeyId",
    ]);
    for (const kmsMasterKeyId of ["alias/aws/sns", "arn:aws:kms:us-east-1:123456789012:alias/aws/sns"])
      assert.deepEqual(of([resource("Topic", { kmsMasterKeyId })]), [
        `the topic is encrypted with AWS's own key ${kmsMasterKeyId}, which CloudWatch may not use`,
      ]);
  });
  it("takes a key of one's own", () => {
    for (const kmsMasterKeyId of ["arn:aws:kms:us-east-1:123456789012:key/1", "alias/alerts", unknown])
      assert.deepEqual(of([resource("Topic", { kmsMasterKeyId })]), []);
  });
});

const identity = (...Statement: object[]) =>
  resource("RolePolicy", { role: "r", policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

describePolicy("no-wildcard-permissions", (of) => {
  it("finds wildcard actions", () => {
    assert.deepEqual(of([identity(allow(["s3:*", "s3:GetObject"], "arn:aws:s3:::bucket/key", { Sid: "Read" }))]), [
      "statement Read allows the wildcard action s3:*",
    ]);
    assert.deepEqual(of([identity(allow("*", topic))]), ["the statement on * allows the wildcard action *"]);
    assert.deepEqual(of([identity({ Effect: "Allow", NotAction: "iam:*", Resource: topic })]), [
      "the statement on iam:* allows every action but those it names (NotAction)",
    ]);
  });
  it("finds wildcard resources", () => {
    assert.deepEqual(of([identity(allow(["sns:Publish", "cloudwatch:ListMetrics"], "*"))]), [
      "the statement on sns:Publish, cloudwatch:ListMetrics allows sns:Publish on every resource (*)",
    ]);
    for (const Resource of [
      "arn:aws:sns:*:123456789012:alerts",
      "arn:aws:sns:us-east-1:*:alerts",
      "arn:aws:sns:us-east-1:123456789012:*",
      "arn:aws:lambda:us-east-1:123456789012:function:*",
      "arn:aws:s3:::*",
    ])
      assert.deepEqual(of([identity(allow("x:Do", Resource))]), [
        `the statement on x:Do allows x:Do on every resource (${Resource})`,
      ]);
    assert.deepEqual(of([identity({ Effect: "Allow", Action: "sns:Publish", NotResource: topic })]), [
      "the statement on sns:Publish allows every resource but those it names (NotResource)",
    ]);
  });
  it("finds them in a role's own policies too, and AWS's broad ones", () => {
    const policy = JSON.stringify({ Statement: allow("sns:*", topic) });
    assert.deepEqual(of([resource("Role", { inlinePolicies: [{ name: "p", policy }] })]), [
      "the statement on sns:* allows the wildcard action sns:*",
    ]);
    const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    assert.deepEqual(of([resource("Role", { managedPolicyArns: [admin] })]), [
      "hands out AWS's policy AdministratorAccess",
    ]);
    assert.deepEqual(
      of([resource("RolePolicyAttachment", { policyArn: "arn:aws:iam::aws:policy/AmazonSNSFullAccess" })]),
      ["hands out AWS's policy AmazonSNSFullAccess"],
    );
  });
  it("finds a Slack channel without guardrails", () => {
    assert.deepEqual(of([resource("SlackChannelConfiguration", {})]), [
      "has no guardrailPolicyArns: AWS then lets the channel do what AdministratorAccess allows",
    ]);
    assert.deepEqual(of([resource("SlackChannelConfiguration", { guardrailPolicyArns: [unknown] })]), []);
  });
  const everyone = (more: object = {}) =>
    resource("Topic", {
      policy: JSON.stringify({ Statement: [allow("sns:Publish", topic, { Principal: "*", ...more })] }),
    });
  it("finds what is open to everyone", () => {
    const open = "the statement on sns:Publish allows everyone (Principal *), with no condition on who that is";
    assert.deepEqual(of([everyone()]), [open]);
    assert.deepEqual(of([everyone({ Principal: { AWS: ["*"] } })]), [open]);
    assert.deepEqual(of([everyone({ Condition: { Bool: { "aws:SecureTransport": "true" } } })]), [open]);
    assert.deepEqual(of([everyone({ Condition: { StringNotEquals: { "aws:SourceAccount": "123456789012" } } })]), [
      open,
    ]);
    assert.deepEqual(of([everyone({ Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } })]), []);
    assert.deepEqual(of([everyone({ Effect: "Deny" })]), []);
  });
  it("finds a function that everyone may run", () => {
    const permission = (more: object) => resource("Permission", { principal: "*", ...more });
    assert.deepEqual(of([permission({})]), ["lets everyone run the function (principal *), with no source"]);
    assert.deepEqual(of([permission({ sourceArn: topic })]), []);
    assert.deepEqual(of([permission({ principal: "sns.amazonaws.com" })]), []);
  });
  it("takes what AWS has nothing narrower for", () => {
    assert.deepEqual(
      of([
        identity(
          allow("servicequotas:GetServiceQuota", "*"),
          allow(["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"], "*"),
          allow(["logs:PutLogEvents"], "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*"),
          allow(["kms:GenerateDataKey*", "kms:Decrypt"], "*", {
            Condition: { StringEquals: { "kms:ViaService": "sns.us-east-1.amazonaws.com" } },
          }),
          { Effect: "Deny", Action: "*", Resource: "*" },
        ),
      ]),
      [],
    );
    // Without the condition it is the use of every key, and so it is with another.
    const pretended = { Condition: { StringLike: { "kms:ViaService": "*" } } };
    assert.equal(of([identity(allow("kms:Decrypt", "*", pretended))]).length, 1);
    assert.deepEqual(of([identity(allow("kms:Decrypt", "*"))]), [
      "the statement on kms:Decrypt allows kms:Decrypt on every resource (*)",
    ]);
  });
  it("knows that a key's policy is about the key alone, and lets nobody but accounts administer it", () => {
    const key = (Principal: object | string) =>
      resource("Key", { policy: JSON.stringify({ Statement: [allow("kms:*", "*", { Sid: "Own", Principal })] }) });
    assert.deepEqual(of([key({ AWS: "arn:aws:iam::123456789012:root" })]), []);
    assert.deepEqual(of([key({ AWS: "arn:aws:iam::123456789012:role/app" })]), [
      "statement Own allows the wildcard action kms:*",
    ]);
  });
  it("lets an endpoint's policy narrow all resources to some callers", () => {
    const policy = (more: object) =>
      JSON.stringify({ Statement: [allow("sns:Publish", "*", { Principal: "*", ...more })] });
    const narrowed = { Condition: { ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::123456789012:role/r"] } } };
    assert.deepEqual(of([resource("VpcEndpoint", { policy: policy(narrowed) })]), []);
    assert.equal(of([resource("VpcEndpoint", { policy: policy({}) })]).length, 1);
  });
  it("takes what the user's config lists", () => {
    const config = {
      "no-wildcard-permissions": { allowActions: ["s3:Get*"], allowOnAnyResource: ["ec2:DescribeVpcs", "s3:Get*"] },
    };
    assert.deepEqual(of([identity(allow(["s3:Get*", "ec2:DescribeVpcs"], "*"))], config), []);
    assert.equal(of([identity(allow(["s3:Get*", "ec2:DescribeVpcs"], "*"))]).length, 3);
  });
});

describePolicy("metrics-in-own-namespace", (of) => {
  const put = (Action: string, Condition?: object) =>
    identity(allow(Action, "*", { Sid: "Put", ...(Condition && { Condition }) }));
  it("finds metrics that may be put anywhere", () => {
    const anywhere = ["statement Put allows cloudwatch:PutMetricData into every namespace"];
    assert.deepEqual(of([put("cloudwatch:PutMetricData")]), anywhere);
    assert.deepEqual(of([put("cloudwatch:Put*")]), anywhere);
    assert.deepEqual(of([put("*")]), anywhere);
    assert.deepEqual(of([put("cloudwatch:PutMetricData", { StringLike: { "cloudwatch:namespace": "*" } })]), anywhere);
    assert.deepEqual(
      of([put("cloudwatch:PutMetricData", { StringNotEquals: { "cloudwatch:namespace": "AWS/Bedrock" } })]),
      anywhere,
    );
  });
  it("takes metrics of named namespaces", () => {
    assert.deepEqual(
      of([put("cloudwatch:PutMetricData", { StringEquals: { "cloudwatch:namespace": "BedrockHeadroom" } })]),
      [],
    );
    assert.deepEqual(of([put("cloudwatch:GetMetricData")]), []);
  });
});

describePolicy("logs-expire", (of) => {
  const lambda = (props: object) => resource("Function", { name: "f", ...props });
  const group = (name: string, retentionInDays?: number) => resource("LogGroup", { name, retentionInDays });
  it("finds a log group that never forgets", () => {
    const forEver = ["the log group keeps its events for ever: it has no retentionInDays"];
    assert.deepEqual(of([group("g")]), forEver);
    assert.deepEqual(of([group("g", 0)]), forEver);
  });
  it("finds a function whose log group Lambda makes", () => {
    const madeByLambda = "the function writes to a log group that Lambda makes, which keeps its events for ever";
    assert.deepEqual(of([lambda({})]), [madeByLambda]);
    assert.deepEqual(of([lambda({}), group("/aws/lambda/other", 30)]), [`Function: ${madeByLambda}`]);
  });
  it("takes a group with a retention, by name or given to the function", () => {
    assert.deepEqual(of([lambda({}), group("/aws/lambda/f", 30)]), []);
    assert.deepEqual(of([lambda({ loggingConfig: { logGroup: "/shared" } })]), []);
    assert.deepEqual(of([lambda({ loggingConfig: { logGroup: unknown } })]), []);
  });
});

describePolicy("dead-letters", (of) => {
  it("finds what loses its failures", () => {
    assert.deepEqual(
      of([
        resource("Function", { name: "f" }),
        resource("Schedule", { target: { arn: "f" } }),
        resource("EventTarget", { arn: "f", retryPolicy: {} }),
        resource("TopicSubscription", { protocol: "email" }),
      ]),
      [
        "Function: runs of the function that fail for good are lost: it has no destination for failures",
        "Schedule: runs that the schedule could not start are lost: its target has no deadLetterConfig",
        "EventTarget: events that the rule's target never took are lost: it has no deadLetterConfig",
        "TopicSubscription: messages that the email subscription never got are lost: it has no redrivePolicy",
      ],
    );
  });
  const onFailure = { destinationConfig: { onFailure: { destination: queue } } };
  it("finds a function whose config is about another function, or has no destination for failures", () => {
    const lost = "Function: runs of the function that fail for good are lost: it has no destination for failures";
    const f = resource("Function", { name: "f" });
    assert.deepEqual(of([f, resource("FunctionEventInvokeConfig", { functionName: "g", ...onFailure })]), [lost]);
    assert.deepEqual(of([f, resource("FunctionEventInvokeConfig", { functionName: "f", destinationConfig: {} })]), [
      lost,
    ]);
  });
  it("takes what keeps them", () => {
    const f = resource("Function", { name: "f" });
    const known = (functionName: string) => resource("FunctionEventInvokeConfig", { functionName, ...onFailure });
    assert.deepEqual(of([f, known("f")]), []);
    assert.deepEqual(of([f, known("arn:aws:lambda:us-east-1:123456789012:function:f")]), []);
    const later = resource(
      "FunctionEventInvokeConfig",
      { functionName: unknown, ...onFailure },
      { dependsOn: [f.urn] },
    );
    assert.deepEqual(of([f, later]), []);
    assert.deepEqual(
      of([
        resource("Function", { deadLetterConfig: { targetArn: queue } }),
        resource("Schedule", { target: { arn: "f", deadLetterConfig: { arn: unknown } } }),
        resource("EventTarget", { arn: "f", deadLetterConfig: { arn: queue } }),
        resource("TopicSubscription", {
          protocol: "email",
          redrivePolicy: JSON.stringify({ deadLetterTargetArn: queue }),
        }),
      ]),
      [],
    );
  });
  it("leaves out the protocols that the user's config names", () => {
    const config = { "dead-letters": { exemptProtocols: ["email"] } };
    assert.deepEqual(of([resource("TopicSubscription", { protocol: "email" })], config), []);
  });
});

// Put together here, so that no scanner of secrets takes this file for a leak.
const slackUrl = ["https://hooks.slack.com", "services", "T0EXAMPLE", "B0EXAMPLE", "x".repeat(24)].join("/");
const secretWords: [string, string][] = [
  [slackUrl, "a Slack webhook's URL"],
  [`https://prod-1.westeurope.logic.azure.com:443/workflows/${"0".repeat(32)}?sig=x`, "a Teams webhook's URL"],
  [`xoxb-${"1".repeat(12)}`, "a Slack token"],
  [`ghp_${"a".repeat(36)}`, "a GitHub token"],
  [`AKIA${"IOSFODNN7EXAMPLE"}`, "an AWS access key"],
  [`pul-${"0".repeat(40)}`, "a Pulumi access token"],
  [`-----BEGIN ${"RSA PRIVATE KEY"}-----`, "a private key"],
  ["https://user:password@example.com/", "a URL with a password"],
];

describePolicy("no-plain-secrets", (of) => {
  it("finds secrets by their look, wherever they are", () => {
    for (const [text, what] of secretWords)
      assert.deepEqual(of([resource("Function", { environment: { variables: { X: text } } })]), [
        `environment.variables.X holds ${what} in plain sight`,
      ]);
    assert.deepEqual(of([resource("Topic", { tags: { hook: slackUrl } })]), [
      "tags.hook holds a Slack webhook's URL in plain sight",
    ]);
    assert.deepEqual(of([resource("MetricAlarm", { okActions: ["a", `see ${slackUrl}`] })]), [
      "okActions[1] holds a Slack webhook's URL in plain sight",
    ]);
  });
  it("finds secrets by the names they are kept under", () => {
    for (const name of ["SLACK_TOKEN", "apiKey", "db.password", "WEBHOOK_URL", "secret"])
      assert.deepEqual(of([resource("Function", { environment: { variables: { [name]: "anything long" } } })]), [
        `environment.variables.${name} holds what its name says is secret (${name}) in plain sight`,
      ]);
  });
  it("takes what only says where a secret is", () => {
    const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf";
    const variables = { SLACK_TOKEN: secretArn, API_KEY: unknown, TOKENS_PER_MINUTE: "400000", KEY: "plain words" };
    assert.deepEqual(of([resource("Function", { environment: { variables } })]), []);
    assert.deepEqual(of([resource("SecretVersion", { secretString: slackUrl })]), []);
  });
});

describePolicy("no-secret-outputs", (of) => {
  it("finds a secret in the outputs of the stack or of a component", () => {
    assert.deepEqual(of([resource("Stack", { webhook: slackUrl })]), [
      "output webhook holds a Slack webhook's URL in plain sight",
    ]);
    assert.deepEqual(of([resource("Monitor", { hooks: [{ url: slackUrl }] })]), [
      "output hooks[0].url holds a Slack webhook's URL in plain sight",
    ]);
  });
  it("takes one that Pulumi keeps encrypted, and one that the user's config allows", () => {
    assert.deepEqual(of([resource("Stack", { hooks: { url: slackUrl } }, { secretPaths: ["hooks"] })]), []);
    assert.deepEqual(of([resource("Stack", { url: slackUrl })], { "no-secret-outputs": { allow: ["url"] } }), []);
    assert.deepEqual(of([resource("Stack", { topicArns: { critical: topic } })]), []);
  });
});

describePolicy("resources-are-tagged", (of) => {
  const config = { "resources-are-tagged": { required: ["team", "cost-centre"] } };
  it("finds a resource without a tag that is asked for", () => {
    assert.deepEqual(of([resource("Topic", { tags: { team: "ml" } })], config), ["lacks the tag cost-centre"]);
    assert.deepEqual(of([resource("Topic")], config), ["lacks the tags team, cost-centre"]);
    assert.deepEqual(of([resource("Topic", { tags: { team: "", "cost-centre": "1" } })], config), [
      "lacks the tag team",
    ]);
  });
  it("takes one that has them, from its provider too, and one that takes no tags", () => {
    const defaultTags = { "cost-centre": "1" };
    assert.deepEqual(of([resource("Topic", { tags: { team: "ml" } }, { defaultTags })], config), []);
    assert.deepEqual(of([resource("Topic", { tags: unknown })], config), []);
    assert.deepEqual(of([resource("RolePolicy", {})], config), []);
    assert.deepEqual(of([resource("Topic")]), []);
  });
});

describe("the policies", () => {
  it("are each tested here", () => {
    assert.deepEqual([...everyPolicy].sort(), policies.map(({ name }) => name).sort());
  });
  it("say nothing of other teams' resources in the same program, unless they are asked to", () => {
    const others = [
      resource("Topic", {}, { of: "another team" }),
      resource("MetricAlarm", {}, { of: "another team" }),
      resource("Stack", { webhook: slackUrl }),
    ];
    for (const { name } of policies) assert.deepEqual(told(name, others), [], name);
    const all = { scope: "all" };
    assert.equal(told("topics-have-own-key", others, { "topics-have-own-key": all }).length, 1);
    assert.equal(told("alarms-have-actions", others, { "alarms-have-actions": all }).length, 1);
    assert.equal(told("no-secret-outputs", others, { "no-secret-outputs": all }).length, 1);
  });
  it("can be switched off, or told and not enforced", () => {
    const topics = [resource("Topic", {})];
    assert.deepEqual(told("topics-have-own-key", topics, { "topics-have-own-key": "disabled" }), []);
    assert.deepEqual(told("topics-have-own-key", topics, { all: "disabled" }), []);
    assert.equal(told("topics-have-own-key", topics, { all: "disabled", "topics-have-own-key": "advisory" }).length, 1);
  });
});
