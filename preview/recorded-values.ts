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
export const unknown = "<known after deployment>";

/** A file's content in a resource's inputs. */
export type RecordedAsset = { text: string } | { path: string } | { uri: string };
/** An archive in a resource's inputs: files by name, or a place to get it from. */
export type RecordedArchive =
  | { archive: Record<string, RecordedAsset | RecordedArchive> }
  | { path: string }
  | { uri: string };

export interface DecodedValue {
  /** plain JSON: secrets as their value, assets as RecordedAsset, archives as RecordedArchive, resources as {urn, id} */
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
