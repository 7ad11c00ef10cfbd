import { readPulumiConfig } from "./stacks/read-pulumi-config.ts";
import { defineStack } from "./stacks/stack.ts";

export const { dashboards, topicArns, alarms, monthlyCostUsd, publisher, withoutQuota } =
  await defineStack(readPulumiConfig);
