import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { NetworkError, networkOf } from "../../aws/network.ts";
import { type AwsServer, startAwsServer } from "../../local/servers/aws-http.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { troubleOf } from "../../stacks/aws-errors.ts";

const password = "s3cret-w0rd";

/** A CONNECT proxy that leads every host to one port here. */
interface Proxy {
  url: string;
  port: number;
  asked: { host: string; authorization: string | undefined }[];
  /** the status that it answers; 200 opens the tunnel */
  status: number;
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** All AWS hosts of us-east-1 with a certificate that only `ca` makes trusted. */
async function startTls(directory: string, target: string): Promise<TlsServer> {
  const run = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  writeFileSync(join(directory, "names"), "subjectAltName=DNS:*.us-east-1.amazonaws.com,DNS:localhost\n");
  const ca = ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Company", "-days", "2"];
  run("req", "-x509", "-newkey", "rsa:2048", "-nodes", ...ca);
  run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=AWS");
  const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-days", "2"];
  run("x509", "-req", "-in", "own.csr", "-out", "own.pem", ...signed);
  const keys = { key: readFileSync(join(directory, "own.key")), cert: readFileSync(join(directory, "own.pem")) };
  const server = createTlsServer(keys, (socket) => {
    const plain = connect(Number(new URL(target).port), "127.0.0.1");
    socket.pipe(plain).pipe(socket);
    for (const end of [socket, plain]) end.on("error", () => socket.destroy());
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function startProxy(to: number): Promise<Proxy & { server: Server }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  const proxy = { url: `http://127.0.0.1:${port}`, port, asked: [] as Proxy["asked"], status: 200, server };
  server.on("connect", ({ url = "", headers }: IncomingMessage, socket: Socket) => {
    proxy.asked.push({ host: url, authorization: headers["proxy-authorization"] });
    socket.on("error", () => {});
    if (proxy.status !== 200) return void socket.end(`HTTP/1.1 ${proxy.status} No\r\n\r\n`);
    const there = connect(to, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      there.pipe(socket).pipe(there);
    });
    there.on("error", () => socket.destroy());
  });
  return proxy;
}

/** A process of its own, as a command is: Node reads some of the environment at its start. */
async function readQuotas(environment: Record<string, string>, requests = 1): Promise<string> {
  const program = `
    import { ListServiceQuotasCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
    import { clientSettings } from "./aws/client.ts";
    import { troubleOf } from "./stacks/aws-errors.ts";
    const client = new ServiceQuotasClient(clientSettings({ region: "us-east-1", maxAttempts: 1 }));
    try {
      for (let i = 0; i < ${requests}; i++) {
        const { Quotas } = await client.send(new ListServiceQuotasCommand({ ServiceCode: "bedrock" }));
        console.log(Quotas.length);
      }
    } catch (error) {
      const { why, fix } = troubleOf(error, "servicequotas:ListServiceQuotas", { region: "us-east-1" });
      console.log(why + "; " + fix);
    }`;
  const { PATH = "" } = process.env;
  const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_CONFIG_FILE: "/nowhere" };
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    env: { PATH, ...keys, ...environment },
    cwd: join(import.meta.dirname, "..", ".."),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  await once(child, "close");
  return output.trim();
}

describe("a network with a proxy", () => {
  let directory: string;
  let server: AwsServer;
  let tls: TlsServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let bundle: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "proxy-"));
    server = await startAwsServer(serviceQuotas([{ code: "L-00000001", name: "one", applied: 1 }]));
    tls = await startTls(directory, server.url);
    proxy = await startProxy(portOf(tls));
    bundle = join(directory, "ca.pem");
  });
  beforeEach(() => {
    proxy.asked.length = 0;
    proxy.status = 200;
    server.forget();
  });
  after(async () => {
    proxy.server.close();
    tls.close();
    await server.close();
    rmSync(directory, { recursive: true });
  });

  it("is gone through to AWS, with one connection for many requests, and AWS_CA_BUNDLE believed", async () => {
    const output = await readQuotas({ HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: bundle }, 5);
    assert.equal(output, "1\n1\n1\n1\n1");
    assert.deepEqual(proxy.asked, [{ host: "servicequotas.us-east-1.amazonaws.com:443", authorization: undefined }]);
    assert.equal(server.count("ListServiceQuotas"), 5);
  });

  it("gets the user and the password, and its certificates from NODE_EXTRA_CA_CERTS", async () => {
    const address = `http://jo%40example.com:${password}@127.0.0.1:${proxy.port}`;
    assert.equal(await readQuotas({ https_proxy: address, NODE_EXTRA_CA_CERTS: bundle }), "1");
    const expected = Buffer.from(`jo@example.com:${password}`).toString("base64");
    assert.deepEqual(
      proxy.asked.map(({ authorization }) => authorization),
      [`Basic ${expected}`],
    );
  });

  it("is left out for what NO_PROXY names, and for everything where the environment names none", async () => {
    const endpoint = { AWS_ENDPOINT_URL: `https://localhost:${portOf(tls)}`, AWS_CA_BUNDLE: bundle };
    for (const NO_PROXY of ["localhost", "*", `localhost:${portOf(tls)}`])
      assert.equal(await readQuotas({ ...endpoint, HTTPS_PROXY: proxy.url, NO_PROXY }), "1");
    assert.equal(await readQuotas(endpoint), "1");
    assert.equal(proxy.asked.length, 0);
    assert.equal(server.count("ListServiceQuotas"), 4);
    assert.equal(await readQuotas({ ...endpoint, HTTPS_PROXY: proxy.url, NO_PROXY: "example.com" }), "1");
    assert.equal(proxy.asked.length, 1);
  });

  it("is told in one line where it answers 407, or refuses the host, never with the password", async () => {
    const address = `http://jo:${password}@127.0.0.1:${proxy.port}`;
    proxy.status = 407;
    const refused = await readQuotas({ HTTPS_PROXY: address });
    assert.match(
      refused,
      /^the proxy asks for a user and a password, or does not take those it got \(407\); set HTTPS_/,
    );
    proxy.status = 403;
    const closed = await readQuotas({ HTTPS_PROXY: address });
    assert.match(closed, /^the proxy gives no way to AWS: .*servicequotas\.us-east-1.*403/);
    for (const output of [refused, closed]) {
      assert.equal(output.split("\n").length, 1);
      assert(!output.includes(password));
    }
  });

  it("says how to trust a company's certificates where they are not", async () => {
    const output = await readQuotas({ HTTPS_PROXY: proxy.url });
    assert.match(output, /^the certificate is not trusted: .*NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE/);
  });

  it("is gone through for the credentials of an SSO session too", async () => {
    const config = join(directory, "config");
    const session = ["sso_start_url = https://example.com/start", "sso_region = us-east-1"];
    const role = ["sso_account_id = 123456789012", "sso_role_name = Reader"];
    writeFileSync(config, ["[default]", "region = us-east-1", ...session, ...role, ""].join("\n"));
    const name = createHash("sha1").update("https://example.com/start").digest("hex");
    const cache = join(directory, ".aws", "sso", "cache");
    mkdirSync(cache, { recursive: true });
    const token = { accessToken: "token", expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
    writeFileSync(join(cache, `${name}.json`), JSON.stringify(token));
    const environment = { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: bundle, AWS_CONFIG_FILE: config, HOME: directory };
    await readQuotas({ ...environment, AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    assert.deepEqual(proxy.asked[0]?.host, "portal.sso.us-east-1.amazonaws.com:443");
  });
});

describe("the network that the environment describes", () => {
  it("is the SDK's own where it says nothing", () => {
    assert.deepEqual(networkOf({ PATH: "/bin", NO_PROXY: "example.com", HTTPS_PROXY: "" }), {});
  });

  it("is refused where it can't be used, without the address", () => {
    for (const HTTPS_PROXY of [`jo:${password}@proxy:80`, `socks5://jo:${password}@proxy:80`, `proxy ${password}`])
      assert.throws(
        () => networkOf({ HTTPS_PROXY }),
        (error) =>
          error instanceof NetworkError &&
          /HTTPS_PROXY is no address/.test(error.message) &&
          !error.message.includes(password),
      );
    assert.throws(() => networkOf({ HTTPS_PROXY: "http://proxy:80" }, "22.18.0"), /Node 22\.18\.0 can't go through/);
    assert.throws(() => networkOf({ AWS_CA_BUNDLE: "/nowhere/ca.pem" }), /AWS_CA_BUNDLE can't be read: ENOENT/);
    assert.throws(() => networkOf({ AWS_CA_BUNDLE: import.meta.filename }), /holds no certificate in PEM form/);
  });

  it("takes a proxy's refusal for an answer that no other request can better", () => {
    const error = Object.assign(new Error("no"), { code: "ERR_PROXY_TUNNEL", statusCode: 407 });
    assert.equal(troubleOf(error, "a", { region: "us-east-1" }).fatal, true);
  });
});
