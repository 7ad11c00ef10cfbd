import type { ResourcePolicy } from "../policy.ts";
import { documentsOf, nameOf, type Statement } from "../policy-documents.ts";
import { allows } from "./no-wildcard-permissions.ts";

/**
 * Who may put any metric may put AWS's-looking ones that other teams' alarms read, at their cost. PutMetricData names no
 * resource; its one handle is the condition key cloudwatch:namespace
 * (AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace).
 */
export const metricsInOwnNamespace: ResourcePolicy = {
  of: "resource",
  name: "metrics-in-own-namespace",
  description: "Whoever may put metrics may put them into named namespaces alone.",
  remediation: 'Add Condition: {"StringEquals": {"cloudwatch:namespace": "<your namespace>"}} to the statement.',
  enforcement: "mandatory",
  check: (resource) =>
    documentsOf(resource)
      .filter(({ kind }) => kind === "identity")
      .flatMap(({ statements }) => statements)
      .filter((statement) => allows(statement, "cloudwatch:PutMetricData") && !isBound(statement))
      .map((statement) => `${nameOf(statement)} allows cloudwatch:PutMetricData into every namespace`),
};

const isBound = ({ conditions }: Statement): boolean =>
  conditions.some(
    ({ operator, key, values }) =>
      key.toLowerCase() === "cloudwatch:namespace" &&
      /^String(Equals|EqualsIgnoreCase|Like)$/.test(operator) &&
      values.length > 0 &&
      values.every((value) => !/^\*+$/.test(value)),
  );
