import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { openFleetProgram } from "../local/fleet-program.ts";
import { startLocalAws } from "../local/local-aws.ts";
import { loadRegistry, regions } from "../registry/index.ts";

const many = 30;

/**
 * The program of examples/automation brings one Region up, and then 30, as many at a time as there are cores, on the
 * real engine and the emulator, which share those cores. About six minutes on two.
 */
export async function benchAutomation(): Promise<string> {
  const parallel = availableParallelism();
  const chosen = regions.slice(0, many);
  const local = await startLocalAws();
  const program = await openFleetProgram(local);
  try {
    for (const region of chosen) {
      const [model] = (await loadRegistry(region)).models;
      const config = { "aws:region": region, "bedrock-headroom:models": [model?.modelId] };
      await writeFile(local.project.stackFile(region), stringify({ config }));
    }
    await writeFile(join(local.folder, "fleet.yaml"), stringify({ project: "project", stacks: chosen }));
    const seconds = async (...args: string[]) => {
      const begun = performance.now();
      const { code, stdout, stderr } = await program.run([...args, "--parallel", String(parallel)]);
      if (code !== 0) throw new Error(`${stdout}${stderr}`);
      return (performance.now() - begun) / 1000;
    };
    const one = await seconds("up", chosen[0] ?? "");
    // The first is up: it is destroyed, so that every place is brought up anew.
    await seconds("destroy", chosen[0] ?? "");
    const all = await seconds("up");
    const each = (all * parallel) / chosen.length;
    return [
      `one Region ${one.toFixed(1)} s; ${chosen.length} Regions, ${parallel} at a time, ${all.toFixed(1)} s`,
      `core seconds a Region: ${each.toFixed(1)}, ${(each / one).toFixed(2)} times one Region's time`,
    ].join("\n");
  } finally {
    program.close();
    await local.close();
  }
}
