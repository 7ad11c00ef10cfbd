import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../stacks/user-error.ts";
import { type AwsClients, clientsOf } from "./aws/clients.ts";
import { type Emulator, emulatorIsReady, startEmulator } from "./aws/emulator.ts";
import { type ServiceQuotas, startServiceQuotas } from "./aws/service-quotas.ts";
import { findEngine } from "./engine/engine.ts";
import { openProject, type Project } from "./engine/project.ts";
import { type Provider, type ProviderOptions, startProvider } from "./provider/provider.ts";

/** The real engine and a local AWS, together: everything that `pulumi up` needs, on this machine. */
export interface LocalAws {
  folder: string;
  emulator: Emulator;
  quotas: ServiceQuotas;
  provider: Provider;
  project: Project;
  clients(region: string): AwsClients;
  /** Ends every process and removes the folder, whatever is under way. */
  close(): Promise<void>;
}

/** What keeps the live tests from running here, in one line that says what to do; undefined when nothing does. */
export function missingForLive(): string | undefined {
  if (process.platform === "win32")
    return "The live tests run on Linux and macOS: the AWS emulator has no Windows build.";
  const missing = [...(findEngine() ? [] : ["the Pulumi CLI"]), ...(emulatorIsReady() ? [] : ["the AWS emulator"])];
  if (missing.length === 0) return undefined;
  return `Skipped, without ${missing.join(" and ")}: run "npm run engine" (needs Go and Python, takes some minutes, once).`;
}

/**
 * Starts a local AWS with the project beside it, all in one temporary folder.
 * When this process ends without `close`, the emulator's supervisor ends the emulator and removes the folder.
 */
export async function startLocalAws({
  onCall,
  source,
}: {
  onCall?: ProviderOptions["onCall"];
  source?: string;
} = {}): Promise<LocalAws> {
  const engine = findEngine();
  const missing = missingForLive();
  if (missing !== undefined || !engine) throw new UserError(missing ?? "There is no Pulumi CLI.");
  // A space in the path, as in many home folders; the real path, because the program finds its modules by it.
  const folder = await mkdtemp(join(await realpath(tmpdir()), "headroom live "));
  const closing: (() => unknown)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  ];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const quotas = await startServiceQuotas();
    closing.push(() => quotas.close());
    const emulator = await startEmulator({ folder, removeFolder: true, serviceQuotasUrl: quotas.url });
    closing.push(() => emulator.stop());
    const provider = await startProvider({ endpoint: emulator.url, onCall });
    closing.push(() => provider.close());
    const project = await openProject({ engine, folder, providerPort: provider.port, source });
    closing.push(() => project.end());
    return { folder, emulator, quotas, provider, project, clients: clientsOf(emulator.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}
