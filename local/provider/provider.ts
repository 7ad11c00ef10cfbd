import grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { type AwsClients, clientsOf } from "../aws/clients.ts";
import { emulatedAccount } from "../aws/emulator.ts";
import { serveGrpc } from "../grpc-server.ts";
import { checkInputs } from "./check.ts";
import { differences, inputOf } from "./differences.ts";
import type { ResourceKind } from "./kind.ts";
import { kinds } from "./kinds/index.ts";
import { type Properties, text } from "./values.ts";

type StructMessage = InstanceType<typeof struct.Struct>;
const plain = (message: StructMessage | undefined) => (message?.toJavaScript() ?? {}) as Properties;
const structOf = (value: Properties) => struct.Struct.fromJavaScript(value as Record<string, JavaScriptValue>);

/** A call of the engine that the provider works on. */
export interface ProviderCall {
  method: "create" | "update" | "delete" | "read";
  urn: string;
}

export interface Provider {
  /** for PULUMI_DEBUG_PROVIDERS=aws:<port> */
  port: number;
  close(): void;
}

export interface ProviderOptions {
  /** the emulator */
  endpoint: string;
  /** the provider's own Region, for resources that name none */
  region?: string;
  /** is told of everything that is about to be done to AWS; may throw to let it fail */
  onCall?: ((call: ProviderCall) => void | Promise<void>) | undefined;
}

/**
 * Stands in for Pulumi's AWS provider: puts every resource on an AWS emulator through the AWS SDK, and is stricter than
 * both about what it is given (see checkInputs). Runs in this process; the engine attaches to it.
 *
 * It answers as the real one does: unknown values in a preview, names made up where none is given, only real changes,
 * replacement where AWS can't change a thing, drift on refresh. Secrets stay the engine's: it hands them over plain and
 * keeps them encrypted in the state.
 */
export async function startProvider({ endpoint, region: defaultRegion, onCall }: ProviderOptions): Promise<Provider> {
  const clients = clientsOf(endpoint);
  // Many providers with their own Regions are served by the one that is attached to; resources say theirs.
  let configuredRegion = defaultRegion ?? "us-east-1";
  const awsFor = (properties: Properties): AwsClients => clients(text(properties["region"]) ?? configuredRegion);

  /** Runs a handler, and gives its errors to the engine as messages. */
  const answering =
    <Request, Response>(handle: (request: Request) => Promise<Response> | Response) =>
    ({ request }: { request: Request }, callback: grpc.sendUnaryData<Response>) => {
      Promise.resolve()
        .then(() => handle(request))
        .then(
          (response) => callback(null, response),
          (error: unknown) =>
            callback({
              code: grpc.status.UNKNOWN,
              message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
            }),
        );
    };

  const nothing = answering(() => new empty.Empty());
  const handlers = {
    handshake: answering(() => new protocol.ProviderHandshakeResponse()),
    attach: nothing,
    cancel: nothing,
    getPluginInfo: answering(() => {
      const info = new plugin.PluginInfo();
      info.setVersion("7.48.0");
      return info;
    }),
    getSchema: answering(() => {
      const response = new protocol.GetSchemaResponse();
      response.setSchema("{}");
      return response;
    }),
    checkConfig: answering((request: InstanceType<typeof protocol.CheckRequest>) => {
      const response = new protocol.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: answering(() => {
      const response = new protocol.DiffResponse();
      response.setChanges(protocol.DiffResponse.DiffChanges.DIFF_NONE);
      return response;
    }),
    configure: answering((request: InstanceType<typeof protocol.ConfigureRequest>) => {
      configuredRegion = request.getVariablesMap().get("aws:config:region") ?? configuredRegion;
      const response = new protocol.ConfigureResponse();
      response.setAcceptsecrets(false);
      response.setSupportspreview(true);
      return response;
    }),
    invoke: answering((request: InstanceType<typeof protocol.InvokeRequest>) => {
      const args = plain(request.getArgs());
      const answer = answers[request.getTok()];
      if (!answer) throw new Error(`${request.getTok()} has no answer here`);
      const response = new protocol.InvokeResponse();
      response.setReturn(structOf(answer(text(args["region"]) ?? configuredRegion)));
      return response;
    }),
    check: answering((request: InstanceType<typeof protocol.CheckRequest>) => {
      const kind = kindOf(request.getUrn());
      const inputs = plain(request.getNews());
      if (kind.nameKey !== undefined && inputs[kind.nameKey] === undefined)
        inputs[kind.nameKey] =
          plain(request.getOlds())[kind.nameKey] ?? madeUpName(request.getUrn(), request.getRandomseed_asU8());
      const response = new protocol.CheckResponse();
      response.setInputs(structOf(inputs));
      response.setFailuresList(
        checkInputs(kind, inputs).map(({ property, reason }) => {
          const failure = new protocol.CheckFailure();
          failure.setProperty(property);
          failure.setReason(property === "" ? reason : `${property} ${reason}`);
          return failure;
        }),
      );
      return response;
    }),
    diff: answering((request: InstanceType<typeof protocol.DiffRequest>) => {
      const kind = kindOf(request.getUrn());
      const [before, after] = [plain(request.getOldInputs()), plain(request.getNews())];
      const ignored = request.getIgnorechangesList();
      const found = differences(before, after, kind.jsonInputs).filter(({ path }) => !ignored.includes(inputOf(path)));
      const inputs = [...new Set(found.map(({ path }) => inputOf(path)))];
      const replaces = inputs.filter((input) => kind.replaceOn.includes(input));
      const response = new protocol.DiffResponse();
      const { DiffChanges } = protocol.DiffResponse;
      response.setChanges(found.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
      response.setDiffsList(inputs);
      response.setReplacesList(replaces);
      // Two things of one name can't be there at once.
      response.setDeletebeforereplace(kind.nameKey !== undefined && before[kind.nameKey] === after[kind.nameKey]);
      response.setHasdetaileddiff(true);
      for (const { path, kind: change } of found) {
        const difference = new protocol.PropertyDiff();
        difference.setKind(propertyDiffKind(change, replaces.includes(inputOf(path))));
        difference.setInputdiff(true);
        response.getDetaileddiffMap().set(path, difference);
      }
      return response;
    }),
    create: answering(async (request: InstanceType<typeof protocol.CreateRequest>) => {
      const kind = kindOf(request.getUrn());
      const inputs = plain(request.getProperties());
      const response = new protocol.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(structOf(inputs));
        return response;
      }
      await onCall?.({ method: "create", urn: request.getUrn() });
      const { id, outputs } = await kind.create(awsFor(inputs), inputs);
      response.setId(id);
      response.setProperties(structOf({ ...inputs, ...outputs }));
      return response;
    }),
    read: answering(async (request: InstanceType<typeof protocol.ReadRequest>) => {
      const kind = kindOf(request.getUrn());
      const [inputs, state] = [plain(request.getInputs()), plain(request.getProperties())];
      await onCall?.({ method: "read", urn: request.getUrn() });
      const found = await kind.find(awsFor(state), request.getId(), inputs, state);
      const response = new protocol.ReadResponse();
      if (!found) return response;
      const differing = new Set(
        differences(inputs, { ...inputs, ...found.inputs }, kind.jsonInputs).map(({ path }) => inputOf(path)),
      );
      // What means the same stays as it was written.
      const now = Object.fromEntries(Object.entries(found.inputs).filter(([key]) => differing.has(key)));
      response.setId(request.getId());
      response.setInputs(structOf({ ...inputs, ...now }));
      response.setProperties(structOf({ ...state, ...now, ...found.outputs }));
      return response;
    }),
    update: answering(async (request: InstanceType<typeof protocol.UpdateRequest>) => {
      const kind = kindOf(request.getUrn());
      const [state, inputs] = [plain(request.getOlds()), plain(request.getNews())];
      const response = new protocol.UpdateResponse();
      const outputs = Object.fromEntries(
        Object.entries(state).filter(([key]) => !(key in plain(request.getOldInputs()))),
      );
      if (request.getPreview()) {
        response.setProperties(structOf({ ...outputs, ...inputs }));
        return response;
      }
      await onCall?.({ method: "update", urn: request.getUrn() });
      const changed = await kind.update(awsFor(inputs), request.getId(), inputs, state);
      response.setProperties(structOf({ ...outputs, ...inputs, ...changed }));
      return response;
    }),
    delete: answering(async (request: InstanceType<typeof protocol.DeleteRequest>) => {
      const state = plain(request.getProperties());
      await onCall?.({ method: "delete", urn: request.getUrn() });
      await kindOf(request.getUrn()).remove(awsFor(state), request.getId(), state);
      return new empty.Empty();
    }),
  };
  return serveGrpc(providerService.ResourceProviderService, handlers);
}

/** The last type in the URN: those before it are its parents'. */
function kindOf(urn: string): ResourceKind {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  const kind = kinds.get(type);
  if (!kind) throw new Error(`the stand-in provider does not know ${type}: add a file to local/provider/kinds`);
  return kind;
}

/** As Pulumi makes names: the logical one and seven hexadecimal digits, the same ones in preview and deployment. */
const madeUpName = (urn: string, seed: Uint8Array): string =>
  `${urn.split("::").slice(3).join("::")}-${Buffer.from(seed).toString("hex").slice(0, 7)}`;

function propertyDiffKind(change: "add" | "delete" | "update", replaces: boolean) {
  const { Kind } = protocol.PropertyDiff;
  if (change === "add") return replaces ? Kind.ADD_REPLACE : Kind.ADD;
  if (change === "delete") return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
  return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}

/** What the program asks of AWS while it runs. */
const answers: Readonly<Record<string, (region: string) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: emulatedAccount,
    arn: `arn:aws:iam::${emulatedAccount}:user/emulated`,
    userId: "AIDAEXAMPLE",
    id: emulatedAccount,
  }),
  "aws:index/getPartition:getPartition": () => ({
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
    id: "aws",
  }),
  "aws:index/getRegion:getRegion": (region) => ({
    region,
    name: region,
    id: region,
    description: region,
    endpoint: "",
  }),
};
