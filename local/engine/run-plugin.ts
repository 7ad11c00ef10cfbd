import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { offlineVariable } from "../../stacks/account.ts";

export type PluginCall = grpc.ServerWritableStream<
  InstanceType<typeof language.RunPluginRequest>,
  InstanceType<typeof language.RunPluginResponse>
>;

/**
 * Runs a plugin that is written for Node.js as Pulumi's own host does, what it prints sent on as it comes: a component
 * of PulumiPlugin.yaml with the SDK's `cmd/run-plugin`, a policy pack of PulumiPolicy.yaml with its `cmd/run-policy-pack`.
 * The engine reads the port of its server from that, and ends it by ending the call.
 * @param signal ends it as well
 */
export function runPlugin(call: PluginCall, signal: AbortSignal): void {
  const { request } = call;
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram() || request.getPwd();
  const isPolicyPack = existsSync(join(directory, "PulumiPolicy.yaml"));
  const entry = createRequire(import.meta.url).resolve(
    isPolicyPack ? "@pulumi/pulumi/cmd/run-policy-pack" : "@pulumi/pulumi/cmd/run-plugin",
  );
  const given = Object.fromEntries(request.getEnvList().map((line) => splitOnce(line)));
  const args = request.getArgsList();
  const child = spawn(process.execPath, [entry, ...(isPolicyPack ? [...args, directory] : [directory, ...args])], {
    cwd: isPolicyPack ? directory : request.getPwd(),
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing of a real account may reach the plugin.
    env: { ...process.env, ...given, [offlineVariable]: "1" },
    windowsHide: true,
  });
  const end = () => child.kill("SIGKILL");
  call.on("cancelled", end);
  signal.addEventListener("abort", end, { once: true });
  const say = (fill: (response: InstanceType<typeof language.RunPluginResponse>) => void) => {
    const response = new language.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout.on("data", (chunk: Buffer) => say((response) => response.setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => say((response) => response.setStderr(chunk)));
  child.on("error", (error) => say((response) => response.setStderr(Buffer.from(`${error.message}\n`))));
  child.on("close", (code) => {
    signal.removeEventListener("abort", end);
    if (call.cancelled) return;
    say((response) => response.setExitcode(code ?? 255));
    call.end();
  });
}

const splitOnce = (line: string): [string, string] => {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
};
