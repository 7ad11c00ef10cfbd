import assert from "node:assert/strict";
import { InvokeCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { inventory } from "../../../local/aws/inventory.ts";
import { eventually } from "../../../local/deployed-stack.ts";
import { deadLetterQueueName, publisherFunctionName } from "../../../monitoring/names.ts";

import type { Running } from "./running.ts";

/** What becomes of an invocation that fails for good. */
export function failingFunctionScenarios(running: Running): void {
  describe("a function that can't run", () => {
    it("puts an invocation that fails for good into the dead-letter queue", async () => {
      await running.watched;
      const { aws, stack } = await running.deployment;
      const FunctionName = publisherFunctionName(stack);
      // As after a deployment that went wrong: no run can begin.
      await aws.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: "index.missing" }));
      await aws.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: '{"why":"a test"}' }));
      const url = (await inventory(aws))
        .find((one) => one.startsWith("queue ") && one.endsWith(deadLetterQueueName(stack)))
        ?.slice("queue ".length);
      const message = await eventually("a dead letter", 30, async () => {
        const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1 }));
        return Messages?.[0]?.Body;
      });
      assert.match(message, /a test/);
    });
  });
}
