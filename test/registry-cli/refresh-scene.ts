import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { BedrockClient } from "@aws-sdk/client-bedrock";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import { type ReadingStore, readingStore } from "../../cli/registry/reading-store.ts";
import { type RefreshInput, type RefreshResult, refreshRegistry } from "../../cli/registry/refresh-registry.ts";
import { type AwsError, type AwsServer, type AwsService, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock } from "../../local/servers/bedrock.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { registryFiles } from "../../registry/files.ts";
import { built } from "../registry/built.ts";
import { type RecordedAccount, recordedAccount } from "./recorded-account.ts";

/** The registry that the data beside the tests comes to, and an AWS account for the real SDK to read. */
export interface RefreshScene {
  account: RecordedAccount;
  server: AwsServer;
  store: ReadingStore;
  root: URL;
  /** an error that every call of a Region gets */
  broken: Map<string, AwsError>;
  /** text that an operation answers with in place of its answer */
  garbled: Map<string, string>;
  /** what refresh told as it went: "region: text" */
  told: string[];
  refresh(change?: Partial<RefreshInput>): Promise<RefreshResult>;
  /** every file under the root, by its path */
  tree(): Promise<Map<string, string>>;
  end(): Promise<void>;
}

export async function refreshScene(): Promise<RefreshScene> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-refresh-"));
  for (const [path, text] of registryFiles(built)) {
    const file = join(folder, "project", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const account = await recordedAccount();
  const broken = new Map<string, AwsError>();
  const garbled = new Map<string, string>();
  const byRegion = (service: AwsService): AwsService => ({
    ...service,
    operations: Object.fromEntries(
      Object.entries(service.operations).map(([name, answer]) => [
        name,
        (input: unknown, call: Parameters<typeof answer>[1]) => {
          const error = broken.get(call.region);
          if (error) throw error;
          const text = garbled.get(name);
          if (text !== undefined) return Buffer.from(text);
          return answer(input, call);
        },
      ]),
    ),
  });
  const server = await startAwsServer(byRegion(bedrock(account)), byRegion(serviceQuotas(account.quotas)));
  const root = pathToFileURL(`${folder}/project/`);
  const store = readingStore(join(folder, "cache"));
  const told: string[] = [];
  return {
    account,
    server,
    store,
    root,
    broken,
    garbled,
    told,
    refresh: (change = {}) => {
      const settings = (region: string) => ({
        ...clientSettings({ region, endpoint: server.url, maxAttempts: 2, silence: 1_000 }),
        credentials: testCredentials,
      });
      return refreshRegistry({
        root,
        regions: ["us-east-1"],
        skipClosed: false,
        check: false,
        clients: (region) => ({
          bedrock: new BedrockClient(settings(region)),
          quotas: new ServiceQuotasClient(settings(region)),
        }),
        store,
        today: "2026-11-22",
        interval: 0,
        warn: (text) => told.push(text),
        progress: (region, text) => told.push(`${region}: ${text}`),
        ...change,
      });
    },
    tree: async () => {
      const files = await readdir(root, { recursive: true, withFileTypes: true });
      const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
      return new Map(
        await Promise.all(paths.sort().map(async (path) => [path, await readFile(path, "utf8")] as const)),
      );
    },
    end: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
