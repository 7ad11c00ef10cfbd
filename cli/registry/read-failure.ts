/** A Region that could not be read, in words for the person at the terminal. */
export class ReadFailure extends Error {
  readonly region: string;
  /**
   * closed: AWS doesn't let this account use the Region, or Bedrock isn't in it; the other kinds can happen anywhere.
   * unsigned: closed, or no good credentials: one Region alone can't tell which.
   */
  readonly kind: "closed" | "unsigned" | "empty" | "other";

  constructor(region: string, kind: ReadFailure["kind"], message: string) {
    super(`${region}: ${message}`);
    this.name = "ReadFailure";
    this.region = region;
    this.kind = kind;
  }
}

/** How AWS's services and SDK call what can go wrong (AWS general "Common error types", and the SDK's own). */
const names = {
  credentials:
    /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|SSOTokenProviderFailure)$/,
  unsigned:
    /^(UnrecognizedClientException|InvalidClientTokenId|AuthFailure|MissingAuthenticationToken\w*|InvalidSignatureException)$/,
  closed: /^(OptInRequired|SubscriptionRequiredException|RegionDisabledException)$/,
  denied: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/,
  throttled: /throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i,
  timedOut: /timeout/i,
};

const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/;
const brokenOff = /ECONNRESET|EPIPE|aborted|socket hang up|premature/i;
const garbled = /JSON|deserializ|Unexpected (?:token|end)|parse/i;

/**
 * @param operation what was asked, e.g. "ListServiceQuotas"
 * @param permission the IAM action that it needs, e.g. "servicequotas:ListServiceQuotas"
 * @param error what the SDK threw
 */
export function readFailure(region: string, operation: string, permission: string, error: unknown): ReadFailure {
  if (error instanceof ReadFailure) return error;
  const { name, message, code = "" } = error as Error & { code?: string };
  const fail = (kind: ReadFailure["kind"], text: string) => new ReadFailure(region, kind, text);
  if (names.credentials.test(name)) {
    return fail(
      "other",
      `no AWS credentials that can be used (${message}). Sign in, or name a profile with --profile.`,
    );
  }
  if (names.closed.test(name)) return fail("closed", `the account can't use the Region (${name}): enable it first.`);
  if (names.unsigned.test(name)) {
    const place = region.startsWith("us-gov-")
      ? "GovCloud needs the credentials of a GovCloud account"
      : "the Region is not enabled for the account, or the credentials are wrong";
    return fail("unsigned", `${operation}: AWS didn't accept the credentials (${name}): ${place}.`);
  }
  if (names.denied.test(name)) {
    const closed = /service control policy/i.test(message);
    return fail(
      closed ? "closed" : "other",
      closed
        ? `${operation}: an organization's service control policy denies it.`
        : `${operation} was denied (${name}): the role needs ${permission}; headroom registry iam-policy prints all that a refresh needs.`,
    );
  }
  if (names.throttled.test(name)) return fail("other", `${operation}: AWS throttled it again and again (${name}).`);
  if (unreachable.test(code) || unreachable.test(message)) {
    return fail(
      "unsigned",
      `${operation}: no answer from AWS's endpoint (${code || message}): no network, or no Bedrock there.`,
    );
  }
  if (names.timedOut.test(name)) return fail("other", `${operation}: AWS took too long to answer.`);
  if (brokenOff.test(code) || brokenOff.test(message)) {
    return fail("other", `${operation}: the connection broke off in the middle of AWS's answer.`);
  }
  if (error instanceof SyntaxError || garbled.test(message)) {
    return fail("other", `${operation}: AWS's answer can't be read: ${firstLine(message)}`);
  }
  return fail("other", `${operation}: ${name}: ${firstLine(message)}`);
}

const firstLine = (text: string): string => text.split("\n")[0]!.slice(0, 200);
