import grpc from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProtocol from "@pulumi/pulumi/proto/engine_pb.js";
import resourceService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceProtocol from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { decodeValue } from "./recorded-values.ts";
import { type InvokeStub, type OutputsOf, type Place, standInOutputs } from "./stand-in-outputs.ts";

export interface RecordedResource {
  urn: string;
  /** e.g. `aws:sns/topic:Topic`, `bedrock-headroom:index:AlertTopics` */
  type: string;
  name: string;
  /** urn of the parent; absent for the stack itself */
  parent?: string;
  /** false: a component, which is a name for its children and nothing in AWS */
  custom: boolean;
  /** true: a component that a plugin would make, with children that are not recorded */
  remote?: true;
  /** plain JSON, see DecodedValue */
  inputs: Record<string, unknown>;
  /** where the inputs are secret */
  secretPaths: string[];
  /** urns of every resource it waits for, through `dependsOn` or through its inputs */
  dependsOn: string[];
  /** what a component registered as its outputs, and the stack */
  outputs?: Record<string, unknown>;
  /** where these are secret; absent where none is */
  secretOutputs?: string[];
  protect: boolean;
  /** true: where it must be made anew, the old one goes first */
  deleteBeforeReplace?: true;
  ignoreChanges: string[];
  /** urn::id of an explicit provider */
  provider?: string;
}

interface RecordedLog {
  severity: "info" | "warning" | "error";
  message: string;
}

interface RecordedInvoke {
  token: string;
  arguments: Record<string, unknown>;
}

export interface RecordingMonitor {
  /** host and port */
  address: string;
  recorded: {
    resources: RecordedResource[];
    /** the stack's outputs */
    outputs: Record<string, unknown>;
    logs: RecordedLog[];
    invokes: RecordedInvoke[];
  };
  close(): void;
}

const stackType = "pulumi:pulumi:Stack";

/** What this engine can do of what an engine may do: the rest, the SDK then does without or refuses. */
const features = [
  resourceProtocol.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceProtocol.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  resourceProtocol.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  resourceProtocol.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  resourceProtocol.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
];

type StructMessage = InstanceType<typeof struct.Struct>;
const plain = (message: StructMessage | undefined) => decodeValue(message?.toJavaScript() ?? {});
const plainRecord = (message: StructMessage | undefined) => plain(message).value as Record<string, unknown>;
const structOf = (value: object) => struct.Struct.fromJavaScript(value as Record<string, JavaScriptValue>);

export interface RecordingMonitorOptions {
  project: string;
  stack: string;
  place: Place;
  dryRun: boolean;
  invokes: Readonly<Record<string, InvokeStub>>;
  outputsOf?: OutputsOf;
}

/**
 * Starts the two gRPC services that a Pulumi program talks to, on a free port of this machine. They accept every
 * resource, answer with stand-in ids and ARNs, and keep a record. A URN registered twice is an error, as it is in Pulumi.
 */
export async function recordingMonitor(options: RecordingMonitorOptions): Promise<RecordingMonitor> {
  const { project, stack, place, dryRun, invokes, outputsOf = standInOutputs } = options;
  const recorded: RecordingMonitor["recorded"] = { resources: [], outputs: {}, logs: [], invokes: [] };
  const byUrn = new Map<string, RecordedResource>();

  const urnOf = (type: string, name: string, parent: string) => {
    const parentType = parent.split("::")[2];
    const qualified = parentType && parentType !== stackType ? `${parentType}$${type}` : type;
    return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
  };

  const monitor: Partial<resourceService.IResourceMonitorServer> = {
    getDeploymentInfo: (_call, callback) => {
      const info = new resourceProtocol.DeploymentInfo();
      info.setSupportedfeaturesList(features);
      callback(null, info);
    },
    registerResource: ({ request }, callback) => {
      const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
      const urn = urnOf(type, name, parent);
      if (byUrn.has(urn)) {
        callback({ code: grpc.status.ALREADY_EXISTS, message: `Duplicate resource URN '${urn}'` });
        return;
      }
      const { value, secretPaths } = plain(request.getObject());
      const inputs = value as Record<string, unknown>;
      const provider = request.getProvider();
      const resource: RecordedResource = {
        urn,
        type,
        name,
        ...(parent && { parent }),
        custom: request.getCustom(),
        ...(request.getRemote() && { remote: true }),
        inputs,
        secretPaths,
        dependsOn: request.getDependenciesList(),
        protect: request.getProtect() ?? false,
        ...(request.getDeletebeforereplace() && { deleteBeforeReplace: true }),
        ignoreChanges: request.getIgnorechangesList(),
        ...(provider && { provider }),
      };
      byUrn.set(urn, resource);
      recorded.resources.push(resource);

      const response = new resourceProtocol.RegisterResourceResponse();
      response.setUrn(urn);
      if (resource.custom || resource.remote) {
        // The inputs go back as they came, with their marks, so that secrets stay secret.
        const echoed = request.getObject()?.toJavaScript() ?? {};
        const standIn = outputsOf(type, name, inputs, place);
        if (resource.custom && !dryRun) response.setId(standIn.id);
        response.setObject(structOf(dryRun ? echoed : { ...echoed, ...standIn.outputs }));
      }
      callback(null, response);
    },
    registerResourceOutputs: ({ request }, callback) => {
      const resource = byUrn.get(request.getUrn());
      const decoded = plain(request.getOutputs());
      const outputs = decoded.value as Record<string, unknown>;
      if (resource) resource.outputs = outputs;
      if (resource && decoded.secretPaths.length > 0) resource.secretOutputs = decoded.secretPaths;
      if (resource?.type === stackType) recorded.outputs = outputs;
      callback(null, new empty.Empty());
    },
    invoke: ({ request }, callback) => {
      const token = request.getTok();
      const args = plainRecord(request.getArgs());
      recorded.invokes.push({ token, arguments: args });
      const stub = invokes[token];
      if (!stub) {
        callback({ code: grpc.status.NOT_FOUND, message: `${token} has no stand-in answer` });
        return;
      }
      const response = new resourceProtocol.ResourceInvokeResponse();
      response.setReturn(structOf(stub(args)));
      callback(null, response);
    },
    signalAndWaitForShutdown: (_call, callback) => callback(null, new empty.Empty()),
  };

  let rootUrn = "";
  const engine: Partial<engineService.IEngineServer> = {
    log: ({ request }, callback) => {
      const severity = severities[request.getSeverity()];
      if (severity && !request.getEphemeral()) recorded.logs.push({ severity, message: request.getMessage() });
      callback(null, new empty.Empty());
    },
    setRootResource: ({ request }, callback) => {
      rootUrn = request.getUrn();
      callback(null, new engineProtocol.SetRootResourceResponse());
    },
    getRootResource: (_call, callback) => {
      const response = new engineProtocol.GetRootResourceResponse();
      response.setUrn(rootUrn);
      callback(null, response);
    },
    requirePulumiVersion: (_call, callback) => callback(null, new engineProtocol.RequirePulumiVersionResponse()),
  };

  // The SDK's own limit is 400 MB; gRPC's default of 4 MB is less than a large archive.
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(resourceService.ResourceMonitorService, serving(resourceService.ResourceMonitorService, monitor));
  server.addService(engineService.EngineService, serving(engineService.EngineService, engine));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { address: `127.0.0.1:${port}`, recorded, close: () => server.forceShutdown() };
}

const severities: Partial<Record<number, RecordedLog["severity"]>> = {
  [engineProtocol.LogSeverity.INFO]: "info",
  [engineProtocol.LogSeverity.WARNING]: "warning",
  [engineProtocol.LogSeverity.ERROR]: "error",
};

/** Every method of the service: those given, and for the others the answer that there is no such method. */
const serving = (service: grpc.ServiceDefinition, given: Record<string, unknown>): grpc.UntypedServiceImplementation =>
  Object.fromEntries(
    Object.keys(service).map((method) => [
      method,
      (given[method] as grpc.handleUnaryCall<unknown, unknown>) ??
        (((_call, callback) =>
          callback({
            code: grpc.status.UNIMPLEMENTED,
            message: `${method} needs a real engine`,
          })) as grpc.handleUnaryCall<unknown, unknown>),
    ]),
  );
