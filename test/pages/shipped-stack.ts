import { join } from "node:path";
import type { StackPreview } from "../../pages/preview/data.ts";
import { stackPreview } from "../../preview/stack-preview.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";

/** The project's own folder. */
export const projectDirectory = join(import.meta.dirname, "..", "..");

/** A shipped stack as the page gets it, without running its program: there are no resources in it. */
export const shippedStack = async (stack: string): Promise<StackPreview> =>
  stackPreview(await planForStack(stack, projectDirectory), []);
