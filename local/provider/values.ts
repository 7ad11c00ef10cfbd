/**
 * How Pulumi marks values that JSON can't hold. pulumi/pulumi sdk/nodejs/runtime/rpc.ts
 * Secrets need no mark here: the provider does not accept them, so the engine keeps them and sends them plain.
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What stands for a value that is known only after deployment. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource's inputs or outputs: JSON, with `unknown` where nothing is known yet. */
export type Properties = Record<string, unknown>;

/** A file of an archive as the engine sends it. */
export interface Asset {
  hash: string;
  text?: string;
  path?: string;
}
export interface Archive {
  hash: string;
  assets?: Record<string, Asset>;
}

export const isAsset = (value: unknown): value is Asset => signatureOf(value) === assetSignature;
export const isArchive = (value: unknown): value is Archive => signatureOf(value) === archiveSignature;

const signatureOf = (value: unknown): unknown => (isObject(value) ? value[signatureKey] : undefined);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether something in the value is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}

/** The value as text, undefined where it is absent. */
export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
export const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
export const boolean = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const texts = (value: unknown): string[] => list(value).filter((one) => typeof one === "string");
export const record = (value: unknown): Properties => (isObject(value) ? value : {});
export const records = (value: unknown): Properties[] => list(value).filter(isObject);
/** A map of texts, e.g. tags. */
export const textMap = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(record(value)).map(([key, one]) => [key, String(one)]));

/** A copy without the properties that are undefined, which the wire can't carry. */
export const defined = <T extends object>(properties: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
