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
  if (code === "ECONNREFUSED") {
    return fatal(`nothing answers there: ${message}`, "check AWS_ENDPOINT_URL and the network");
  }
  if (name === "AbortError") return fatal("stopped", "run it again for a report");
  return {
    fatal: false,
    why: `${action} failed: ${name}: ${message}`,
    fix: "run it again; if it stays, look up the error",
  };
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
