import type { NeededStatement } from "./needed-statements.ts";

/** Whether a policy lets CloudWatch do what a stack needs; "unclear" where conditions or denials decide. */
export type Verdict = "allowed" | "missing" | "unclear";

interface PolicyStatement {
  Effect?: string;
  Principal?: string | Record<string, string | string[]>;
  NotPrincipal?: unknown;
  Action?: string | string[];
  NotAction?: unknown;
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * Reads a policy for what CloudWatch needs. Statements with NotAction or NotPrincipal allow nothing here.
 * @param document JSON of a key's or a topic's policy
 */
export function policyAllows(document: string, { arn, statement }: NeededStatement): Verdict {
  let statements: PolicyStatement[];
  try {
    statements = list((JSON.parse(document) as { Statement?: PolicyStatement | PolicyStatement[] }).Statement);
  } catch {
    return "unclear";
  }
  // What a denial leaves out decides: that is for a person to read.
  if (
    statements.some((one) => one.Effect === "Deny" && (one.NotPrincipal !== undefined || one.NotAction !== undefined))
  )
    return "unclear";
  const aboutUs = statements.filter((one) => namesCloudWatch(one.Principal) && isAbout(one.Resource, arn));
  const verdicts = list<string>(statement.Action).map((action): Verdict => {
    const about = aboutUs.filter((one) => list(one.Action).some((pattern) => covers(pattern, action)));
    // Publishing without TLS may be denied: CloudWatch's requests have no such key (components/topic-policies.ts).
    if (about.some((one) => one.Effect === "Deny" && !isAboutTls(one.Condition))) return "unclear";
    const fits = about.filter((one) => one.Effect === "Allow").map((one) => holds(one.Condition, statement.Condition));
    return fits.includes("allowed") ? "allowed" : fits.includes("unclear") ? "unclear" : "missing";
  });
  return verdicts.includes("missing") ? "missing" : verdicts.includes("unclear") ? "unclear" : "allowed";
}

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const namesCloudWatch = (principal: PolicyStatement["Principal"]): boolean =>
  typeof principal === "string"
    ? principal === "*"
    : list(principal?.["Service"]).includes("cloudwatch.amazonaws.com") || list(principal?.["AWS"]).includes("*");

/** Wildcards as in IAM: * is any text, ? one character; actions are read in any case. */
const covers = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  ).test(text);

const isAbout = (resource: PolicyStatement["Resource"], arn: string): boolean =>
  resource === undefined || list(resource).some((pattern) => covers(pattern, arn));

const isAboutTls = (condition: PolicyStatement["Condition"]): boolean =>
  condition !== undefined &&
  Object.keys(condition).length > 0 &&
  Object.values(condition).every((keys) => Object.keys(keys).every((key) => /^aws:SecureTransport$/i.test(key)));

/** What CloudWatch shows of itself, in the words of the statement that is asked for. */
function holds(
  condition: PolicyStatement["Condition"],
  ours: ReturnType<() => NeededStatement["statement"]["Condition"]>,
): Verdict {
  const account = ours.StringEquals["aws:SourceAccount"];
  const source = ours.ArnLike["aws:SourceArn"];
  // aws:SourceOwner is of SNS's own policy for a new topic (sns/latest/dg/sns-access-policy-use-cases).
  const shown: Readonly<Record<string, string>> = {
    "aws:sourceaccount": account,
    "aws:sourceowner": account,
    "aws:sourcearn": source,
  };
  const verdicts = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]): Verdict => {
      const value = shown[key.toLowerCase()];
      if (value === undefined || !/^(String|Arn)(Equals|Like)(IfExists)?$/.test(operator)) return "unclear";
      // Of StringEquals a * is a * and no wildcard.
      const isLiteral = /^StringEquals/.test(operator);
      if (
        list(values).some((pattern) => (isLiteral ? pattern === value && !value.includes("*") : covers(pattern, value)))
      )
        return "allowed";
      // Narrowed to some of the account's alarms: whether to all of the stack's, their names would have to tell.
      const narrow = value.endsWith("*") && list(values).some((pattern) => pattern.startsWith(value.slice(0, -1)));
      return narrow && !isLiteral ? "unclear" : "missing";
    }),
  );
  return verdicts.includes("missing") ? "missing" : verdicts.includes("unclear") ? "unclear" : "allowed";
}
