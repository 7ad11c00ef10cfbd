/**
 * node bench/automation.ts [Regions] [places at a time]
 *
 * The program of examples/automation brings one Region up, and then so many, on the real engine and the emulator; the
 * places share the machine's cores with the emulator. See docs/performance.md.
 */
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { openFleetProgram } from "../local/fleet-program.ts";
import { startLocalAws } from "../local/local-aws.ts";
import { loadRegistry, regions } from "../registry/index.ts";

const [many = 30, parallel = availableParallelism()] = process.argv.slice(2).map(Number);
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
  const each = (all * Math.min(parallel, availableParallelism())) / chosen.length;
  console.log(`one Region ${one.toFixed(1)} s; ${chosen.length} Regions, ${parallel} at a time, ${all.toFixed(1)} s`);
  console.log(`core seconds a Region: ${each.toFixed(1)}, ${(each / one).toFixed(2)} times one Region's time`);
} finally {
  program.close();
  await local.close();
}
