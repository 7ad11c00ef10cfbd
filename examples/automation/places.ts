import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { Problem } from "./problem.ts";

/** One stack in one account: what is brought up by itself. */
export interface Place {
  /** the stack's name, in Pulumi and in the names of all that it creates */
  stack: string;
  /** the stack file that it is made from: Pulumi.<file>.yaml */
  file: string;
  /** the role that is assumed for it; absent: the present credentials are used */
  roleArn?: string;
  externalId?: string;
}

export interface Fleet {
  /** the folder with Pulumi.yaml and the stack files */
  project: string;
  /** where the fleet's own files are kept, beside fleet.yaml */
  folder: string;
  places: readonly Place[];
}

const name = z.string().regex(/^[A-Za-z0-9_-]+$/, "must be letters, digits, - and _");
const shape = z.strictObject({
  project: z.string().min(1),
  stacks: z.array(name).min(1).optional(),
  accounts: z
    .array(
      z.strictObject({
        name,
        roleArn: z
          .string()
          .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "must be a role's ARN: arn:aws:iam::<account>:role/<name>"),
        externalId: z.string().min(2).optional(),
        stacks: z.array(name).min(1).optional(),
      }),
    )
    .min(1)
    .optional(),
});

/**
 * The places that a file lists: its stacks, in each of its accounts.
 * @throws Problem naming all that is wrong with the file
 */
export function readFleet(path: string): Fleet {
  const given = parsed(path);
  const project = resolve(dirname(path), given.project);
  const files = stackFilesIn(project);
  const problems: string[] = [];
  const known = (stacks: readonly string[], where: string): readonly string[] => {
    for (const stack of stacks)
      if (!files.includes(stack))
        problems.push(`${where}: there is no Pulumi.${stack}.yaml in ${project} (there are: ${files.join(", ")})`);
    return stacks;
  };
  const stacks = given.stacks === undefined ? files : known(given.stacks, "stacks");
  const places = (given.accounts ?? [undefined]).flatMap((account, index): Place[] => {
    if (account === undefined) return stacks.map((stack) => ({ stack, file: stack }));
    const own = account.stacks === undefined ? stacks : known(account.stacks, `accounts[${index}].stacks`);
    const { roleArn, externalId } = account;
    return own.map((file) => ({
      stack: `${account.name}-${file}`,
      file,
      roleArn,
      ...(externalId !== undefined && { externalId }),
    }));
  });
  // Two places of one name would be one stack.
  for (const [index, { stack }] of places.entries())
    if (places.findIndex((other) => other.stack === stack) !== index) problems.push(`two places are called ${stack}`);
  if (places.length === 0) problems.push(`there is no Pulumi.<stack>.yaml in ${project}`);
  if (problems.length > 0) throw new Problem(`${path}:\n${problems.map((one) => `  - ${one}`).join("\n")}`);
  return { project, folder: join(dirname(resolve(path)), ".fleet"), places };
}

function parsed(path: string): z.output<typeof shape> {
  let found: unknown;
  try {
    found = parse(readFileSync(path, "utf8"));
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    throw new Problem(`${path} can't be read: ${why}. Copy fleet.example.yaml to it, and change it.`);
  }
  const checked = shape.safeParse(found ?? {});
  if (checked.success) return checked.data;
  throw new Problem(
    `${path}:\n${checked.error.issues.map(({ path: at, message }) => `  - ${at.join(".") || "the file"}: ${message}`).join("\n")}`,
  );
}

function stackFilesIn(project: string): string[] {
  try {
    return readdirSync(project)
      .flatMap((file) => /^Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(file)?.[1] ?? [])
      .sort();
  } catch {
    throw new Problem(`the project's folder ${project} can't be read: \`project\` must be the folder with Pulumi.yaml`);
  }
}

/**
 * The places of these names. There are no patterns on purpose: what is destroyed is named.
 * @throws Problem for a name that no place has
 */
export function chosen(places: readonly Place[], names: readonly string[]): readonly Place[] {
  const unknown = names.filter((one) => !places.some(({ stack }) => stack === one));
  if (unknown.length > 0)
    throw new Problem(
      `no place is called ${unknown.join(", ")}; there are: ${places.map(({ stack }) => stack).join(", ")}`,
    );
  return names.length === 0 ? places : places.filter(({ stack }) => names.includes(stack));
}
