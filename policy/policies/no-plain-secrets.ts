import { type CheckedResource, listOf, type ResourcePolicy, type StackPolicy, unknown } from "../policy.ts";

/** Forms of secrets that are known by their look. */
const looks: readonly { what: string; pattern: RegExp }[] = [
  // functions/notifier/webhooks/address.ts has the services' hosts, with their pages.
  { what: "a Slack webhook's URL", pattern: /https:\/\/hooks\.slack(-gov)?\.com\/(services|workflows|triggers)\/\S+/ },
  {
    what: "a Teams webhook's URL",
    pattern: /https:\/\/[\w.-]+\.(webhook\.office\.com|logic\.azure\.(com|us)|api\.powerplatform\.com)(:\d+)?\/\S+/,
  },
  { what: "a Slack token", pattern: /\bxox[abeoprs]-[\w-]{10,}/ },
  { what: "a GitHub token", pattern: /\b(gh[oprsu]_\w{30,}|github_pat_\w{30,})/ },
  // IAM/latest/UserGuide/reference_identifiers, unique identifiers: AKIA and ASIA are access keys.
  { what: "an AWS access key", pattern: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: "a Pulumi access token", pattern: /\bpul-[0-9a-f]{40}\b/ },
  { what: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: "a URL with a password", pattern: /\bhttps?:\/\/[^\s/:@]+:[^\s/@]+@/ },
];

/** Names under which a secret lies. */
const secretName =
  /(^|[_.-])(token|secret|passwords?|passwd|passphrase|api[_-]?keys?|private[_-]?key|webhook[_-]?url)$/i;
/** Values under such a name that only say where the secret is. */
const pointsElsewhere = /^(arn:|\$\{|\{\{resolve:|ssm:|secretsmanager:|\/[\w/.-]+$)/;

/** Resources that are there to hold a secret, and providers, whose credentials AWS never shows. */
const holdsSecrets = /^(aws:secretsmanager\/secretVersion:|aws:ssm\/parameter:|pulumi:providers:|random:)/;

const remediation = "Put the secret into Secrets Manager and give its ARN. A secret that stood here must be exchanged.";

/**
 * Whoever may look at a function or at a resource's tags sees everything in them, so secrets stand in Secrets Manager and
 * their ARNs here. That Pulumi keeps a value encrypted does not help: AWS shows it. A secret is known by its look, or by
 * the name that it is kept under; a word that looks like any other word can't be known.
 */
export const noPlainSecrets: ResourcePolicy = {
  of: "resource",
  name: "no-plain-secrets",
  description: "No secret stands in a resource's settings, environment variables, tags or texts.",
  remediation,
  enforcement: "mandatory",
  check: ({ type, props }) => (holdsSecrets.test(type) ? [] : secretsIn(props)),
};

/** A component's outputs, or the stack's: state and `pulumi stack output` show them to whoever may read either. */
export const noSecretOutputs: StackPolicy = {
  of: "stack",
  name: "no-secret-outputs",
  description: "No secret stands in the outputs of the stack or of a component.",
  remediation,
  enforcement: "mandatory",
  config: {
    allow: {
      type: "array",
      items: { type: "string" },
      description:
        "Paths of outputs that are meant, as the violation names them. Pulumi's engine hides from a policy whether an output is encrypted (pulumi.secret).",
      default: [],
    },
  },
  check: (resources, config) =>
    resources
      .filter(({ type }) => !/^(aws|awsx|random):/.test(type) && !holdsSecrets.test(type))
      .flatMap(({ urn, props, secretPaths }) =>
        secretsIn(props, [...(secretPaths ?? []), ...listOf(config, "allow")]).map((found) => ({
          urn,
          message: `output ${found}`,
        })),
      ),
};

const secretsIn = (props: CheckedResource["props"], hidden: readonly string[] = []): string[] =>
  textsOf(props, hidden).flatMap(({ path, name, text }) => {
    const what = whatIsSecret(name, text);
    return what === undefined ? [] : [`${path} holds ${what} in plain sight`];
  });

function whatIsSecret(name: string, text: string): string | undefined {
  const look = looks.find(({ pattern }) => pattern.test(text));
  if (look) return look.what;
  return secretName.test(snake(name)) && text.length > 7 && !pointsElsewhere.test(text)
    ? `what its name says is secret (${name})`
    : undefined;
}

/** `apiKey` and `APIKey` as `api_Key`. */
const snake = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");

interface Text {
  path: string;
  /** the last key of the path */
  name: string;
  text: string;
}

/** Every text but those at hidden paths and below them. */
function textsOf(props: CheckedResource["props"], hidden: readonly string[]): Text[] {
  const isHidden = (path: string) =>
    hidden.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
  const walk = (value: unknown, path: string, name: string): Text[] => {
    if (value === unknown || isHidden(path)) return [];
    if (typeof value === "string") return [{ path, name, text: value }];
    if (Array.isArray(value)) return value.flatMap((one, index) => walk(one, `${path}[${index}]`, name));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, one]) => walk(one, path === "" ? key : `${path}.${key}`, key));
  };
  return walk(props, "", "");
}
