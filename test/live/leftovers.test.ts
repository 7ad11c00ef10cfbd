import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort, installEmulator, startEmulator } from "../../local/aws/emulator.ts";
import { inventory } from "../../local/aws/inventory.ts";
import { stackOperations, succeeded } from "../../local/bring-up.ts";
import { buildEngine, compareVersions } from "../../local/engine/engine.ts";
import { startLocalAws } from "../../local/local-aws.ts";
import { startServer } from "../../local/server.ts";
import { UserError } from "../../stacks/user-error.ts";
import { projectDirectory, sampleDirectory } from "../fixtures/sample-stacks.ts";
import { describeLive } from "./describe-live.ts";

const script = join(projectDirectory, "scripts/local.ts");

describe("what the live ring needs", () => {
  it("is named when it is not there", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "";
    try {
      await assert.rejects(
        buildEngine(() => {}, join(tmpdir(), "no engines")),
        (error) => error instanceof UserError && /Install either/.test(error.message),
      );
      await assert.rejects(
        installEmulator(() => {}),
        (error) => error instanceof UserError && /needs Python/.test(error.message),
      );
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("takes a Pulumi CLI by its version's numbers", () => {
    assert(compareVersions("3.245.0", "3.99.10") > 0);
    assert(compareVersions("3.244.9", "3.245.0") < 0);
    assert.equal(compareVersions("3.245.0", "3.245.0"), 0);
  });
});

describe("the page's server", () => {
  it("names a port that is in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    try {
      await assert.rejects(
        startServer(port, "", () => {}),
        (error) => error instanceof UserError && /--port/.test(error.message),
      );
    } finally {
      server.close();
    }
  });

  it("listens to its own page alone", async () => {
    const chosen: string[] = [];
    const server = await startServer(0, "the page", (traffic) => chosen.push(traffic));
    const post = (body: string, type = "application/json") =>
      fetch(`${server.url}traffic`, { method: "POST", headers: { "content-type": type }, body });
    try {
      assert.equal(await (await fetch(server.url)).text(), "the page");
      assert.equal((await post('"burst"')).status, 204);
      assert.equal((await post('"toString"')).status, 400);
      assert.equal((await post("{")).status, 400);
      assert.equal((await post('"calm"', "text/plain")).status, 404);
      assert.deepEqual(chosen, ["burst"]);
    } finally {
      await server.close();
    }
  });
});

/** Processes that have a folder in their environment: whatever was started with it for temporary files. Linux only. */
async function processesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.includes(folder))
      found.push(`${pid} ${(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ")}`);
  }
  return found;
}

async function nothingLeftOf(folder: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  let processes: string[] = [];
  let files: string[] = [];
  while (Date.now() < deadline) {
    processes = process.platform === "linux" ? await processesOf(folder) : [];
    files = (await readdir(folder)).filter((name) => name.startsWith("headroom"));
    if (processes.length + files.length === 0) return;
    await pause(200);
  }
  assert.deepEqual({ processes, files }, { processes: [], files: [] });
}

describeLive("whatever goes wrong, nothing is left behind", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "leftovers-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** `npm run local` as a person starts it. */
  function runLocal(): {
    child: ChildProcess;
    output: () => string;
    until(text: RegExp): Promise<void>;
    ended: Promise<number | null>;
  } {
    const child = spawn(process.execPath, [script, "us-east-1", "--no-open", "--port", "0"], {
      cwd: sampleDirectory,
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    const ended = once(child, "close").then(([code]) => code as number | null);
    return {
      child,
      output: () => output,
      ended,
      until: async (text) => {
        while (!text.test(output)) {
          if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output}`);
          await pause(50);
        }
      },
    };
  }

  for (const [moment, text] of [
    ["while it starts", /Starting the local AWS/],
    ["in the middle of a deployment", /Bringing us-east-1 up/],
    ["while it runs", /first run is due/],
  ] as const)
    it(`npm run local destroys everything on Ctrl-C ${moment}`, async () => {
      const { child, until, ended, output } = runLocal();
      await until(text);
      if (moment === "in the middle of a deployment") await pause(4000);
      child.kill("SIGINT");
      assert.equal(await ended, 0, output());
      if (moment !== "while it starts") assert.match(output(), /nothing is left/);
      await nothingLeftOf(folder);
    });

  it("npm run local ends at once on a second Ctrl-C", async () => {
    const { child, until, ended, output } = runLocal();
    await until(/Bringing us-east-1 up/);
    await pause(3000);
    child.kill("SIGINT");
    await until(/Destroying/);
    await pause(500);
    child.kill("SIGINT");
    assert.equal(await ended, 130, output());
    assert.doesNotMatch(output(), /\n\s+at /);
    await nothingLeftOf(folder);
  });

  it("npm run local takes everything along when it is killed in the middle of a deployment", async () => {
    const { child, until, ended } = runLocal();
    await until(/Bringing us-east-1 up/);
    await pause(4000);
    child.kill("SIGKILL");
    await ended;
    await nothingLeftOf(folder);
  });

  it("an emulator that dies is told, with its last words, and the rest ends", async () => {
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = folder;
    try {
      const local = await startLocalAws({ source: sampleDirectory });
      const log = join(local.folder, "emulator.log");
      assert.equal((await readFile(log, "utf8")).includes("Traceback"), false);
      const { emulator } = local;
      const children = await readFile(`/proc/${emulator.pid}/task/${emulator.pid}/children`, "utf8");
      process.kill(Number(children.trim().split(" ")[0]), "SIGKILL");
      await assert.rejects(
        emulator.died,
        (error) => error instanceof UserError && /emulator ended with code -9/.test(error.message),
      );
      const operations = stackOperations(local.project, "us-east-1");
      succeeded(await operations.init());
      const { code } = await operations.up();
      assert.notEqual(code, 0);
      await local.close();
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
    await nothingLeftOf(folder);
  });

  it("an emulator that can't have its port says so", async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    try {
      await assert.rejects(
        startEmulator({ folder, serviceQuotasUrl: "http://127.0.0.1:9", port }),
        (error) => error instanceof UserError && /already in use/.test(error.message),
      );
    } finally {
      server.close();
    }
    await nothingLeftOf(folder);
  });

  it("a lock and a half-written state that a killed deployment left are cleared", async () => {
    let calls = 0;
    let kill: (() => void) | undefined;
    const local = await startLocalAws({
      source: sampleDirectory,
      onCall: ({ method }) => {
        if (method !== "create" || kill === undefined) return;
        if (++calls === 20) kill();
        // Whatever else was under way did not reach AWS.
        if (calls >= 20) throw new Error("the network is gone");
      },
    });
    try {
      const { project } = local;
      const stack = "us-east-1";
      const operations = stackOperations(project, stack);
      succeeded(await operations.init());
      kill = () => void project.end();
      const { code } = await project.pulumi(["up", "--stack", stack, "--yes", "--skip-preview"], { checkpoints: true });
      assert.equal(code, 255);
      kill = undefined;
      const locked = await operations.up();
      assert.notEqual(locked.code, 0);
      assert.match(locked.stdout + locked.stderr, /locked/);
      succeeded(await operations.recover());
      succeeded(await operations.up());
      succeeded(await operations.destroy());
      assert.deepEqual(await inventory(local.clients("us-east-1")), []);
    } finally {
      await local.close();
    }
  });
});
