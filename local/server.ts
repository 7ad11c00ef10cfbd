import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LocalState, TrafficName } from "../pages/local/data.ts";
import { UserError } from "../stacks/user-error.ts";
import { isTrafficName } from "./traffic.ts";

export interface LocalServer {
  url: string;
  /** sends the state to every open page */
  show(state: LocalState): void;
  close(): Promise<void>;
}

/** Longest body that is read, bytes: the name of a traffic takes some ten. */
export const longestBody = 4096;

/**
 * Serves the page of `npm run local` to this machine alone.
 * @param port 0 for any
 * @throws UserError when the port is in use
 */
export async function startServer(
  port: number,
  page: string,
  choose: (traffic: TrafficName) => void,
): Promise<LocalServer> {
  const listening = new Set<ServerResponse>();
  let latest = "";
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    // Another site's page must not reach this one through a name that leads here.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "")) return void response.writeHead(403).end();
    if (method === "GET" && url === "/") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(page);
    } else if (method === "GET" && url === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      if (latest) response.write(latest);
      listening.add(response);
      response.on("close", () => listening.delete(response));
    } else if (method === "POST" && url === "/traffic" && headers["content-type"] === "application/json") {
      void bodyOf(request)
        .then((body) => {
          // What is left of it is not read: the connection ends.
          if (body === undefined) return void response.writeHead(413, { connection: "close" }).end();
          const name: unknown = JSON.parse(body);
          if (typeof name !== "string" || !isTrafficName(name)) return void response.writeHead(400).end();
          choose(name);
          response.writeHead(204).end();
        })
        .catch(() => response.writeHead(400).end());
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new UserError(`port ${port} is in use; choose another one with --port, or 0 for any`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    show(state) {
      latest = `data: ${JSON.stringify(state)}\n\n`;
      for (const response of listening) response.write(latest);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A request's body, in UTF-8; undefined as soon as it is longer than `longestBody`. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection must outlive the reading: the answer goes over it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
