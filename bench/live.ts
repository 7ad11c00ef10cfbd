/**
 * How long the real engine takes for 100 targets on the local AWS: `npm run bench -- live` (after `npm run engine`).
 *
 * Compared with a plain program that creates as many resources of the same types, with the same inputs and in the same
 * order, from a list: what the engine, the SDK and the provider take for them. Both run the same way, in turns.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { stackOperations, succeeded } from "../local/bring-up.ts";
import { startLocalAws } from "../local/local-aws.ts";
import { recordProgram } from "../preview/recording-engine.ts";
import { placeOf, standInOutputs } from "../preview/stand-in-outputs.ts";
import { modelsUpTo } from "./models-up-to.ts";

const region = "us-east-1";
const root = join(import.meta.dirname, "..");

/** Seconds. */
export interface LiveFigures {
  targets: number;
  resources: number;
  up: number;
  secondUp: number;
  refresh: number;
  destroy: number;
  plainResources: number;
  plainUp: number;
  upToPlain: number;
}

export async function benchLive({ targets = 100 } = {}): Promise<LiveFigures> {
  const dir = await mkdtemp(join(tmpdir(), "bench-live-"));
  try {
    const config = { "aws:region": region, "bedrock-headroom:models": await modelsUpTo(region, targets) };
    const project = async (folder: string, main: string) => {
      await mkdir(folder, { recursive: true });
      const runtime = { name: "nodejs", options: { typescript: false } };
      await writeFile(
        join(folder, "Pulumi.yaml"),
        stringify({ name: "bedrock-headroom", runtime, main: join(root, main) }),
      );
      await writeFile(join(folder, "Pulumi.bench.yaml"), stringify({ config }));
      return folder;
    };
    const own = await project(join(dir, "own"), "index.ts");
    const plain = await project(join(dir, "plain"), "bench/plain-resources.ts");
    const recording = await recordProgram({ dir: own, stack: "bench", timeout: 600_000 });
    if (recording.exitCode !== 0) throw new Error(recording.stderr);
    const resources = recording.resources.filter(({ custom }) => custom);
    const list = join(dir, "resources.json");
    const listed = resources.map(({ urn, type, name, inputs, dependsOn }) => ({
      ...{ urn, type, name, inputs, dependsOn },
      id: standInOutputs(type, name, inputs, placeOf(region)).id,
    }));
    await writeFile(list, JSON.stringify(listed));

    const measured = await onLocalAws(own);
    process.env["PLAIN_RESOURCES"] = list;
    const compared = await onLocalAws(plain);
    return {
      targets,
      resources: measured.resources,
      up: measured.up,
      secondUp: measured.secondUp,
      refresh: measured.refresh,
      destroy: measured.destroy,
      plainResources: compared.resources,
      plainUp: compared.up,
      upToPlain: measured.up / compared.up,
    };
  } finally {
    delete process.env["PLAIN_RESOURCES"];
    await rm(dir, { recursive: true, force: true });
  }
}

async function onLocalAws(source: string) {
  const local = await startLocalAws({ source });
  try {
    const { init, up, refresh, destroy } = stackOperations(local.project, "bench");
    succeeded(await init());
    const first = succeeded(await up());
    return {
      resources: first.summary["create"] ?? 0,
      up: first.seconds,
      secondUp: succeeded(await up()).seconds,
      refresh: succeeded(await refresh()).seconds,
      destroy: succeeded(await destroy()).seconds,
    };
  } finally {
    await local.close();
  }
}

if (import.meta.main) console.log(await benchLive());
