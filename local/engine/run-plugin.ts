import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { offlineVariable } from "../../stacks/account.ts";

type Call = grpc.ServerWritableStream<
  InstanceType<typeof language.RunPluginRequest>,
  InstanceType<typeof language.RunPluginResponse>
>;

/**
 * Runs a plugin that is written for Node.js, such as a component of PulumiPlugin.yaml, as Pulumi's own host does: with
 * the SDK's `cmd/run-plugin`, what it prints sent on as it comes. The engine ends it by ending the call.
 */
export function runPlugin(call: Call): void {
  const { request } = call;
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getProgram();
  const entry = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-plugin");
  const given = Object.fromEntries(request.getEnvList().map((line) => splitOnce(line)));
  const child = spawn(process.execPath, [entry, directory, ...request.getArgsList()], {
    cwd: request.getPwd(),
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing of a real account may reach the component.
    env: { ...process.env, ...given, [offlineVariable]: "1" },
    windowsHide: true,
  });
  const say = (fill: (response: InstanceType<typeof language.RunPluginResponse>) => void) => {
    const response = new language.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout.on("data", (chunk: Buffer) => say((response) => response.setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => say((response) => response.setStderr(chunk)));
  call.on("cancelled", () => child.kill("SIGKILL"));
  child.on("error", (error) => say((response) => response.setStderr(Buffer.from(`${error.message}\n`))));
  child.on("close", (code) => {
    if (!call.cancelled) {
      say((response) => response.setExitcode(code ?? 255));
      call.end();
    }
  });
}

const splitOnce = (line: string): [string, string] => {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
};
