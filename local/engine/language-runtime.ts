import type grpc from "@grpc/grpc-js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { runLanguageRuntime } from "../../preview/language-runtime.ts";
import { offlineVariable } from "../../stacks/account.ts";
import { type GrpcHandlers, serveGrpc } from "../grpc-server.ts";
import { type PluginCall, runPlugin } from "./run-plugin.ts";

/** A program that has reported its error to the engine itself ends with this code. pulumi/pulumi sdk/nodejs/cmd/run */
const alreadyReported = 32;

export interface LanguageRuntime {
  port: number;
  close(): void;
}

/**
 * Does for one operation of the engine what Pulumi's Node.js language host does: runs the program in a fresh process,
 * with the SDK's own `cmd/run`, and tells how it ended. Knows no dependencies to install and no plugins to fetch.
 *
 * The engine attaches to it through PULUMI_DEBUG_LANGUAGES, and so reads the runtime's options from Pulumi.yaml as it
 * is; its `--client` flag would replace them.
 * @param options.timeout longest run of a program, milliseconds; it waits for every resource, so for the whole operation
 */
export async function startLanguageRuntime({ timeout = 600_000 } = {}): Promise<LanguageRuntime> {
  const stopping = new AbortController();
  /** the address of each engine that has attached, by its connection: several may run side by side */
  const engines = new Map<string, string>();
  const { port, close } = await serveGrpc(languageService.LanguageRuntimeService, {
    ...commonHandlers((address, peer) => engines.set(peer, address)),
    // What a plugin needs is there already.
    installDependencies: (call: grpc.ServerWritableStream<unknown, unknown>) => call.end(),
    runPlugin: (call: PluginCall) => runPlugin(call, stopping.signal),
    run: (call: grpc.ServerUnaryCall<InstanceType<typeof language.RunRequest>, unknown>, callback) => {
      const { request } = call;
      const ended = new AbortController();
      // The engine gives up (Ctrl-C), or is gone: the program goes with it.
      call.on("cancelled", () => ended.abort(new Error("the engine has cancelled the run")));
      const info = request.getInfo();
      const options = (info?.getOptions()?.toJavaScript() ?? {}) as { typescript?: boolean };
      void runLanguageRuntime({
        directory: request.getPwd(),
        arguments: [
          ...["--monitor", request.getMonitorAddress(), "--engine", engines.get(call.getPeer()) ?? ""],
          ...["--organization", request.getOrganization(), "--project", request.getProject()],
          ...["--stack", request.getStack(), "--parallel", String(request.getParallel())],
          ...["--root-directory", info?.getRootDirectory() ?? request.getPwd(), "--pwd", request.getPwd()],
          ...(request.getDryrun() ? ["--dry-run"] : []),
          info?.getEntryPoint() || ".",
        ],
        env: {
          // Nothing of a real account may reach the program.
          [offlineVariable]: "1",
          PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
          PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
          PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
        },
        timeout,
        signal: AbortSignal.any([ended.signal, stopping.signal]),
      }).then(
        ({ exitCode, stdout, stderr }) => callback(null, responseOf(exitCode, stdout, stderr)),
        (error: unknown) => callback(null, responseOf(1, "", error instanceof Error ? error.message : String(error))),
      );
    },
  });
  return {
    port,
    close: () => {
      stopping.abort(new Error("the language runtime is closing"));
      close();
    },
  };
}

/** What a language host answers that has no plugins to fetch. */
export const commonHandlers = (onEngine: (address: string, peer: string) => void): GrpcHandlers => ({
  handshake: (
    call: grpc.ServerUnaryCall<InstanceType<typeof language.LanguageHandshakeRequest>, unknown>,
    callback: grpc.sendUnaryData<unknown>,
  ) => {
    onEngine(call.request.getEngineAddress(), call.getPeer());
    callback(null, new language.LanguageHandshakeResponse());
  },
  getPluginInfo: answer(() => {
    const info = new plugin.PluginInfo();
    info.setVersion("1.0.0");
    return info;
  }),
  getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
  getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
  getProgramDependencies: answer(() => new language.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: answer(() => new language.RuntimeOptionsResponse()),
  cancel: answer(() => new empty.Empty()),
});

const answer =
  (make: () => unknown) =>
  (_call: unknown, callback: grpc.sendUnaryData<unknown>): void =>
    callback(null, make());

export function responseOf(exitCode: number, stdout: string, stderr: string) {
  const response = new language.RunResponse();
  if (exitCode === alreadyReported) response.setBail(true);
  else if (exitCode !== 0)
    response.setError(`The program ended with exit code ${exitCode}.\n${stdout}${stderr}`.trimEnd());
  return response;
}
