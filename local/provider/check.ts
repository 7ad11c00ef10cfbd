import { requestProblems } from "./aws-models.ts";
import { undeclared } from "./declared-arguments.ts";
import { inputOf } from "./differences.ts";
import type { ResourceKind } from "./kind.ts";
import type { Problem } from "./problem.ts";
import { hasUnknown, type Properties, unknown } from "./values.ts";

/**
 * Everything in a resource's inputs that would not do on AWS, whatever the emulator takes:
 * what @pulumi/aws does not declare, what breaks a length, range, pattern or enumeration of AWS's service models, and
 * what AWS documents besides (each with its source, in the resource type's file).
 */
export function checkInputs(kind: ResourceKind, inputs: Properties): Problem[] {
  const wrongShape = undeclared(kind.type, inputs);
  if (wrongShape.length > 0) return wrongShape;
  const whole = !hasUnknown(inputs);
  return [
    ...kind
      .requests(inputs)
      .flatMap((request) =>
        requestProblems(kind.service, request.constructor.name.replace(/Command$/, ""), request.input, whole),
      ),
    ...(kind.problems?.(inputs) ?? []).filter(({ property }) => inputs[inputOf(property)] !== unknown),
  ];
}
