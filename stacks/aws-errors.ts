/** What went wrong with AWS, for the person at the terminal. */
export interface AwsTrouble {
  /** true: no other request can do better, so the command ends */
  fatal: boolean;
  why: string;
  /** what to do */
  fix: string;
}

export interface Caller {
  region: string;
  profile?: string | undefined;
  /** the command whose policy `headroom iam-policy` prints, "usage" unless told */
  policy?: string;
}

const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const wrongKeys =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)$/;
const denied =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|AuthorizationErrorException)$/;
const slowedDown = /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/;

/** OpenSSL's words for a certificate whose issuer is not known. nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED)$/;

/** Whether an error comes from asking AWS: an answer, credentials, the network or a body that is no JSON. Others are bugs. */
export function isAwsError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("$metadata" in error || error instanceof AggregateError || error instanceof SyntaxError) return true;
  return /^(CredentialsProviderError|TokenProviderError|TimeoutError|AbortError)$/.test(error.name) || "code" in error;
}

/** What an error of the SDK means, and what to do about it. Each error that AWS documents for these calls has its own line. */
export function troubleOf(error: unknown, action: string, { region, profile, policy = "usage" }: Caller): AwsTrouble {
  const { name, message, code } = errorParts(error);
  const withProfile = profile === undefined ? "" : ` --profile ${profile}`;
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    if (/sso|token/i.test(message) && /expired|refresh|login/i.test(message)) {
      return fatal("the SSO session has expired", `run: aws sso login${withProfile}`);
    }
    if (profile !== undefined) {
      return fatal(
        `no credentials for the profile "${profile}" (${message})`,
        "see: aws configure list-profiles; then log in or set it up: aws configure sso",
      );
    }
    return fatal(
      "no AWS credentials were found",
      "log in (aws sso login), choose a profile (--profile, AWS_PROFILE) or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    );
  }
  if (expired.test(name)) {
    return fatal("the AWS credentials have expired", `log in again, e.g. aws sso login${withProfile}`);
  }
  if (wrongKeys.test(name)) {
    return fatal(
      `AWS does not accept the credentials in ${region} (${name})`,
      "check them with: aws sts get-caller-identity; a Region that is not enabled for the account answers the same way",
    );
  }
  if (denied.test(name)) {
    return {
      fatal: false,
      why: `access denied: ${action}`,
      fix: `allow it (headroom iam-policy ${policy} prints the policy)`,
    };
  }
  if (slowedDown.test(name)) {
    return { fatal: false, why: `AWS throttled ${action} again and again`, fix: "run it again in a minute" };
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return fatal(
      `no such address: ${message}`,
      `check the Region (${region}), the network, and AWS_ENDPOINT_URL if it is set`,
    );
  }
  if (code === "ERR_PROXY_TUNNEL") return proxyTrouble(error, message);
  if (code === "ECONNREFUSED") {
    return fatal(`nothing answers there: ${message}`, "check AWS_ENDPOINT_URL, HTTPS_PROXY and the network");
  }
  if (untrusted.test(code)) {
    return fatal(
      `the certificate is not trusted: ${message}`,
      "where a proxy looks into connections, set NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE to your company's certificates (PEM)",
    );
  }
  if (name === "AbortError") return fatal("stopped", "run it again for a report");
  return {
    fatal: false,
    why: `${action} failed: ${name}: ${message}`,
    fix: "run it again; if it stays, look up the error",
  };
}

/** The proxy answered, and not with a way through. Node's message has the proxy's address without user and password. */
function proxyTrouble(error: unknown, message: string): AwsTrouble {
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 407)
    return fatal(
      "the proxy asks for a user and a password, or does not take those it got (407)",
      "set HTTPS_PROXY to http://user:password@host:port, with %40 for an @ inside; a proxy that wants Kerberos or NTLM needs a local helper such as px",
    );
  return fatal(
    `the proxy gives no way to AWS: ${message}`,
    "ask its owners to allow the host, or name the host in NO_PROXY if there is a direct way",
  );
}

const fatal = (why: string, fix: string): AwsTrouble => ({ fatal: true, why, fix });

function errorParts(error: unknown): { name: string; message: string; code: string } {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: "" };
  const first = error instanceof AggregateError ? (error.errors[0] as Error & { code?: string }) : error;
  return {
    name: error.name,
    message: (first?.message || error.message).split("\n")[0] ?? "",
    code: (error as { code?: string }).code ?? (first as { code?: string })?.code ?? "",
  };
}
