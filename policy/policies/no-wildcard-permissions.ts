import { type CheckedResource, isGiven, listOf, type ResourcePolicy } from "../policy.ts";
import { documentsOf, meansAction, nameOf, type PolicyDocument, type Statement } from "../policy-documents.ts";
import { documentedWildcards, keysThroughOneService, withoutResource } from "../wildcard-exceptions.ts";

/** Allowed by name: the actions of AWS's own list, and those of the user's. */
interface Allowed {
  actions: ReadonlySet<string>;
  onAnyResource: ReadonlySet<string>;
}

export const noWildcardPermissions: ResourcePolicy = {
  of: "resource",
  name: "no-wildcard-permissions",
  description:
    "No policy allows a wildcard action, a wildcard resource or everyone, but where AWS knows nothing narrower.",
  remediation:
    "Name the actions, the resources and who may use them. Where AWS takes nothing but a wildcard, add the action to allowActions or allowOnAnyResource.",
  enforcement: "mandatory",
  config: {
    allowActions: {
      type: "array",
      items: { type: "string" },
      description: "Actions with a wildcard that are fine all the same, as the policy writes them.",
      default: [],
    },
    allowOnAnyResource: {
      type: "array",
      items: { type: "string" },
      description: 'Actions that may be allowed on "*" besides those that AWS lets no resource be named for.',
      default: [],
    },
  },
  check(resource, config) {
    const allowed: Allowed = {
      actions: new Set([...documentedWildcards.flatMap(({ actions }) => actions), ...listOf(config, "allowActions")]),
      onAnyResource: new Set([
        ...withoutResource.flatMap(({ actions }) => actions),
        ...listOf(config, "allowOnAnyResource"),
      ]),
    };
    return [
      ...documentsOf(resource).flatMap((document) =>
        document.statements
          .filter(({ effect }) => effect === "Allow")
          .flatMap((statement) =>
            problemsOf(resource, document, statement, allowed).map((problem) => `${nameOf(statement)} ${problem}`),
          ),
      ),
      ...broadManagedPolicies(resource),
      ...openFunction(resource),
    ];
  },
};

function problemsOf(
  resource: CheckedResource,
  { kind }: PolicyDocument,
  statement: Statement,
  allowed: Allowed,
): string[] {
  const everyone = kind === "identity" ? [] : openToEveryone(statement);
  if (kind === "trust") return everyone;
  const isKey = resource.type.startsWith("aws:kms/");
  return [
    ...everyone,
    ...wildcardActions(statement, allowed, isKey),
    // A key's policy stands at the key, and "*" in it is that key (kms/latest/developerguide/key-policy-overview). An
    // endpoint's policy gives nothing: it narrows what others allow (vpc/latest/privatelink/vpc-endpoints-access).
    ...(isKey || resource.type === "aws:ec2/vpcEndpoint:VpcEndpoint" ? [] : wildcardResources(statement, allowed)),
  ];
}

function wildcardActions({ actions, notActions, principals }: Statement, allowed: Allowed, isKey: boolean): string[] {
  const wild = actions.filter((action) => /[*?]/.test(action) && !allowed.actions.has(action));
  // Without it nobody could ever change the key again: kms/latest/developerguide/key-policy-default.
  const administers =
    isKey && principals.length > 0 && principals.every(({ name }) => /^arn:[\w-]+:iam::\d{12}:root$/.test(name));
  return [
    ...(notActions.length > 0 ? ["allows every action but those it names (NotAction)"] : []),
    ...wild
      .filter((action) => !(administers && action === "kms:*"))
      .map((action) => `allows the wildcard action ${action}`),
  ];
}

function wildcardResources(statement: Statement, { onAnyResource }: Allowed): string[] {
  const { actions, resources, notResources, conditions } = statement;
  if (notResources.length > 0) return ["allows every resource but those it names (NotResource)"];
  const wild = resources.filter(namesNothing);
  if (wild.length === 0) return [];
  const throughOneService = conditions.some(
    ({ operator, key, values }) =>
      operator === "StringEquals" && key === keysThroughOneService.condition && values.length > 0,
  );
  const needing = actions.filter(
    (action) =>
      !onAnyResource.has(action) && !(throughOneService && keysThroughOneService.actions.some((one) => one === action)),
  );
  return needing.map((action) => `allows ${action} on every resource (${wild.join(", ")})`);
}

/** Whether an ARN leaves open in which service, Region or account something is, or names nothing there. */
function namesNothing(resource: string): boolean {
  if (!resource.startsWith("arn:")) return /[*?]/.test(resource);
  const [, partition = "", service = "", region = "", account = "", ...rest] = resource.split(":");
  return /[*?]/.test([partition, service, region, account].join()) || /^([\w-]+[/:])?\*+$/.test(rest.join(":"));
}

/** Keys of conditions that hold "everyone" to somebody. */
const narrowing =
  /^(aws:SourceArn|aws:SourceAccount|aws:SourceOwner|aws:SourceOrgID|aws:PrincipalArn|aws:PrincipalAccount|aws:PrincipalOrgID|aws:SourceVpce|kms:CallerAccount)$/i;

function openToEveryone({ principals, conditions }: Statement): string[] {
  const isEveryone = principals.some(({ name }) => name === "*");
  const isNarrowed = conditions.some(
    ({ operator, key, values }) =>
      narrowing.test(key) && !/Not|IfExists|Null/.test(operator) && values.every((value) => value !== "*"),
  );
  return isEveryone && !isNarrowed ? ["allows everyone (Principal *), with no condition on who that is"] : [];
}

/** lambda/latest/dg/access-control-resource-based: a permission with principal * and no source lets everyone run it. */
const openFunction = ({ type, props }: CheckedResource): string[] =>
  type === "aws:lambda/permission:Permission" &&
  props["principal"] === "*" &&
  !["sourceArn", "sourceAccount", "principalOrgId"].some((key) => isGiven(props[key]))
    ? ["lets everyone run the function (principal *), with no source"]
    : [];

/** Policies of AWS's own that give away an account or a service. */
const broad =
  /^arn:[\w-]+:iam::aws:policy\/(.*\/)?(AdministratorAccess.*|PowerUserAccess|IAMFullAccess|.*FullAccess.*)$/;

function broadManagedPolicies({ type, props }: CheckedResource): string[] {
  const attached =
    type === "aws:iam/role:Role"
      ? props["managedPolicyArns"]
      : /^aws:iam\/(role|user|group)PolicyAttachment:/.test(type)
        ? [props["policyArn"]]
        : type === "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
          ? props["guardrailPolicyArns"]
          : [];
  const arns = Array.isArray(attached) ? attached : [];
  const unguarded =
    type === "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration" &&
    !isGiven(arns[0]) &&
    !isGiven(attached);
  return [
    ...arns.flatMap((arn) =>
      typeof arn === "string" && broad.test(arn)
        ? [`hands out AWS's policy ${arn.slice(arn.lastIndexOf("/") + 1)}`]
        : [],
    ),
    // chatbot/latest/APIReference/API_CreateSlackChannelConfiguration, GuardrailPolicyArns
    ...(unguarded ? ["has no guardrailPolicyArns: AWS then lets the channel do what AdministratorAccess allows"] : []),
  ];
}

/** Whether a statement lets somebody do an action. */
export const allows = ({ effect, actions }: Statement, action: string): boolean =>
  effect === "Allow" && actions.some((pattern) => meansAction(pattern, action));
