import grpc from "@grpc/grpc-js";

/** Handlers by method; those left out answer that there is no such method. */
export type GrpcHandlers = Readonly<Record<string, Handler>>;
// biome-ignore lint/suspicious/noExplicitAny: the messages' types are the service's own; handlers name them
type Handler = grpc.handleUnaryCall<any, any> | grpc.handleServerStreamingCall<any, any>;

export interface GrpcServer {
  port: number;
  /** ends open calls too */
  close(): void;
}

/** Serves one gRPC service on a free port of this machine. */
export async function serveGrpc(service: grpc.ServiceDefinition, handlers: GrpcHandlers): Promise<GrpcServer> {
  // The SDK's own limit is 400 MB; gRPC's default of 4 MB is less than a large archive.
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(
    service,
    Object.fromEntries(Object.keys(service).map((method) => [method, handlers[method] ?? unimplemented(method)])),
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, close: () => server.forceShutdown() };
}

const unimplemented =
  (method: string): grpc.handleUnaryCall<unknown, unknown> =>
  (_call, callback) =>
    callback({ code: grpc.status.UNIMPLEMENTED, message: `${method} is not offered here` });
