/** The shape of `iam`. */
import * as z from "zod";
import { says } from "./says.ts";

/**
 * A managed policy: of an account, or one of AWS's own. IAM/latest/APIReference/API_CreateRole (PermissionsBoundary is at
 * most 2048 characters), IAM/latest/UserGuide/reference_iam-quotas (policy names of at most 128, paths of at most 512).
 */
const policyArn = /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/;

/**
 * IAM takes any printable ASCII between the slashes (IAM/latest/APIReference/API_CreateRole); Lambda and Scheduler take a
 * role's ARN only with these (lambda/latest/api/API_CreateFunction, scheduler/latest/APIReference/API_Target).
 */
const path = /^\/([\w+=,.@-]+\/)*$/;

export const iam = says(
  z.strictObject({
    permissionsBoundary: says(z.string().regex(policyArn).max(2048), {
      description: "The managed policy that bounds what each role may do; it must allow what the roles need.",
      errorMessage: "must be the ARN of an IAM policy: arn:…:iam::…:policy/…",
      examples: ["arn:aws:iam::123456789012:policy/workload-boundary"],
    }).optional(),
    path: says(z.string().regex(path).max(512), {
      description: "The roles' path in IAM. Default: /. A new path makes the roles anew.",
      errorMessage: "must be a path of at most 512 letters, digits and _ + = , . @ -, with a slash at both ends",
      examples: ["/platform/"],
    }).optional(),
    namePrefix: says(z.string().regex(/^[\w+=,.@-]{1,32}$/), {
      description: "Put before the name of each role; a role's whole name has at most 64 characters.",
      errorMessage: "must be 1 to 32 letters, digits and _ + = , . @ -",
      examples: ["app-"],
    }).optional(),
  }),
  {
    description: "What a company's rules ask of the roles that the stack makes: permissionsBoundary, path, namePrefix.",
    errorMessage: "must be a map with permissionsBoundary, path or namePrefix",
    examples: [{ permissionsBoundary: "arn:aws:iam::123456789012:policy/workload-boundary", path: "/platform/" }],
  },
);
export type IamConfig = z.output<typeof iam>;
