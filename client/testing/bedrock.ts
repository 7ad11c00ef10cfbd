import type { Reply } from "./replies.ts";
import { errorReply } from "./replies.ts";
import { type RunningServer, type ServerRequest, serve } from "./server.ts";

/** A request to a model, as Bedrock's runtime endpoint gets it. */
export interface BedrockRequest {
  operation: "Converse" | "ConverseStream" | "InvokeModel" | "InvokeModelWithResponseStream";
  /** as in the path: an id, or an ARN */
  modelId: string;
  body: Buffer;
  headers: ServerRequest["headers"];
  left: ServerRequest["left"];
}

const operations: Readonly<Record<string, BedrockRequest["operation"] | undefined>> = {
  converse: "Converse",
  "converse-stream": "ConverseStream",
  invoke: "InvokeModel",
  "invoke-with-response-stream": "InvokeModelWithResponseStream",
};

const modelPath = /^\/model\/([^/]+)\/([a-z-]+)$/;

/**
 * A server with the paths of Bedrock's runtime endpoint, for tests: set it as the `endpoint` of a BedrockRuntimeClient.
 * @param answer what it says to a request; see replies.ts for how Bedrock says it
 */
export const startBedrock = (answer: (request: BedrockRequest) => Reply | Promise<Reply>): Promise<RunningServer> =>
  serve(({ path, headers, body, left }) => {
    const [, modelId = "", action = ""] = modelPath.exec(path) ?? [];
    const operation = operations[action];
    if (!operation) return errorReply(404, "UnknownOperationException", `there is no ${path}`);
    return answer({ operation, modelId: decodeURIComponent(modelId), body, headers, left });
  });
