/** `bedrock-headroom/program`: a whole Pulumi program from a stack file. */
export { readPulumiConfig } from "../stacks/read-pulumi-config.ts";
export { defineStack, type StackOutputs } from "../stacks/stack.ts";
