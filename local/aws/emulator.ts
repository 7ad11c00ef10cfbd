import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../stacks/user-error.ts";
import { pythonEnvironment, pythonOf } from "../python-environment.ts";

const requirements = join(import.meta.dirname, "requirements.txt");
const supervisor = join(import.meta.dirname, "emulator.py");

/** AWS's own documentation account: the account of everything on the emulator. */
export const emulatedAccount = "123456789012";

const environment = pythonEnvironment(join(import.meta.dirname, "../../.cache/emulator"), requirements);
export const environmentFolder: string = environment.folder;

/** Whether the emulator is installed. Windows is not supported: it has no process groups to end it by. */
export const emulatorIsReady = (): boolean => process.platform !== "win32" && existsSync(pythonOf(environmentFolder));

/** Installs the emulator into .cache. @throws UserError that says what is missing or what pip said */
export async function installEmulator(tell: (progress: string) => void): Promise<void> {
  if (process.platform === "win32") throw new UserError("The AWS emulator runs on Linux and macOS only.");
  await environment.install(tell, "the AWS emulator");
}

/** A running AWS emulator. */
export interface Emulator {
  /** endpoint for every AWS client */
  url: string;
  /** process id of what supervises it; the emulator is its child */
  pid: number;
  /** rejects when the emulator ends before `stop` was called, with its last words */
  died: Promise<never>;
  /** ends it and the functions it runs; resolves when they are gone */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** where it may write; its log is emulator.log there */
  folder: string;
  /** whether the folder goes with it, however it ends */
  removeFolder?: boolean;
  /** endpoint of Service Quotas, which the emulator does not have */
  serviceQuotasUrl: string;
  port?: number;
}

/**
 * Starts the emulator on a free port of this machine. It ends with this process, however that ends.
 * @throws UserError when it does not answer within half a minute or ends, with its last words
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  if (options.port !== undefined) return startOn(options.port, options);
  for (let tries = 1; ; tries++) {
    try {
      // The try before may have taken the folder along.
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      return await startOn(await freePort(), options);
    } catch (error) {
      // Someone else took the port between its choice and its use.
      if (tries === 3 || !(error instanceof UserError && /already in use/.test(error.message))) throw error;
    }
  }
}

async function startOn(port: number, options: EmulatorOptions): Promise<Emulator> {
  const url = `http://127.0.0.1:${port}`;
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_OPTIONS$|MOCHA_)/.test(name));
  const child = spawn(
    pythonOf(environmentFolder),
    [supervisor, options.folder, options.removeFolder ? "remove" : "keep"],
    {
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...Object.fromEntries(inherited),
        // The functions it runs get its variables, and the Node that runs this.
        PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
        AWS_ENDPOINT_URL: url,
        AWS_ENDPOINT_URL_SERVICE_QUOTAS: options.serviceQuotasUrl,
        GATEWAY_PORT: String(port),
        BIND_HOST: "127.0.0.1",
        MINISTACK_ACCOUNT_ID: emulatedAccount,
        LOG_LEVEL: "WARNING",
        // It looks for containers of its own and would need Docker for runtimes that are not used here.
        DOCKER_HOST: "unix:///nonexistent",
        PYTHONUNBUFFERED: "1",
        PYTHONDONTWRITEBYTECODE: "1",
      },
    },
  );
  const log = join(options.folder, "emulator.log");
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // A farewell to one that has already ended reaches nobody.
  child.stdin.on("error", () => {});
  let stopping = false;
  const died = new Promise<never>((_resolve, reject) => {
    const fail = async (how: string) => {
      if (stopping) return;
      const words = await readFile(log, "utf8").catch(() => "");
      reject(new UserError(`The AWS emulator ${how}.\n${words.trimEnd().split("\n").slice(-15).join("\n")}`.trimEnd()));
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => void fail(text.trim()));
    child.once("error", (error) => void fail(`could not be started: ${error.message}`));
    child.once("close", () => void fail("was ended"));
  });
  died.catch(() => {});
  const stop = async () => {
    stopping = true;
    child.stdin.end("farewell");
    await gone;
  };
  const waiting = new AbortController();
  try {
    await Promise.race([answering(url, waiting.signal), died]);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    waiting.abort();
  }
  return { url, pid: child.pid ?? 0, died, stop };
}

async function answering(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && !signal.aborted) {
    // Whatever else listens there may never answer.
    const patience = AbortSignal.any([signal, AbortSignal.timeout(2_000)]);
    const answer = await fetch(`${url}/_ministack/health`, { signal: patience }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await pause(50);
  }
  throw new UserError(`The AWS emulator did not answer at ${url} within 30 seconds.`);
}

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
