import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { redisShare } from "../../client/redis/index.ts";

const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0);
const hasServer = spawnSync("redis-server", ["--version"]).status === 0;

describe("shares in Redis", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-redis-"));
  const path = join(folder, "redis.sock");
  let server: ChildProcess | undefined;
  const client = createClient({ socket: { path, tls: false } });
  client.on("error", () => {});

  before(async function () {
    if (!hasServer) {
      if (process.env["CI"]) throw new Error("redis-server is missing, and CI must not skip");
      console.log("  skipped: no redis-server found (Debian: apt-get install redis-server)");
      this.skip();
    }
    server = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder], {
      stdio: "ignore",
    });
    await client.connect();
  });
  after(async () => {
    if (client.isOpen) client.destroy();
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const share = (who: string) => redisShare({ client, who, seconds: 60 });

  it("are together no more than the quota, though eight ask at once, again and again", async () => {
    const processes = Array.from({ length: 8 }, (_, index) => share(`process ${index}`));
    for (let round = 0; round < 4; round++) {
      const granted = await Promise.all(processes.map((one) => one.renew("q", { wants: 1, holds: 0 })));
      assert.ok(sum(granted.map(({ fraction }) => fraction)) <= 1 + 1e-9);
    }
    const settled = await Promise.all(processes.map((one) => one.renew("q", { wants: 1, holds: 0 })));
    for (const { fraction } of settled) assert.ok(Math.abs(fraction - 1 / 8) < 1e-9, `${fraction}`);
    for (const one of processes.slice(1)) await one.close();
    assert.equal((await processes[0]!.renew("q", { wants: 1, holds: 0 })).fraction, 1);
  }).timeout(20_000);

  it("are forgotten when nobody shares any more, and refused where a key holds something else", async () => {
    await share("one").renew("short", { wants: 1, holds: 0 });
    const left = await client.ttl("bedrock-headroom:short");
    assert.ok(left > 500 && left <= 600, `${left}`);
    await client.hSet("bedrock-headroom:other", { version: "1", leases: "{}" });
    await assert.rejects(share("one").renew("other", { wants: 1, holds: 0 }), /holds no leases/);
  });
});
