import { stringify } from "yaml";
import type { StackLines } from "../../monitoring/report/coverage.ts";
import type { TargetUsage } from "../../monitoring/report/document.ts";
import { newEntry, type StackFileLack } from "../../stacks/add-to-stack-file.ts";

/** Which stack of a Region each lack belongs to. */
export type LacksByStack = ReadonlyMap<string, StackFileLack[]>;

/**
 * What a list takes as it shows: profiles' ids, and a system profile's ARN. An application profile's ARN in a list means its
 * id, and calls by it are a series of their own that `discover` alone adds (stacks/application-profiles.ts).
 */
const canBeListed = (id: string): boolean => !id.startsWith("arn:") || id.includes(":inference-profile/");

/**
 * What the stack files lack of what is in use.
 * @param stacks names of the stacks of the Region; a target that none covers goes to the only one, or to `preferred`
 */
export function lacksOf(targets: readonly TargetUsage[], stacks: readonly string[], preferred?: string): LacksByStack {
  const byStack = new Map<string, StackFileLack[]>();
  const add = (stack: string, lack: StackFileLack) => byStack.set(stack, [...(byStack.get(stack) ?? []), lack]);
  const home = preferred ?? (stacks.length === 1 ? stacks[0] : undefined);
  for (const { modelId, scope, inStack, alarms, perProfile, figures } of targets) {
    if (typeof inStack === "string" && alarms) {
      const profiles = alarms.unseenIds.filter(canBeListed);
      if (profiles.length > 0) add(inStack, { modelId, scope, isCovered: true, profiles });
    } else if (inStack === false && home !== undefined && Object.values(figures).some(({ total }) => total > 0)) {
      const used = perProfile.filter(
        ({ kind, tokens, invocations }) => kind === "application-profile" && tokens + invocations > 0,
      );
      add(home, { modelId, scope, isCovered: false, profiles: used.map(({ id }) => id).filter(canBeListed) });
    }
  }
  return byStack;
}

/** The lines as a person pastes them into the file's list of models. */
export const stackLines = (lacks: LacksByStack): StackLines[] =>
  [...lacks].map(([stack, own]) => ({ stack, yaml: stringify(own.map(newEntry), { lineWidth: 0 }).trimEnd() }));
