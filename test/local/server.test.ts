import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { type LocalServer, longestBody, startServer } from "../../local/server.ts";

describe("the server of the local page", () => {
  let server: LocalServer;
  let chosen: string[];
  before(async () => {
    server = await startServer(0, "<p>page</p>", (traffic) => chosen.push(traffic));
  });
  beforeEach(() => {
    chosen = [];
  });
  after(() => server?.close());

  const headers = { "content-type": "application/json" };
  const choose = async (body: string) =>
    (await fetch(`${server.url}traffic`, { method: "POST", headers, body })).status;
  /** The same choice in so many bytes. */
  const padded = (bytes: number) => JSON.stringify("burst").padEnd(bytes);

  it("takes a choice of traffic, and refuses what is none", async () => {
    assert.equal(await choose(JSON.stringify("runaway")), 204);
    assert.deepEqual(chosen, ["runaway"]);
    for (const body of ["", "{", "null", JSON.stringify("storm"), JSON.stringify(["burst"])])
      assert.equal(await choose(body), 400, body);
    assert.deepEqual(chosen, ["runaway"]);
  });

  it("reads a body of 4 kB and none that is longer", async () => {
    assert.equal(await choose(padded(longestBody)), 204);
    assert.deepEqual(chosen, ["burst"]);
    assert.equal(await choose(padded(longestBody + 1)), 413);
    assert.equal(await choose(padded(100_000)), 413);
    assert.deepEqual(chosen, ["burst"]);
    assert.equal(await choose(padded(10)), 204);
  });

  it("does not wait for the end of a body that has none", async () => {
    const asked = request(`${server.url}traffic`, { method: "POST", headers });
    // The connection's end while it writes is no failure of the test.
    asked.on("error", () => {});
    asked.write(" ".repeat(longestBody));
    asked.write(" ");
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.headers.connection, "close");
    answer.resume();
    asked.destroy();
    assert.deepEqual(chosen, []);
  });
});
