import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";

export type PluginCall = grpc.ServerWritableStream<
  InstanceType<typeof language.RunPluginRequest>,
  InstanceType<typeof language.RunPluginResponse>
>;

/**
 * Runs a policy pack as Pulumi's Node.js language host does, by the SDK's own `cmd/run-policy-pack`: what it prints goes
 * to the engine, which reads the port of the pack's server from it. It ends when the engine ends the call.
 * @param signal ends it as well
 */
export function runPolicyPack(call: PluginCall, signal: AbortSignal): void {
  const { request } = call;
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const entry = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [entry, ...request.getArgsList(), directory], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => child.kill("SIGKILL");
  call.on("cancelled", end);
  signal.addEventListener("abort", end, { once: true });
  const send = (fill: (response: InstanceType<typeof language.RunPluginResponse>) => void) => {
    const response = new language.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout.on("data", (chunk: Buffer) => send((response) => response.setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => send((response) => response.setStderr(chunk)));
  const ended = (code: number, why?: string) => {
    signal.removeEventListener("abort", end);
    if (why !== undefined) send((response) => response.setStderr(Buffer.from(why)));
    send((response) => response.setExitcode(code));
    call.end();
  };
  child.on("error", (error) => ended(1, error.message));
  child.on("close", (code) => ended(code ?? 1));
}
