import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface S3Server {
  url: string;
  /** "GET /key" or "LIST prefix token", in the order of arrival */
  asked: string[];
  /** the next answer with this key's bytes breaks off after so many */
  breakAfter: Map<string, number>;
  denied: boolean;
  close(): void;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function listing(objects: ReadonlyMap<string, Buffer>, prefix: string, from: number): string {
  const keys = [...objects.keys()].filter((one) => one.startsWith(prefix)).sort();
  const rows = keys
    .slice(from, from + 2)
    .map(
      (one) =>
        `<Contents><Key>${escaped(one)}</Key><Size>${objects.get(one)!.length}</Size><ETag>&quot;${one.length}&quot;</ETag></Contents>`,
    );
  const more = from + 2 < keys.length;
  const token = more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : "";
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${token}${rows.join("")}</ListBucketResult>`;
}

/** One bucket as S3 answers about it (API Reference: ListObjectsV2, GetObject), two keys a page. */
export async function startS3(bucket: string, objects: ReadonlyMap<string, Buffer>): Promise<S3Server> {
  const state: Omit<S3Server, "url" | "close"> = { asked: [], breakAfter: new Map(), denied: false };
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://s3");
    const failed = (status: number, code: string) =>
      response.writeHead(status, { "content-type": "application/xml" }).end(`<Error><Code>${code}</Code></Error>`);
    const [, first, ...rest] = url.pathname.split("/").map(decodeURIComponent);
    const key = rest.join("/");
    if (first !== bucket) return void failed(404, "NoSuchBucket");
    if (state.denied) return void failed(403, "AccessDenied");
    if (key === "") {
      const prefix = url.searchParams.get("prefix") ?? "";
      const from = Number(url.searchParams.get("continuation-token") ?? "0");
      state.asked.push(`LIST ${prefix} ${from}`);
      return void response.writeHead(200, { "content-type": "application/xml" }).end(listing(objects, prefix, from));
    }
    const bytes = objects.get(key);
    if (!bytes) return void failed(404, "NoSuchKey");
    if (request.headers["if-match"] !== `"${key.length}"`) return void failed(412, "PreconditionFailed");
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? "0");
    state.asked.push(`GET ${key} ${from}`);
    const part = bytes.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": part.length });
    const most = state.breakAfter.get(key);
    state.breakAfter.delete(key);
    if (most === undefined) response.end(part);
    else response.write(part.subarray(0, most), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}
