import { partitionOf } from "../monitoring/console.ts";
import { placeholderAccount } from "../monitoring/plan.ts";
import type { IamSettings } from "../monitoring/settings.ts";
import { parseArn } from "./arn.ts";
import type { Checked } from "./check-shape.ts";
import { ConfigError, collectProblems, type Problems } from "./config-error.ts";
import type { IamConfig } from "./iam-shapes.ts";

const boundaryPath = "iam.permissionsBoundary";

/**
 * What a company's rules ask of the stack's roles; undefined where nothing is asked.
 * @param region the boundary must be of its partition; undefined where it is not known
 */
export function iamSettings(
  given: Checked<IamConfig> | undefined,
  region: string | undefined,
  problems: Problems,
): IamSettings | undefined {
  const { permissionsBoundary, path, namePrefix } = given ?? {};
  if (permissionsBoundary !== undefined && region !== undefined) {
    const [, partition = ""] = permissionsBoundary.split(":");
    if (partition !== partitionOf(region))
      problems.add(
        boundaryPath,
        permissionsBoundary,
        `is a policy of partition ${partition}; the stack's roles are in ${partitionOf(region)}`,
        `use a policy of the stack's account: arn:${partitionOf(region)}:iam::…`,
      );
  }
  // The root is what a role has without a path.
  const settings = {
    ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    ...(path !== undefined && path !== "/" && { path }),
    ...(namePrefix !== undefined && { namePrefix }),
  };
  return Object.keys(settings).length === 0 ? undefined : settings;
}

/**
 * A role takes a boundary of its own account, or one of AWS's own policies.
 * @param accountId the account that the stack is put into; AWS's example account stands for one that isn't known
 * @throws ConfigError
 */
export function checkBoundaryAccount(stack: string, iam: IamSettings | undefined, accountId: string): void {
  const arn = iam?.permissionsBoundary;
  const account = arn === undefined ? undefined : parseArn(arn)?.account;
  if (arn === undefined || account === "aws" || [account, placeholderAccount].includes(accountId)) return;
  const problems = collectProblems();
  problems.add(
    boundaryPath,
    arn,
    `is a policy of account ${account}; the stack goes into ${accountId}, whose roles take a policy of that account`,
    "name the same policy in the stack's account, or use that account's credentials",
  );
  throw new ConfigError(stack, problems.list);
}
