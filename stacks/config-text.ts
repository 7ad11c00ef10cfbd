/** Prefix of the project's keys in a stack file: the project's name in Pulumi.yaml. */
export const configNamespace = "bedrock-headroom";

/** The config key for the stack's Region, in the AWS provider's namespace. */
export const regionKey = "aws:region";

/**
 * The value behind the text that Pulumi hands to a program: scalars are the text itself, lists and maps are JSON.
 * @returns the text where it is no list or map, so that `all` stays a word; null for a key with nothing behind it
 */
export function valueOfText(text: string): unknown {
  if (text === "null") return null;
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What to do about an encrypted value: the settings are shown in plans and reports, so none of them can be secret. */
export const encryptedFix = (key: string, stack: string): string =>
  `set it in plain: pulumi config set ${key} <value> --plaintext --stack ${stack}`;
export const encryptedMessage = "is encrypted; settings are shown in plans and dashboards, so none of them is a secret";
