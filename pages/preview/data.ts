import type { MonitoringPlan } from "../../monitoring/plan-types.ts";

/** What the offline preview knows of one stack. */
export interface StackPreview {
  stack: string;
  region: string;
  /** what the stack would create; proved to be what the program asked Pulumi for */
  plan: MonitoringPlan;
  /** names of the stack's severities, mildest first */
  severities: string[];
  /** how a person reads each target, by modelId and scope: see `targetKey` */
  labels: Record<string, string>;
  /** tokens of quota that one output token burns, by targetKey; absent where no source tells it */
  burndown: Record<string, number>;
  /** every resource the program asked for, in its order */
  resources: PreviewResource[];
  /** AWS's default values by quota code, in the quota's own unit, before the feed's multiplier; absent where no source tells one */
  quotaDefaults: Record<string, QuotaDefault>;
  warnings: string[];
}

export interface PreviewResource {
  type: string;
  name: string;
  urn: string;
  parent?: string;
  /** the name it has in AWS, where that is known before deployment */
  physicalName?: string;
  /** what the preview can't show of it */
  note?: string;
}

/** Whether it is something in AWS, and not only a name for its children. */
export const isInAws = ({ type, note }: PreviewResource): boolean => type.startsWith("aws:") || note !== undefined;

export interface QuotaDefault {
  value: number;
  /** the Region it was read in; defaults can differ between Regions */
  region?: string;
  /** ISO date */
  readAt?: string;
}

/** What the page is made of. */
export interface PreviewData {
  version: string;
  stacks: StackPreview[];
}

/** Names a target in the page's data. */
export const targetKey = ({ modelId, scope }: { modelId: string; scope: string }): string => `${modelId} ${scope}`;
