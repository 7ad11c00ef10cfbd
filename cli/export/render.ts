import type { RecordedResource } from "../../preview/recording-engine.ts";
import { notInFormat } from "./not-in-format.ts";
import { NoWordError } from "./shape.ts";

/**
 * Says each resource in a format's words.
 * @throws UserError naming everything that the format has no word for, at once
 */
export function renderEach<T>(
  format: string,
  resources: readonly RecordedResource[],
  render: (resource: RecordedResource) => T,
): T[] {
  const problems = new Map<string, RecordedResource[]>();
  const rendered = resources.flatMap((resource) => {
    try {
      return [render(resource)];
    } catch (error) {
      if (!(error instanceof NoWordError)) throw error;
      const problem = error.path.startsWith("type ") ? error.message : `${error.message} of ${resource.type}`;
      problems.set(problem, [...(problems.get(problem) ?? []), resource]);
      return [];
    }
  });
  if (problems.size > 0) throw notInFormat(format, problems);
  return rendered;
}
