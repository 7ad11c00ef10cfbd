import type { StackPreview } from "../pages/preview/data.ts";
import { runStack } from "./run-stack.ts";
import { stackPreview } from "./stack-preview.ts";

/**
 * Runs the program for one stack as it is, with no account, and puts together what the preview shows of it.
 * @param directory the folder with Pulumi.yaml and the stack files
 * @throws UserError with the program's own report when it fails, or when what it asks for is not the plan
 */
export async function collectStack(stack: string, directory: string, signal?: AbortSignal): Promise<StackPreview> {
  const { planned, resources } = await runStack(stack, directory, signal ? { signal } : {});
  return stackPreview(planned, resources);
}
