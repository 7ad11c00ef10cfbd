import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";
import { errorReply, type Reply } from "./replies.ts";

/** A request that a server got. */
export interface ServerRequest {
  method: string;
  /** with the query, as sent */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** aborts when the client is gone before its answer has ended */
  left: AbortSignal;
}

/** A server on a port of this machine. */
export interface RunningServer {
  /** e.g. "http://127.0.0.1:40123" */
  url: string;
  /** Closes it and all its connections. */
  close(): Promise<void>;
}

/**
 * HTTP without TLS on one port, both HTTP/1.1 and HTTP/2 (the SDK's Bedrock client speaks HTTP/2 unless told otherwise):
 * what a connection speaks is seen from its first bytes.
 * @param answer an error that it throws is answered with status 500
 */
export async function serve(answer: (request: ServerRequest) => Reply | Promise<Reply>): Promise<RunningServer> {
  const handle = async (
    incoming: IncomingMessage | Http2ServerRequest,
    outgoing: ServerResponse | Http2ServerResponse,
  ) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const { method = "", url: path = "", headers } = incoming;
    const leaving = new AbortController();
    outgoing.on("close", () => {
      if (!outgoing.writableEnded) leaving.abort();
    });
    let reply: Reply;
    try {
      reply = await answer({ method, path, headers, body, left: leaving.signal });
    } catch (error) {
      reply = errorReply(500, "InternalServerException", String(error));
    }
    await write(outgoing, reply);
  };
  // A client that leaves in the midst of an exchange is none of the server's errors.
  const listener = (incoming: IncomingMessage | Http2ServerRequest, outgoing: ServerResponse | Http2ServerResponse) =>
    void handle(incoming, outgoing).catch(() => breakOff(outgoing));
  const http1 = createHttp1(listener);
  const http2 = createHttp2(listener);
  const sockets = new Set<Socket>();
  const tcp = createTcp((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      (first.toString("latin1", 0, 3) === "PRI" ? http2 : http1).emit("connection", socket);
    });
  });
  await new Promise<void>((resolve, reject) => tcp.on("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        tcp.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function write(
  outgoing: ServerResponse | Http2ServerResponse,
  { status, headers, body, cut }: Reply,
): Promise<void> {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  const send = (piece: Uint8Array | string) =>
    new Promise<void>((resolve, reject) => {
      (outgoing as ServerResponse).write(piece, (error) => (error ? reject(error) : resolve()));
    });
  if (typeof body === "string" || body instanceof Uint8Array) {
    if (body.length > 0) await send(body);
  } else for await (const piece of body) await send(piece);
  if (cut) breakOff(outgoing);
  else outgoing.end();
}

/** Over HTTP/2 only the one exchange breaks, with no error that its client would see. */
function breakOff(outgoing: ServerResponse | Http2ServerResponse): void {
  if ("stream" in outgoing) outgoing.stream.close();
  else outgoing.socket?.destroy();
}
