/**
 * Pulumi marks values that JSON can't hold with a signature under one special key.
 * pulumi/pulumi sdk/nodejs/runtime/rpc.ts ("specialSigKey" and the lines after it)
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What stands for a value that is known only after deployment. */
const unknown = "<known after deployment>";

export interface DecodedValue {
  /**
   * Plain JSON. Secrets are their value; a file's content is {text}, {path} or {uri}; an archive is {archive} with its
   * files by name, or {path} or {uri}; a resource is {urn, id}.
   */
  value: unknown;
  /** where the secrets were, e.g. `environment.variables.TOKEN` */
  secretPaths: string[];
}

/** Turns a value of Pulumi's resource protocol into plain JSON. */
export function decodeValue(encoded: unknown): DecodedValue {
  const secretPaths: string[] = [];
  const decode = (value: unknown, path: string): unknown => {
    if (value === unknownValue) return unknown;
    if (Array.isArray(value)) return value.map((item, index) => decode(item, `${path}[${index}]`));
    if (typeof value !== "object" || value === null) return value;
    const fields = value as Record<string, unknown>;
    switch (fields[signatureKey]) {
      case signatures.secret:
        secretPaths.push(path);
        return decode(fields["value"], path);
      case signatures.asset:
        return pick(fields, ["text", "path", "uri"]);
      case signatures.archive:
        return fields["assets"] ? { archive: decode(fields["assets"], path) } : pick(fields, ["path", "uri"]);
      case signatures.resource:
        return { urn: fields["urn"], ...("id" in fields && { id: decode(fields["id"], path) }) };
      default:
        return Object.fromEntries(
          Object.entries(fields).map(([key, field]) => [key, decode(field, path ? `${path}.${key}` : key)]),
        );
    }
  };
  const value = decode(encoded, "");
  return { value, secretPaths };
}

const pick = (fields: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(fields).filter(([key, field]) => keys.includes(key) && field !== undefined));
