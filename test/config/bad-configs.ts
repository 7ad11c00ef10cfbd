/** Stack files that can't be used, one mistake or one kind of mistake each. The golden file shows their reports. */
export interface BadConfig {
  title: string;
  /** the stack file; aws:region is ap-northeast-1 where it says nothing */
  yaml: string;
  stack?: string;
}

const config = (body: string): string => `config:\n  aws:region: ap-northeast-1\n${body.replace(/^\n/, "")}`;
const models = (body: string): string => config(`  bedrock-headroom:models:\n${body.replace(/^\n/, "")}`);
const withModels = (body: string): string => `${models("    - anthropic.claude-opus-5\n")}${body.replace(/^\n/, "")}`;

export const badConfigs: readonly BadConfig[] = [
  { title: "an empty file", yaml: "" },
  { title: "no Region", yaml: "config:\n  bedrock-headroom:models: all\n" },
  {
    title: "a Region that is misspelt",
    yaml: "config:\n  aws:region: ap-norteast-1\n  bedrock-headroom:models: all\n",
  },
  { title: "a Region of China", yaml: "config:\n  aws:region: cn-north-1\n  bedrock-headroom:models: all\n" },
  { title: "another Region's registry", yaml: withModels("  bedrock-headroom:registry: us-west-2\n") },
  { title: "no models", yaml: config("  bedrock-headroom:models: []\n") },
  { title: "models that are no list", yaml: config("  bedrock-headroom:models: anthropic.claude-opus-5\n") },
  {
    title: "a misspelt key",
    yaml: withModels("  bedrock-headroom:treshold: { warning: 70 }\n  bedrock-headroom:zzz: 1\n"),
  },
  {
    title: "models that are not what the Region offers",
    yaml: models(`
    - anthropic.claude-opus-55
    - Claude Opus 5
    - claude-haiku-4-5
    - anthropic.claude-fable-5
    - eu.anthropic.claude-opus-5
    - jp.anthropic.claude-haiku-4-5-20251001-v1:0
    - luma.*
    - antropic.*
    - amazon.nova-micro-v1:0:24k
    - 12
    - ""
    - { modle: anthropic.claude-opus-5 }
`),
  },
  {
    title: "ARNs and application profiles as models",
    yaml: models(`
    - arn:aws:bedrock:ap-northeast-1:123456789012:application-inference-profile/abcd1234efgh
    - abcd1234efgh
    - arn:aws:bedrock:ap-northeast-1:123456789012:inference-profile/global.anthropic.claude-opus-5
    - arn:aws:bedrock:ap-northeast-1::foundation-model/amazon.nova-micro-v1:0
    - arn:aws:s3:::bucket
`),
  },
  {
    title: "scopes that are not offered",
    yaml: models(`
    - model: anthropic.claude-opus-5
      scopes: [crossregion, on-demand, global, global]
    - model: openai.*
      scopes: [cross-region]
    - model: global.openai.gpt-6-sol
      scopes: [mantle]
    - model: amazon.nova-micro-v1:0
      scopes: []
`),
  },
  {
    title: "the same model and scope twice",
    yaml: models(`
    - anthropic.claude-opus-5
    - openai.*
    - anthropic.claude-opus-5
    - global.anthropic.claude-haiku-4-5-20251001-v1:0
    - { model: anthropic.claude-haiku-4-5-20251001-v1:0, scopes: [global] }
    - openai.*
`),
  },
  {
    title: "thresholds that are no percentages",
    yaml: withModels(`
  bedrock-headroom:thresholds:
    zero: 0
    huge: 900
    share: 0.7
    text: "70"
    word: high
    nothing:
    Upper: 80
`),
  },
  {
    title: "critical below warning",
    yaml: withModels("  bedrock-headroom:thresholds: { warning: 90, critical: 70 }\n"),
  },
  { title: "two severities as high", yaml: withModels("  bedrock-headroom:thresholds: { page: 80, ticket: 80 }\n") },
  {
    title: "a model's thresholds against the stack's",
    yaml: models(`
    - model: anthropic.claude-opus-5
      thresholds: { critical: 70 }
    - model: amazon.nova-micro-v1:0
      thresholds: { warning: 95 }
    - model: openai.gpt-6-sol
      thresholds: { warnign: 60, page: 90 }
    - model: anthropic.claude-haiku-4-5-20251001-v1:0
      thresholds: { warning: off, critical: }
`),
  },
  {
    title: "evaluations that can't be",
    yaml: `${models(`
    - model: anthropic.claude-opus-5
      evaluation: { datapoints: 3, of: 2 }
    - model: openai.gpt-6-sol
      evaluation: { datapoints: 2 }
    - model: openai.gpt-6-luna
      evaluation: 3
    - model: anthropic.claude-haiku-4-5-20251001-v1:0
      evaluation: { warning: { datapoints: 9, of: 5 }, crtical: { datapoints: 1, of: 5 }, critical: { of: 5 } }
`)}  bedrock-headroom:evaluation: { datapoints: 0, of: 1441 }\n`,
  },
  {
    title: "a formula without a burndown rate",
    yaml: models(`
    - { model: openai.gpt-6-sol, consumption: formula }
    - { model: openai.*, consumption: formula }
    - { model: anthropic.claude-opus-5, consumption: formular, burndown: 0 }
`),
  },
  {
    title: "the other settings of a model",
    yaml: models(`
    - model: anthropic.claude-opus-5
      alarms: "no"
      serverErrorRate: 0
      latencyAnomaly: 11
      burndwon: 5
`),
  },
  {
    title: "application profiles in the wrong place",
    yaml: models(`
    - { model: openai.*, applicationProfiles: [aaaa1111bbbb] }
    - { model: anthropic.claude-opus-5, applicationProfiles: [aaaa1111bbbb] }
    - model: amazon.nova-micro-v1:0
      scopes: [on-demand]
      applicationProfiles: { cross-region: [cccc1111dddd], on_demand: [eeee1111ffff] }
    - model: anthropic.claude-haiku-4-5-20251001-v1:0
      applicationProfiles:
        - gggg1111hhhh
        - gggg1111hhhh
        - global.openai.gpt-6-sol
        - arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/iiii1111jjjj
        - arn:aws:bedrock:ap-northeast-1:123456789012:inference-profile/global.openai.gpt-6-sol
        - arn:aws:iam::123456789012:role/reader
        - "spaces are not allowed"
        - 7
    - model: openai.gpt-6-sol
      applicationProfiles: [gggg1111hhhh]
`),
  },
  {
    title: "application profiles of the mantle endpoint",
    yaml: models("    - { model: anthropic.claude-opus-5, applicationProfiles: { mantle: [aaaa1111bbbb] } }\n"),
  },
  {
    title: "quota codes",
    yaml: models(`
    - { model: openai.*, quotas: { tpm: L-12345678 } }
    - { model: anthropic.claude-opus-5, quotas: { tpm: L-12345678 } }
    - { model: anthropic.claude-haiku-4-5-20251001-v1:0, quotas: { tpm: l-12345678, input-tpm: L-12345678, tokens: L-1 } }
    - { model: amazon.nova-micro-v1:0, scopes: [on-demand], quotas: { tpm: L-15B8E632, rpm: L-91A570FD } }
`),
  },
  {
    title: "alerts",
    yaml: withModels(`
  bedrock-headroom:alerts:
    email: [nobody, a@example.com, A@example.com]
    slack: { workspaceId: acme, channelId: "#alerts" }
    notify: composit
    kmsKeyArn: arn:aws:kms:us-west-2:123456789012:key/11112222-3333-4444-5555-666677778888
    topics:
      critcal: [arn:aws:sns:ap-northeast-1:123456789012:a]
      critical:
        - arn:aws:sns:ap-northeast-1:123456789012:a
        - arn:aws:sns:ap-northeast-1:123456789012:a
        - arn:aws:sns:us-west-2:123456789012:b
        - arn:aws:sqs:ap-northeast-1:123456789012:c
        - arn:aws:sns:ap-northeast-1:123456789012:d
    sms: ["+0"]
`),
  },
  { title: "one address without a list", yaml: withModels("  bedrock-headroom:alerts: { email: a@example.com }\n") },
  {
    title: "a Slack channel without its workspace",
    yaml: withModels("  bedrock-headroom:alerts: { slack: { channelId: C0123456789 } }\n"),
  },
  {
    title: "a Slack configuration that is both made and there, of another Region's API",
    yaml: withModels(`
  bedrock-headroom:alerts:
    slack:
      existing: arn:aws:chatbot::123456789012:chat-configuration/slack-channel/bedrock-headroom-us-east-1
      workspaceId: T0123456789
      region: us-east-1
      topics: [bedrock-headroom-us-east-1-critical]
`),
  },
  {
    title: "an existing Slack configuration that is none",
    yaml: withModels("  bedrock-headroom:alerts: { slack: { existing: C0123456789 } }\n"),
  },
  {
    title: "a Slack channel of which nothing is said",
    yaml: withModels("  bedrock-headroom:alerts: { slack: { region: eu-west-1 } }\n"),
  },
  {
    title: "publisher and dashboard",
    yaml: withModels(`
  bedrock-headroom:publisher: { refreshMinutes: 1.5, logRetentionDays: 31, memory: 512 }
  bedrock-headroom:dashboard: { name: "quota use" }
`),
  },
  {
    title: "a publisher's VPC that is both made and there",
    yaml: withModels(`
  bedrock-headroom:publisher:
    vpc: { create: true, cidr: 10.20.0.0/24, subnetIds: [subnet-0123456789abcdef0], securityGroupIds: [] }
`),
  },
  {
    title: "a look at uncounted use that is neither off nor a map",
    yaml: withModels("  bedrock-headroom:publisher: { uncounted: sometimes }\n"),
  },
  {
    title: "ids to leave out that are no list, and a key that is none",
    yaml: withModels("  bedrock-headroom:publisher: { uncounted: { ignore: amazon.*, ignored: [a] } }\n"),
  },
  { title: "a publisher's VPC in a word", yaml: withModels("  bedrock-headroom:publisher: { vpc: create }\n") },
  { title: "a publisher's VPC that says nothing", yaml: withModels("  bedrock-headroom:publisher: { vpc: {} }\n") },
  {
    title: "a range without the VPC that it is for",
    yaml: withModels("  bedrock-headroom:publisher: { vpc: { cidr: 10.0.0.0/24, zone: 2 } }\n"),
  },
  {
    title: "subnets without security groups",
    yaml: withModels("  bedrock-headroom:publisher: { vpc: { create: false, subnetIds: [subnet-01234567] } }\n"),
  },
  {
    title: "subnets alone",
    yaml: withModels("  bedrock-headroom:publisher: { vpc: { subnetIds: [subnet-01234567] } }\n"),
  },
  {
    title: "ids of subnets and security groups that can't be",
    yaml: withModels(`
  bedrock-headroom:publisher:
    vpc:
      subnetIds: [subnet-01234567, subnet-01234567, sg-01234567, subnet-0123, subnet-0123456789ABCDEF0]
      securityGroupIds: [${Array.from({ length: 6 }, (_, index) => `sg-0000000${index}`).join(", ")}]
`),
  },
  ...[
    { cidr: "10.20.0.0" },
    { cidr: "10.20.0.300/24" },
    { cidr: "10.0.0.0/8" },
    { cidr: "10.20.0.0/29" },
    { cidr: "10.20.0.77/24" },
    { cidr: "52.94.0.0/16" },
    { cidr: "10.20.0.0/28", zones: 2 },
    { cidr: "10.20.0.0/27", zones: 3 },
    { cidr: 10, zones: 4 },
  ].map(({ cidr, zones }) => ({
    title: `a VPC's range of ${cidr}${zones === undefined ? "" : ` in ${zones} zones`}`,
    yaml: withModels(
      `  bedrock-headroom:publisher: { vpc: { create: true, cidr: ${cidr}${zones === undefined ? "" : `, zones: ${zones}`} } }\n`,
    ),
  })),
  {
    title: "a boundary of another partition, and a prefix that leaves no room",
    yaml: withModels(`
  bedrock-headroom:iam:
    permissionsBoundary: arn:aws-us-gov:iam::123456789012:policy/workload-boundary
    namePrefix: a-prefix-that-is-much-too-long-
`),
  },
  {
    title: "a boundary that is a role, a path without its slashes, characters that no role's name has",
    yaml: withModels(`
  bedrock-headroom:iam:
    permissionsBoundary: arn:aws:iam::123456789012:role/boundary
    path: platform
    namePrefix: "app "
    boundary: x
`),
  },
  {
    title: "tags",
    yaml: withModels(`
  bedrock-headroom:tags:
    aws:team: a
    team: AWS:a
    cost-centre: 1234
    "semi;colon": b
    bedrock-headroom:model: c
`),
  },
  {
    title: "more tags than a resource can have",
    yaml: withModels(`
  bedrock-headroom:tags:
${Array.from({ length: 46 }, (_, index) => `    tag${index}: x`).join("\n")}
`),
  },
  {
    title: "own tags and the provider's that are too many together",
    yaml: `${withModels(`
  bedrock-headroom:tags:
${Array.from({ length: 30 }, (_, index) => `    tag${index}: x`).join("\n")}
`)}  aws:defaultTags: { tags: { tag0: y, ${Array.from({ length: 16 }, (_, index) => `other${index}: y`).join(", ")} } }
`,
  },
  {
    title: "a stack name that AWS resources can't bear",
    yaml: withModels(""),
    stack: "a-stack-with-a-name-that-is-much-too-long",
  },
];
