import type { PlanForStack } from "../../stacks/plan-for-stack.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import type { Format, Written } from "./written-files.ts";

/**
 * A stack in a format.
 * @param account the only account that it is for; left out: whichever it is used in
 * @throws UserError when the stack's config has errors, or the format has no word for something that the stack makes
 */
export async function makeExport(
  format: Format,
  stack: string,
  directory: string,
  account?: string,
): Promise<{ written: Written; planned: PlanForStack }> {
  if (format === "grafana") {
    const planned = await planForStack(stack, directory);
    const { grafanaDashboard } = await import("./grafana/dashboard.ts");
    const dashboard = grafanaDashboard(planned.plan);
    const { plan } = planned;
    return {
      planned,
      written: {
        format,
        stack: plan.stack,
        region: plan.region,
        files: [{ path: `${dashboard.uid}.json`, content: `${JSON.stringify(dashboard, null, 1)}\n` }],
        counts: countsOf(dashboard.panels.map(({ type }) => type)),
      },
    };
  }
  // Loaded when it is asked for: the recording engine would slow every other command down.
  const { exportStack } = await import("./stack-export.ts");
  const exported = await exportStack(stack, directory, account);
  const code = [...exported.archives.values()].map(({ path, bytes }) => ({ path, content: bytes }));
  const { planned, region } = exported;
  const common = { format, stack: exported.stack, region };
  if (format === "cloudformation") {
    const { cloudFormationTemplate, templateText } = await import("./cloudformation/template.ts");
    const template = cloudFormationTemplate(exported);
    const files: Written["files"] = [{ path: "template.json", content: templateText(template) }, ...code];
    return {
      planned,
      written: { ...common, files, counts: countsOf(Object.values(template.Resources).map(({ Type }) => Type)) },
    };
  }
  const { terraformConfiguration } = await import("./terraform/configuration.ts");
  const configuration = terraformConfiguration(exported);
  const types = Object.entries(configuration.resource).flatMap(([type, own]) => Object.keys(own).map(() => type));
  return {
    planned,
    written: {
      ...common,
      files: [{ path: "main.tf.json", content: `${JSON.stringify(configuration, null, 1)}\n` }, ...code],
      counts: countsOf(types),
    },
  };
}

const countsOf = (types: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(types, (type) => type)].sort().map(([type, all]) => [type, all.length]));
