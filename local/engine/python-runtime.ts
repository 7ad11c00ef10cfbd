import { spawn } from "node:child_process";
import { join } from "node:path";
import type grpc from "@grpc/grpc-js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { offlineVariable } from "../../stacks/account.ts";
import { serveGrpc } from "../grpc-server.ts";
import { commonHandlers, type LanguageRuntime, responseOf } from "./language-runtime.ts";
import { builtTools } from "./language-tools.ts";
import { runTool } from "./run-tool.ts";
import { sdkHandlers } from "./sdk-host.ts";

type LinkCall = grpc.ServerUnaryCall<InstanceType<typeof language.LinkRequest>, unknown>;

/**
 * Does what Pulumi's Python language host does: runs a program with `pulumi-language-python-exec`, Pulumi's own script,
 * and the SDK from PyPI; and writes SDKs. That host is a Go module that module proxies do not have, so this one stands
 * in for it.
 */
export async function startPythonRuntime(): Promise<LanguageRuntime> {
  let engine = "";
  const { port, close } = await serveGrpc(languageService.LanguageRuntimeService, {
    ...commonHandlers((address) => {
      engine = address;
    }),
    ...sdkHandlers("python"),
    // In place of requirements.txt and a virtual environment of the program's own.
    link: ({ request }: LinkCall, callback) => {
      const root = request.getInfo()?.getProgramDirectory() ?? "";
      const folders = request.getPackagesList().map((one) => join(root, one.getPath()));
      const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--upgrade"];
      runTool("pip", builtTools.python, [...pip, "--target", installedIn(root), ...folders]).then(
        () => callback(null, new language.LinkResponse()),
        (error: Error) => callback({ code: 2, message: error.message }),
      );
    },
    installDependencies: (call: grpc.ServerWritableStream<unknown, unknown>) => call.end(),
    run: (call: grpc.ServerUnaryCall<InstanceType<typeof language.RunRequest>, unknown>, callback) => {
      const { request } = call;
      const info = request.getInfo();
      const directory = info?.getProgramDirectory() || request.getPwd();
      const child = spawn(
        builtTools.python,
        [
          builtTools.pythonExec,
          ...["--monitor", request.getMonitorAddress(), "--engine", engine],
          ...["--organization", request.getOrganization(), "--project", request.getProject()],
          ...["--stack", request.getStack(), "--parallel", String(request.getParallel())],
          ...["--root_directory", info?.getRootDirectory() ?? directory, "--pwd", request.getPwd()],
          ...["--dry_run", String(request.getDryrun())],
          info?.getEntryPoint() || ".",
        ],
        {
          cwd: directory,
          stdio: ["ignore", "pipe", "pipe"],
          env: {
            ...process.env,
            [offlineVariable]: "1",
            PYTHONPATH: installedIn(directory),
            PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
          },
        },
      );
      const text = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].setEncoding("utf8").on("data", (chunk: string) => {
          text[stream] += chunk;
        });
      call.on("cancelled", () => child.kill("SIGKILL"));
      child.on("error", (error) => callback(null, responseOf(1, "", error.message)));
      child.on("close", (code) => callback(null, responseOf(code ?? 255, text.stdout, text.stderr)));
    },
  });
  return { port, close };
}

/** Where SDKs are installed that `pulumi package add` has written. */
const installedIn = (directory: string): string => join(directory, "site-packages");
