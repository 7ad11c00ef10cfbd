import type { AwsClients } from "../aws/clients.ts";
import type { Problem } from "./problem.ts";
import type { Properties } from "./values.ts";

/** A command of the AWS SDK, as far as it can be judged before it is sent. */
export interface PlannedRequest {
  /** e.g. PutMetricAlarmCommand */
  constructor: { name: string };
  input: object;
}

export interface Created {
  id: string;
  /** what AWS adds to the inputs */
  outputs: Properties;
}

/** What is there now: undefined when nothing is. */
export interface Found {
  /** the inputs that AWS can tell, as they are now; only for inputs that were given */
  inputs: Properties;
  outputs: Properties;
}

/** How one resource type of @pulumi/aws is put onto AWS. */
export interface ResourceKind {
  /** e.g. "aws:sns/topic:Topic" */
  type: string;
  /** the service's name among botocore's models */
  service: string;
  /** the property that gets a name of its own where the program gives none */
  nameKey?: string;
  /** inputs that AWS can't change on a resource that is there */
  replaceOn: readonly string[];
  /** inputs that are JSON text, in which only the meaning counts */
  jsonInputs?: readonly string[];
  /** the requests that creating it sends, for AWS's limits to be checked; also called with unknown values in the inputs */
  requests(inputs: Properties): PlannedRequest[];
  /** limits that AWS documents elsewhere */
  problems?(inputs: Properties): Problem[];
  create(aws: AwsClients, inputs: Properties): Promise<Created>;
  find(aws: AwsClients, id: string, inputs: Properties, outputs: Properties): Promise<Found | undefined>;
  /** @returns outputs that have changed */
  update(aws: AwsClients, id: string, inputs: Properties, before: Properties): Promise<Properties>;
  remove(aws: AwsClients, id: string, state: Properties): Promise<void>;
}

/** `undefined` instead of an error that says that there is no such thing. */
export async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Every service has another name for it. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  /NotFound|NoSuchEntity|NonExistentQueue|QueueDoesNotExist|ResourceNotFound/.test(error.name);

/** Those of the found values whose inputs were given: AWS also tells what nobody asked for. */
export const givenOnly = (inputs: Properties, found: Properties): Properties =>
  Object.fromEntries(Object.entries(found).filter(([key]) => key in inputs));
