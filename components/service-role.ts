import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { IamSettings } from "../monitoring/settings.ts";
import type { Place } from "./topic-policies.ts";

/** One statement of an IAM policy. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: pulumi.Input<string> | pulumi.Input<string>[];
  Condition?: Record<string, Record<string, string>>;
}

export interface ServiceRoleArgs {
  /** name in IAM, the prefix of `iam` included */
  readonly roleName: string;
  /** the boundary and the path that a company's rules ask for */
  readonly iam: IamSettings | undefined;
  /** the service that takes the role, e.g. "scheduler" for scheduler.amazonaws.com */
  readonly service: string;
  /**
   * On whose behalf the service may take it. Only for services that are documented to say so when they take a role:
   * with others the condition is never true, and the role is of no use.
   */
  readonly condition?: Record<string, Record<string, string>>;
  readonly statements: readonly Statement[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A role that one AWS service takes, allowed what the statements say and nothing else.
 * @returns the role, and its permissions for others to wait for: before them, the role can do nothing
 */
export function serviceRole(parent: pulumi.Resource, name: string, args: ServiceRoleArgs) {
  const role = new aws.iam.Role(
    name,
    {
      name: args.roleName,
      ...pathOf(args.iam),
      ...(args.iam?.permissionsBoundary !== undefined && { permissionsBoundary: args.iam.permissionsBoundary }),
      assumeRolePolicy: JSON.stringify(trust(args)),
      tags: args.tags,
    },
    { parent },
  );
  const permissions = new aws.iam.RolePolicy(
    name,
    { role: role.name, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: args.statements }) },
    { parent },
  );
  return { role, permissions };
}

/** Where in IAM something is, where that is not the root. */
export const pathOf = (iam: IamSettings | undefined): { path?: string } =>
  iam?.path === undefined ? {} : { path: iam.path };

/** The ARN of a role that the stack makes, for policies that name it before it exists. */
export const roleArnOf = ({ partition, accountId }: Place, iam: IamSettings | undefined, roleName: string): string =>
  `arn:${partition}:iam::${accountId}:role${iam?.path ?? "/"}${roleName}`;

const trust = ({ service, condition }: ServiceRoleArgs) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: `${service}.amazonaws.com` },
      Action: "sts:AssumeRole",
      ...(condition && { Condition: condition }),
    },
  ],
});
