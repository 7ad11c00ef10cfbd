import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { dynamoDbShare } from "../../client/dynamodb/index.ts";
import type { ShareSource } from "../../client/index.ts";
import { openGate } from "../../client/quota/gate.ts";
import { keepShare } from "../../client/quota/renew-share.ts";
import { leasedShare } from "../../client/quota/shared/leases.ts";
import { turnedClock } from "../../client/testing/index.ts";
import { openPool } from "../../client/testing/quota-pool.ts";
import { memoryStore } from "./memory-store.ts";
import { modelId } from "./quota-world.ts";

const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0);
/** 1: all alike; 1/n: one has all. Jain, Chiu, Hawe 1984 */
const jain = (of: readonly number[]) => sum(of) ** 2 / (of.length * sum(of.map((one) => one ** 2)));

describe("one quota, eight processes", () => {
  it("is used as a whole, never exceeded, shared alike, with a write in fifty requests at most", async () => {
    const clock = turnedClock();
    const tokensPerMinute = 3_000_000;
    const pool = openPool({ tokensPerMinute }, "window", clock);
    const store = memoryStore();
    /** what a request holds and uses */
    const [held, used] = [1_500, 1_750];
    let refused = 0;
    const processes = Array.from({ length: 8 }, (_, index) => {
      const gate = openGate({ modelId, quotas: { tokensPerMinute }, clock, maxQueued: 10_000 });
      const source = leasedShare(store, { who: `process ${index}`, clock });
      const kept = keepShare({ source, name: modelId, gate, clock, warn: assert.fail });
      let served = 0;
      return {
        ...{ gate, kept, source },
        served: () => served,
        async send() {
          const hold = await gate.enter({ tokens: used, priority: 0, tenant: "" });
          const settle = pool.request(`process ${index}`, held);
          if (typeof settle === "string") refused++;
          clock.after(1_000, () => {
            if (typeof settle !== "string") settle(used);
            served += used;
            hold.end(used, clock.elapsed());
            gate.ended();
          });
        },
      };
    });
    let [before, writesBefore, admittedBefore]: [number[], number, number] = [[], 0, 0];
    const minutes = 8;
    for (let second = 0; second < minutes * 60; second++) {
      // The first has far more to send than the last, and each more than its part.
      for (const [index, one] of processes.entries())
        for (let each = 0; each < 10 * (8 - index) && one.gate.figures().queued < 800; each++)
          void one.send().catch(() => {});
      await clock.pass(1_000);
      if (second === 2 * 60)
        [before, writesBefore, admittedBefore] = [
          processes.map((one) => one.served()),
          store.writes,
          pool.counters().admitted,
        ];
    }
    const served = processes.map((one, index) => one.served() - before[index]!);
    assert.equal(refused, 0);
    assert.ok(jain(served) >= 0.99, `${jain(served)}: ${served}`);
    const share = sum(served) / (tokensPerMinute * (minutes - 2));
    assert.ok(share >= 0.97, `${share}`);
    const [writes, requests] = [store.writes - writesBefore, pool.counters().admitted - admittedBefore];
    assert.ok(writes * 50 <= requests, `${writes} writes, ${requests} requests`);
    for (const { gate, kept, source } of processes) {
      kept.stop();
      gate.close();
      await source.close();
    }
    assert.deepEqual(store.leases(modelId), []);
  }).timeout(60_000);
});

describe("shares in DynamoDB", () => {
  let server: ReturnType<typeof dynalite>;
  let client: DynamoDBClient;
  const table = "shares";
  before(async () => {
    server = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    client = new DynamoDBClient({
      ...{ endpoint: `http://localhost:${port}`, region: "us-east-1" },
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    await client.send(
      new CreateTableCommand({
        TableName: table,
        KeySchema: [{ AttributeName: "quota", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "quota", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  });
  after(() => {
    client.destroy();
    server.close();
  });
  const share = (who: string): ShareSource => dynamoDbShare({ table, client, who });

  it("are together no more than the quota, though eight ask at once, again and again", async () => {
    const processes = Array.from({ length: 8 }, (_, index) => share(`process ${index}`));
    for (let round = 0; round < 4; round++) {
      const granted = await Promise.all(processes.map((one) => one.renew("q", { wants: 1, holds: 0 })));
      assert.ok(sum(granted.map(({ fraction }) => fraction)) <= 1 + 1e-9);
    }
    const settled = await Promise.all(processes.map((one) => one.renew("q", { wants: 1, holds: 0 })));
    assert.ok(jain(settled.map(({ fraction }) => fraction)) > 0.99);
    await processes[0]!.close();
    const { fraction } = await processes[1]!.renew("q", { wants: 1, holds: 0 });
    assert.ok(fraction > 1 / 8 - 1e-9);
  }).timeout(20_000);

  it("are of each quota by itself", async () => {
    const one = share("one");
    assert.equal((await one.renew("a", { wants: 1, holds: 0 })).fraction, 1);
    assert.equal((await one.renew("b", { wants: 0, holds: 0 })).fraction, 1);
  });

  it("are refused from a table that holds something else", async () => {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { quota: { S: "other" }, version: { N: "1" }, leases: { S: "{}" } },
      }),
    );
    await assert.rejects(share("one").renew("other", { wants: 1, holds: 0 }), /holds no leases/);
    await assert.rejects(dynamoDbShare({ table: "missing", client }).renew("a", { wants: 1, holds: 0 }), /not found/);
  });
});
