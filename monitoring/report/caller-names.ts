/**
 * What the records of a model invocation log are grouped by: who called (a role without its sessions, or a user), the
 * role's session, or a value of the request's own metadata.
 */
export type LogGrouping = { by: "caller" } | { by: "session" } | { by: "metadata"; key: string };

/** What such a grouping is called, as a person writes it. */
export const groupingText = (grouping: LogGrouping): string =>
  grouping.by === "metadata" ? `metadata:${grouping.key}` : grouping.by;

const assumedRole = /^(arn:[\w-]+:sts::\d*:assumed-role\/[^/]+)\/.+$/;

/**
 * What a record counts for.
 * @param value identity.arn, or the metadata's value; undefined: the record has none
 * @returns an ARN without a role's session for "caller"
 */
export function groupOf(grouping: LogGrouping, value: string | undefined): string | null {
  if (value === undefined || value === "") return null;
  return grouping.by === "caller" ? (assumedRole.exec(value)?.[1] ?? value) : value;
}

/** An ARN as a person tells it from others, e.g. "search-api (role)", "search-api/i-0abc", "alice (user)". */
export function callerName(value: string): string {
  const [, type, path] = /^arn:[\w-]+:(?:sts|iam)::\d*:([\w-]+)(?:\/(.+))?$/.exec(value) ?? [];
  if (type === undefined) return value;
  if (type === "root") return "the account's root user";
  if (path === undefined) return value;
  if (type === "assumed-role") return roleName(path);
  return `${path} (${type === "federated-user" ? "federated user" : type})`;
}

/** The role that IAM Identity Center makes of a permission set: AWSReservedSSO_NAME_ and 16 digits of its own. */
const ssoRole = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

function roleName(path: string): string {
  const [role = path, session] = path.split("/");
  const name = ssoRole.exec(role)?.[1];
  if (session !== undefined) return `${name ?? role}/${session}`;
  return name === undefined ? `${role} (role)` : `${name} (SSO role)`;
}

/** What stands for records without a value. */
export const nameless = (grouping: LogGrouping): string =>
  grouping.by === "metadata" ? `(no metadata "${grouping.key}")` : "(no identity)";
