import { readFileSync } from "node:fs";
import * as z from "zod";
import type { PulumiState } from "../../monitoring/doctor/facts.ts";
import { namePrefix } from "../../monitoring/names.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";

/**
 * A `pulumi stack export`, as far as it is looked at: nothing of inputs and outputs, which may hold secrets.
 * pulumi/pulumi developer-docs/architecture/deployment-schema.md, version 3
 */
const exported = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          delete: z.boolean().optional(),
        }),
      )
      .optional(),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});

const alarmTypes = ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"];

/**
 * The state of a stack from a file.
 * @param stack the stack that is asked about, by its short name
 * @throws UserError where the file is no export, or another stack's
 */
export function readState(path: string, stack: string): PulumiState {
  const how = `write one: pulumi stack export --stack ${stack} --file ${path}`;
  const fail = (why: string) => new UserError(`--state ${path}: ${why}; ${how}`, exitCodes.cannotTell);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw fail(
      code === "ENOENT" ? "there is no such file" : code === undefined ? "is no JSON" : `can't be read (${code})`,
    );
  }
  const parsed = exported.safeParse(json);
  if (!parsed.success) throw fail("is no export of a Pulumi stack");
  const { resources = [], pending_operations: pending } = parsed.data.deployment;
  // urn:pulumi:<stack>::<project>::<types>::<name>
  const [, ofStack = "", project = ""] = /^urn:pulumi:(.+?)::(.+?)::/.exec(resources[0]?.urn ?? "") ?? [];
  if (resources.length > 0 && ofStack !== stack)
    throw fail(`is of stack "${ofStack}" of project ${project}, not of "${stack}"`);
  if (resources.length > 0 && !resources.some(({ urn }) => urn.includes(namePrefix)))
    throw fail(`has nothing of ${namePrefix}`);
  const live = resources.filter((resource) => resource.delete !== true);
  const idsOf = (types: readonly string[]) =>
    live.flatMap(({ type, id }) => (types.includes(type) && id !== undefined ? [id] : []));
  return {
    stack: ofStack,
    alarms: idsOf(alarmTypes),
    topics: idsOf(["aws:sns/topic:Topic"]),
    pendingOperations: pending?.length ?? 0,
    pendingDeletes: resources.length - live.length,
  };
}
