import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

/**
 * An HTTP server that stands in for AWS services in tests, so that the real AWS SDK clients run against it unchanged.
 *
 * Each service speaks the wire protocol of the installed client: JSON 1.0 (CloudWatch), JSON 1.1 (Service Quotas),
 * query with XML answers (SNS) or REST with JSON bodies (Bedrock; its parameters arrive as text). One server can hold
 * several services: the service is read from the request's signature, so one endpoint (`AWS_ENDPOINT_URL`) is enough.
 */

/** One request as the server understood it. */
interface AwsCall {
  /** the service's signing name, e.g. "servicequotas" */
  service: string;
  operation: string;
  /** the Region the request was signed for */
  region: string;
  /** the operation's input: decoded JSON, or for the query protocol its flat parameters */
  // biome-ignore lint/suspicious/noExplicitAny: an input's shape is the operation's own; tests look into it by name
  input: any;
  headers: IncomingMessage["headers"];
}

/**
 * Answers one call: returns the operation's output, now or later, or throws an `AwsError`. Dates are written as the
 * protocol has them; a Buffer is sent as it is.
 */
// biome-ignore lint/suspicious/noExplicitAny: see AwsCall.input
type Operation = (input: any, call: AwsCall) => unknown;

export interface AwsService {
  /** the name in the signature's credential scope: "monitoring", "servicequotas", "sns", "bedrock" */
  signingName: string;
  protocol: "json-1.0" | "json-1.1" | "query" | "rest-json";
  operations: Readonly<Record<string, Operation>>;
  /** rest-json only: "GET /inference-profiles" or "GET /foundation-models/{modelIdentifier}" to the operation's name */
  routes?: Readonly<Record<string, string>>;
}

/** An error that AWS answers with. */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What can go wrong with a call: an error answer, or a connection that misbehaves. */
export type Failure =
  | AwsError
  /** the request is taken and never answered */
  | "stall"
  /** status, headers and half the body arrive, then nothing more */
  | "stall-body"
  /** half the body arrives, then the connection ends */
  | "truncate"
  /** the connection ends before an answer */
  | "reset";

export const throttled = (code = "ThrottlingException"): AwsError => new AwsError(400, code, "Rate exceeded");
export const tooManyRequests = (): AwsError => new AwsError(429, "TooManyRequestsException", "Too many requests");
export const serverError = (status = 500): AwsError => new AwsError(status, "InternalFailure", "Something broke");
export const accessDenied = (action: string): AwsError =>
  new AwsError(403, "AccessDeniedException", `User is not authorized to perform: ${action}`);

export interface AwsServer {
  /** the endpoint to give to a client, e.g. "http://127.0.0.1:40123" */
  url: string;
  /** every request in the order of arrival, the failed ones too */
  calls: AwsCall[];
  /** how many requests arrived: for one operation, or in all */
  count(operation?: string): number;
  /** the operation's next `times` calls (all, when not given) fail, after `after` further calls have been let through */
  fail(operation: string, failure: Failure, options?: { times?: number; after?: number }): void;
  /** no operation fails any more */
  mend(): void;
  /** forgets the calls so far */
  forget(): void;
  close(): Promise<void>;
}

interface PlannedFailure {
  operation: string;
  failure: Failure;
  times: number;
  after: number;
}

/** Starts a server on a free port of this machine. Close it when done: a connection may still be open. */
export async function startAwsServer(...services: readonly AwsService[]): Promise<AwsServer> {
  const calls: AwsCall[] = [];
  let failures: PlannedFailure[] = [];

  function nextFailure(operation: string): Failure | undefined {
    const planned = failures.find((one) => one.operation === operation && one.times > 0);
    if (planned === undefined) return undefined;
    if (planned.after > 0) {
      planned.after -= 1;
      return undefined;
    }
    planned.times -= 1;
    return planned.failure;
  }

  const server = createServer((request, response) => {
    // A client that gives up closes its connection while a stalled answer is pending: nothing to report.
    response.on("error", () => {});
    void buffer(request)
      .then(async (bytes) => {
        const { service, call } = read(services, request, bytes);
        calls.push(call);
        const failure = nextFailure(call.operation);
        if (failure instanceof AwsError) return writeError(response, service, failure);
        if (failure === "stall") return;
        if (failure === "reset") return void request.socket.destroy();
        const operation = service.operations[call.operation];
        if (operation === undefined) throw new AwsError(400, "UnknownOperationException", call.operation);
        const body = encode(service, call.operation, await operation(call.input, call));
        if (failure === undefined) return write(response, service, 200, body);
        startAnswer(response, service, 200, body);
        const half = body.subarray(0, Math.ceil(body.length / 2));
        response.write(half, () => {
          if (failure === "truncate") request.socket.destroySoon();
        });
      })
      .catch((error: unknown) => {
        const service = serviceOf(services, request);
        if (error instanceof AwsError) writeError(response, service, error);
        else writeError(response, service, new AwsError(500, "TestServerBroken", String(error)));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    count: (operation) => (operation === undefined ? calls : calls.filter((one) => one.operation === operation)).length,
    fail: (operation, failure, { times = Number.POSITIVE_INFINITY, after = 0 } = {}) => {
      failures.push({ operation, failure, times, after });
    },
    mend: () => {
      failures = [];
    },
    forget: () => {
      calls.length = 0;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** `Credential=<key>/<date>/<region>/<service>/aws4_request` in the Authorization header of every signed request. */
function scopeOf(request: IncomingMessage): { region: string; signingName: string } {
  const [, region = "", signingName = ""] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  return { region, signingName };
}

function serviceOf(services: readonly AwsService[], request: IncomingMessage): AwsService {
  const { signingName } = scopeOf(request);
  const service = services.find((one) => one.signingName === signingName) ?? services[0];
  if (service === undefined) throw new Error("the server has no service");
  return service;
}

function read(
  services: readonly AwsService[],
  request: IncomingMessage,
  bytes: Buffer,
): { service: AwsService; call: AwsCall } {
  const { region, signingName } = scopeOf(request);
  const service = services.find((one) => one.signingName === signingName);
  if (service === undefined) {
    throw new AwsError(403, "MissingAuthenticationToken", `no service signs as "${signingName}" here`);
  }
  // PutMetricData's client compresses bodies over 10 KB.
  const body = (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString("utf8");
  const known = { service: signingName, region, headers: request.headers };
  switch (service.protocol) {
    case "json-1.0":
    case "json-1.1": {
      const target = String(request.headers["x-amz-target"] ?? "");
      return {
        service,
        call: { ...known, operation: target.slice(target.lastIndexOf(".") + 1), input: JSON.parse(body) },
      };
    }
    case "query": {
      const { Action = "", ...input } = Object.fromEntries(new URLSearchParams(body));
      return { service, call: { ...known, operation: Action, input } };
    }
    case "rest-json": {
      const url = new URL(request.url ?? "/", "http://localhost");
      for (const [route, operation] of Object.entries(service.routes ?? {})) {
        const [method, path = ""] = route.split(" ");
        const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>.+)")}$`);
        const match = method === request.method ? pattern.exec(decodeURIComponent(url.pathname)) : null;
        if (match === null) continue;
        const input = { ...match.groups, ...Object.fromEntries(url.searchParams), ...(body && JSON.parse(body)) };
        return { service, call: { ...known, operation, input } };
      }
      throw new AwsError(404, "UnknownOperationException", `${request.method} ${url.pathname}`);
    }
  }
}

/** A service's output as its protocol has it on the wire. */
function encode(service: AwsService, operation: string, output: unknown): Buffer {
  if (Buffer.isBuffer(output)) return output;
  if (service.protocol !== "query") return Buffer.from(json(output ?? {}));
  const result = `<${operation}Result>${xml(output ?? {})}</${operation}Result>`;
  const metadata = "<ResponseMetadata><RequestId>request</RequestId></ResponseMetadata>";
  return Buffer.from(`<${operation}Response>${result}${metadata}</${operation}Response>`);
}

/** JSON in which a Date is a number of seconds, as the AWS JSON protocols have it. */
function json(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, written: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : written;
  });
}

/** XML of plain values, objects and lists (`<member>` each), which is all that the query protocol's outputs hold. */
function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => `<member>${xml(one)}</member>`).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => `<${name}>${xml(one)}</${name}>`)
      .join("");
  }
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function writeError(response: ServerResponse, service: AwsService, { status, code, message }: AwsError): void {
  if (service.protocol === "query") {
    const error = xml({ Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message } });
    write(response, service, status, Buffer.from(`<ErrorResponse>${error}</ErrorResponse>`));
    return;
  }
  response.setHeader("x-amzn-errortype", code);
  write(response, service, status, Buffer.from(JSON.stringify({ __type: code, message })));
}

function startAnswer(response: ServerResponse, service: AwsService, status: number, body: Buffer): void {
  const types = {
    "json-1.0": "application/x-amz-json-1.0",
    "json-1.1": "application/x-amz-json-1.1",
    "rest-json": "application/json",
    query: "text/xml",
  };
  response.writeHead(status, {
    "content-type": types[service.protocol],
    "content-length": body.length,
    "x-amzn-requestid": "request",
  });
}

function write(response: ServerResponse, service: AwsService, status: number, body: Buffer): void {
  startAnswer(response, service, status, body);
  response.end(body);
}
