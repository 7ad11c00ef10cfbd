import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoDbShare } from "../../client/dynamodb/index.ts";
import { type Emulator, startEmulator } from "../../local/aws/emulator.ts";
import { describeLive } from "./describe-live.ts";

describeLive("shares of a quota in the emulator's DynamoDB", () => {
  let emulator: Emulator | undefined;
  let client: DynamoDBClient;
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), "headroom-shares-"));
    emulator = await startEmulator({ folder, removeFolder: true, serviceQuotasUrl: "http://localhost:1" });
    client = new DynamoDBClient({
      ...{ endpoint: emulator.url, region: "us-east-1" },
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    await client.send(
      new CreateTableCommand({
        TableName: "shares",
        KeySchema: [{ AttributeName: "quota", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "quota", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  });
  after(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  it("are together no more than the quota, though eight ask at once, and even in the end", async () => {
    const processes = Array.from({ length: 8 }, (_, index) =>
      dynamoDbShare({ table: "shares", client, who: `process ${index}` }),
    );
    const renewed = () => Promise.all(processes.map((one) => one.renew("q", { wants: 1, holds: 0 })));
    for (let round = 0; round < 4; round++) {
      const granted = await renewed();
      assert.ok(granted.reduce((sum, { fraction }) => sum + fraction, 0) <= 1 + 1e-9);
    }
    for (const { fraction } of await renewed()) assert.ok(Math.abs(fraction - 1 / 8) < 1e-9, `${fraction}`);
  });
});
