import { autocomplete, groupMultiselect, isCancel } from "@clack/prompts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { regions } from "../../registry/index.ts";
import { UserError } from "../../stacks/user-error.ts";

/** Whether a person can be asked. */
export const canAsk = (): boolean => Boolean(process.stdin.isTTY && process.stdout.isTTY && !process.env["CI"]);

/** What a prompt gave; leaving it ends the command. */
export function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new UserError("stopped; nothing was written", 130);
  return answer as Exclude<T, symbol>;
}

/** Asks for a Region. The flag is --region. */
export async function pickRegion(): Promise<string> {
  const options = regions.map((region) => ({ value: region, label: region }));
  return answered(await autocomplete({ message: "Which Region? (--region)", options }));
}

/** Asks which of some targets to take, by provider, model and scope; all are chosen to begin with. */
export async function pickTargets(
  message: string,
  targets: readonly TargetSettings[],
  hint: (target: TargetSettings) => string | undefined = () => undefined,
): Promise<TargetSettings[]> {
  if (targets.length < 2) return [...targets];
  const byProvider = Map.groupBy(targets, ({ model }) => model.provider);
  const options = Object.fromEntries(
    [...byProvider].map(([provider, own]) => [
      provider,
      own.map((target) => {
        const more = hint(target);
        return {
          value: target,
          label: `${target.model.modelId} (${target.scope})`,
          ...(more !== undefined && { hint: more }),
        };
      }),
    ]),
  );
  return answered(await groupMultiselect({ message, options, initialValues: [...targets], maxItems: 20 }));
}
