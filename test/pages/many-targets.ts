import type { UsageDocument } from "../../monitoring/report/document.ts";

/** A document with as many targets as asked for: those that it has, again and again under other ids. */
export const manyTargets = (document: UsageDocument, count: number): UsageDocument => ({
  ...document,
  targets: Array.from({ length: count }, (_target, index) => {
    const target = document.targets[index % document.targets.length]!;
    return { ...target, modelId: `${target.modelId}.n${index}`, name: `${target.name} ${index}` };
  }),
});
