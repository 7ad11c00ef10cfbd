import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { LateValue } from "../components/late-values.ts";
import { partitionOf } from "../monitoring/console.ts";
import { at, type Problems } from "../stacks/config-error.ts";

/** Stands for the account in what is planned before it is known; as long as an account's number. */
export const accountStandIn = "accountinput";

/** No account's number. */
const noAccount = "0".repeat(12);

/** Whether an ARN is a stand-in's, which tells nothing of an account. */
export const isStandIn = (arn: string | undefined): boolean => arn?.includes(`:${noAccount}:`) ?? false;

/** A text that passes the config's check at a place, and is found nowhere else. */
type StandIn = (id: string, region: string, steps: readonly string[]) => string;

const arn =
  (service: string, resource: (id: string) => string): StandIn =>
  (id, region) =>
    `arn:${partitionOf(region)}:${service}:${region}:${noAccount}:${resource(id)}`;

const hex17 = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 17);
const topic = arn("sns", (id) => id);
const key = arn("kms", (id) => `key/${id}`);
const slackId =
  (letter: string): StandIn =>
  (id) =>
    `${letter}${id.toUpperCase()}`;
const profile: StandIn = (id) => id;

/** Where the config takes a value that only Pulumi knows; `*` is any step of a path. */
const places: readonly (readonly [path: string, standIn: StandIn, kind?: "list" | "profile"])[] = [
  // Part of the subscription's name in Pulumi, where a person reads it.
  ["alerts.email.*", (_id, _region, steps) => `${steps.join(".")}@input.invalid`],
  ["alerts.topics.*", topic],
  ["alerts.topics.*.*", topic],
  ["alerts.kmsKeyArn", key],
  ["alerts.slack.workspaceId", slackId("T")],
  ["alerts.slack.channelId", slackId("C")],
  ["alerts.slack.topics.*", topic],
  ["alerts.slack.existing", (id) => `arn:aws:chatbot::${noAccount}:chat-configuration/slack-channel/${id}`],
  ["alerts.webhooks.*.secretArn", arn("secretsmanager", (id) => `secret:${id}-000000`)],
  ["alerts.webhooks.*.kmsKeyArn", key],
  ["publisher.vpc.subnetIds", (id) => `subnet-${hex17(id)}`, "list"],
  ["publisher.vpc.subnetIds.*", (id) => `subnet-${hex17(id)}`],
  ["publisher.vpc.securityGroupIds", (id) => `sg-${hex17(id)}`, "list"],
  ["publisher.vpc.securityGroupIds.*", (id) => `sg-${hex17(id)}`],
  ["iam.permissionsBoundary", (id, region) => `arn:${partitionOf(region)}:iam::${noAccount}:policy/${id}`],
  ["tags.*", (id) => id],
  ["models.*.applicationProfiles.*", profile, "profile"],
  ["models.*.applicationProfiles.*.*", profile, "profile"],
];

const placeOf = (steps: readonly string[]) =>
  places.find(([path]) => {
    const wanted = path.split(".");
    return wanted.length === steps.length && wanted.every((step, index) => step === "*" || step === steps[index]);
  });

/** One value of the arguments that is known only while Pulumi runs. */
export interface LateArgument extends LateValue {
  /** the arguments with the value in its place, and stand-ins for the others */
  readonly argumentsWith: (value: unknown) => Record<string, unknown>;
}

/** The arguments as plain data, and what is late in them. */
export interface PlainArguments {
  readonly values: Record<string, unknown>;
  readonly late: readonly LateArgument[];
}

const isLate = (value: unknown): value is pulumi.Output<unknown> | Promise<unknown> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

/** Gives every late value of the arguments a stand-in; tells of those that decide which resources there are. */
export function plainArguments(args: object, region: string, problems: Problems): PlainArguments {
  const late: LateValue[] = [];
  const plain = (value: unknown, steps: readonly string[], path: string): unknown => {
    if (isLate(value)) return standInFor(value, steps, path);
    if (Array.isArray(value))
      return value.map((item, index) => plain(item, [...steps, String(index)], at(path, index)));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) =>
        item === undefined ? [] : [[name, plain(item, [...steps, name], at(path, name))]],
      ),
    );
  };
  const standInFor = (value: pulumi.Output<unknown> | Promise<unknown>, steps: readonly string[], path: string) => {
    const place = placeOf(steps);
    if (!place) {
      problems.add(
        path,
        undefined,
        "is an Output, which is known only while Pulumi runs; which alarms there are rests on it",
        "give a plain value, such as one of pulumi.Config",
      );
      return undefined;
    }
    const [, standIn, kind] = place;
    // The same in every run, and told apart from all others' by its end.
    const text = standIn(`input${createHash("sha256").update(path).digest("hex").slice(0, 10)}`, region, steps);
    const known = pulumi.output(value) as pulumi.Output<unknown>;
    late.push({
      standIn: text,
      value: kind === "profile" ? known.apply(profileId) : known,
      ...(kind === "list" && { isList: true }),
    });
    return kind === "list" ? [text] : text;
  };
  const values = plain(args, [], "") as Record<string, unknown>;
  return {
    values,
    late: late.map((one) => ({
      ...one,
      argumentsWith: (value) => replaced(values, one, value) as Record<string, unknown>,
    })),
  };
}

/** Series of AWS/Bedrock name application profiles by id, whatever the arguments name them by. */
const profileId = (idOrArn: unknown): unknown =>
  typeof idOrArn === "string" ? (/^arn:.*\/([^/]+)$/.exec(idOrArn)?.[1] ?? idOrArn) : idOrArn;

function replaced(values: unknown, { standIn, isList }: LateValue, value: unknown): unknown {
  if (isList && Array.isArray(values) && values[0] === standIn) return value;
  if (values === standIn) return value;
  if (Array.isArray(values)) return values.map((item) => replaced(item, { standIn, isList } as LateValue, value));
  if (typeof values !== "object" || values === null) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, item]) => [name, replaced(item, { standIn, isList } as LateValue, value)]),
  );
}
