import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import type { GrpcHandlers } from "../grpc-server.ts";
import { builtTools } from "./language-tools.ts";
import { runTool } from "./run-tool.ts";

/** Those that local/engine/codegen has a generator for. */
type Language = "python" | "go";

type GenerateCall = grpc.ServerUnaryCall<InstanceType<typeof language.GeneratePackageRequest>, unknown>;

/** What a language host does for `pulumi package add` and `gen-sdk`: writes the SDK, by Pulumi's own generator. */
export const sdkHandlers = (of: Language): GrpcHandlers => ({
  generatePackage: ({ request }: GenerateCall, callback: grpc.sendUnaryData<unknown>) => {
    writeSdk(of, request.getDirectory(), request.getSchema()).then(
      () => callback(null, new language.GeneratePackageResponse()),
      (error: Error) => callback({ code: 2, message: error.message }),
    );
  },
});

/** Writes the SDK of a schema into a folder. @throws what the generator said */
export async function writeSdk(of: Language, folder: string, schema: string): Promise<void> {
  await runTool("the generator of SDKs", builtTools.codegen, [of, folder], schema);
}
