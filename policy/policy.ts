/** What a policy sees of one resource; the same from Pulumi's engine and from a recorded run. */
export interface CheckedResource {
  urn: string;
  /** e.g. `aws:sns/topic:Topic` */
  type: string;
  /** logical name */
  name: string;
  /** inputs, or what is known of the outputs: plain JSON, with `unknown` where a value comes with the deployment */
  props: Readonly<Record<string, unknown>>;
  /** urns of what it waits for, through its inputs too */
  dependsOn: readonly string[];
  /** tags that its provider gives to everything */
  defaultTags?: Readonly<Record<string, string>>;
  /** paths in `props` that Pulumi keeps encrypted, where whoever asks can tell */
  secretPaths?: readonly string[];
}

/** Stands for a value that is known only once something is deployed. */
export const unknown: unique symbol = Symbol("known after deployment");

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

export interface Violation {
  urn: string;
  /** what is wrong with this one, in a sentence without a full stop */
  message: string;
}

/** Mandatory: the deployment stops. Advisory: it is told. */
export type Enforcement = "mandatory" | "advisory";

/** One property of a policy's configuration: the part of JSON Schema that Pulumi's policy packs take. */
export interface ConfigProperty {
  type: "string" | "array";
  description: string;
  enum?: string[];
  items?: { type: "string"; enum?: string[] };
  default: string | string[];
}

export type PolicyConfig = Readonly<Record<string, unknown>>;

interface About {
  name: string;
  description: string;
  /** what to do about a violation */
  remediation: string;
  enforcement: Enforcement;
  config?: Readonly<Record<string, ConfigProperty>>;
}

/** Looks at one resource alone, so Pulumi asks it before that is created or changed. */
export interface ResourcePolicy extends About {
  of: "resource";
  check(resource: CheckedResource, config: PolicyConfig): string[];
}

/** Looks at resources together, so Pulumi asks it when all are known: at the end of a preview or a deployment. */
export interface StackPolicy extends About {
  of: "stack";
  check(resources: readonly CheckedResource[], config: PolicyConfig): Violation[];
}

export type Policy = ResourcePolicy | StackPolicy;

/** A list of the configuration; what is no list is none. */
export const listOf = (config: PolicyConfig, key: string): readonly string[] =>
  Array.isArray(config[key]) ? (config[key] as unknown[]).filter((one) => typeof one === "string") : [];
