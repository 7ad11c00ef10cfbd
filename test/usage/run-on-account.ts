import { join } from "node:path";
import { type Ran, runHeadroom } from "../registry-cli/run-headroom.ts";
import { type Running, region } from "./pretend-account.ts";

/** Runs the headroom command in a folder, on a pretended account, with nothing of this machine's AWS settings. */
export const runOnAccount = (
  { server }: Running,
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ran> =>
  runHeadroom(args, {
    cwd: folder,
    env: {
      HOME: folder,
      XDG_CACHE_HOME: join(folder, "cache"),
      // As into a pipe of somebody who asks for nothing.
      NO_COLOR: "",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: "test-key",
      AWS_SECRET_ACCESS_KEY: "test-secret",
      AWS_REGION: region,
      CI: "1",
      ...environment,
    },
  });
