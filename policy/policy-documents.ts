import { type CheckedResource, isGiven, type unknown } from "./policy.ts";

/** A statement of an IAM policy, with lists where the language allows a word or a list. */
export interface Statement {
  sid: string | undefined;
  effect: string;
  actions: readonly string[];
  notActions: readonly string[];
  resources: readonly string[];
  notResources: readonly string[];
  /** everyone that is named, by kind: `AWS`, `Service`, …; `*` alone is kind `AWS` */
  principals: readonly { kind: string; name: string }[];
  /** condition keys with their operators and values */
  conditions: readonly { operator: string; key: string; values: readonly string[] }[];
}

export interface PolicyDocument {
  /** identity: what a role may do. resource: who may do what with this resource. trust: who may take the role. */
  kind: "identity" | "resource" | "trust";
  /** where in the resource it stands */
  path: string;
  statements: readonly Statement[];
}

/** A policy that is not known before something is deployed. */
export class NotYetKnown extends Error {}

/** The inputs that hold policies, by type of resource. */
const places: Readonly<Record<string, Readonly<Record<string, PolicyDocument["kind"]>>>> = {
  "aws:iam/role:Role": { assumeRolePolicy: "trust" },
  "aws:iam/rolePolicy:RolePolicy": { policy: "identity" },
  "aws:iam/policy:Policy": { policy: "identity" },
  "aws:iam/userPolicy:UserPolicy": { policy: "identity" },
  "aws:iam/groupPolicy:GroupPolicy": { policy: "identity" },
  "aws:kms/key:Key": { policy: "resource" },
  "aws:kms/keyPolicy:KeyPolicy": { policy: "resource" },
  "aws:sns/topic:Topic": { policy: "resource" },
  "aws:sns/topicPolicy:TopicPolicy": { policy: "resource" },
  "aws:sqs/queue:Queue": { policy: "resource" },
  "aws:sqs/queuePolicy:QueuePolicy": { policy: "resource" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { policy: "resource" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { policy: "resource" },
  "aws:s3/bucketPolicy:BucketPolicy": { policy: "resource" },
};

/**
 * The policies of a resource.
 * @throws NotYetKnown where one comes with the deployment
 */
export function documentsOf({ type, props }: CheckedResource): PolicyDocument[] {
  const found = Object.entries(places[type] ?? {}).map(([path, kind]) => ({ path, kind, text: props[path] }));
  const inline = type === "aws:iam/role:Role" && Array.isArray(props["inlinePolicies"]) ? props["inlinePolicies"] : [];
  const all = [
    ...found,
    ...inline.map((one: { policy?: unknown } | typeof unknown, index) => ({
      path: `inlinePolicies[${index}].policy`,
      kind: "identity" as const,
      text: typeof one === "object" ? one.policy : one,
    })),
  ];
  return all.flatMap(({ path, kind, text }) =>
    isGiven(text) ? [{ path, kind, statements: statementsIn(text, path) }] : [],
  );
}

function statementsIn(text: unknown, path: string): Statement[] {
  const document = typeof text === "string" ? parsed(text) : text;
  const statements = typeof document === "object" && document !== null && "Statement" in document && document.Statement;
  if (!statements) throw new NotYetKnown(`${path} is known once it is deployed`);
  return listed(statements as object).map((one) => statement(one as Record<string, unknown>));
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const statement = (given: Record<string, unknown>): Statement => ({
  sid: typeof given["Sid"] === "string" ? given["Sid"] : undefined,
  effect: String(given["Effect"]),
  actions: strings(given["Action"]),
  notActions: strings(given["NotAction"]),
  resources: strings(given["Resource"]),
  notResources: strings(given["NotResource"]),
  principals: principalsOf(given["Principal"]),
  conditions: Object.entries((given["Condition"] ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) => Object.entries(keys).map(([key, values]) => ({ operator, key, values: strings(values) })),
  ),
});

const principalsOf = (given: unknown): Statement["principals"] =>
  typeof given === "string"
    ? [{ kind: "AWS", name: given }]
    : Object.entries((given ?? {}) as Record<string, unknown>).flatMap(([kind, names]) =>
        strings(names).map((name) => ({ kind, name })),
      );

const listed = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Words of a policy; a value that comes with the deployment is no wildcard, and is left out. */
const strings = (value: unknown): string[] =>
  value === undefined ? [] : listed(value).flatMap((one) => (typeof one === "string" ? [one] : []));

/** A statement as a person finds it: by its Sid, else by its actions. */
export const nameOf = ({ sid, actions, notActions }: Statement): string =>
  sid !== undefined ? `statement ${sid}` : `the statement on ${[...actions, ...notActions].join(", ")}`;

/** Whether an action of a policy, which may have wildcards, means an action. IAM's names ignore case. */
export function meansAction(pattern: string, action: string): boolean {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "i").test(action);
}
