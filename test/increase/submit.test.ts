import assert from "node:assert/strict";
import { type Planned, type SubmitPort, submitAll } from "../../cli/increase/submit.ts";
import type { QuotaRequest } from "../../monitoring/increase/quota-request.ts";

const now = Date.UTC(2026, 10, 26, 12) / 1_000;
const planned: Planned[] = (["L-00000001", "L-00000002", "L-00000003"] as const).map((code) => ({
  region: "us-east-1",
  code,
  desired: 200,
}));

const answer = (name: string, status?: number): Error =>
  Object.assign(new Error(name), {
    name,
    ...(status !== undefined && { $metadata: { httpStatusCode: status } }),
  });

/** An account that answers each request with what stands next for its code: an error, or nothing: it is taken. */
function account(answers: Record<string, (Error | "taken, and the answer lost")[]> = {}) {
  const requests: QuotaRequest[] = [];
  const sent: string[] = [];
  const pauses: number[] = [];
  const put = (code: QuotaRequest["code"], desired: number): QuotaRequest => {
    const request = { id: `r-${code}`, code, name: code, desired, status: "PENDING", created: now, updated: now };
    requests.push(request);
    return request;
  };
  const port: SubmitPort = {
    history: async (code) => requests.filter((one) => one.code === code),
    request: async (code, desired) => {
      sent.push(code);
      const next = answers[code]?.shift();
      if (next === undefined) return put(code, desired);
      if (next instanceof Error) throw next;
      put(code, desired);
      throw answer("TimeoutError");
    },
    now: () => now,
    pause: async (milliseconds) => void pauses.push(milliseconds),
    explain: (error) => (error as Error).name,
  };
  return { port, requests, sent, pauses };
}

const outcomes = async (port: SubmitPort) => (await submitAll(planned, port)).map(({ outcome }) => outcome);

describe("submitting requests", () => {
  it("sends each once, and none again when it is run again", async () => {
    const { port, sent } = account();
    assert.deepEqual(await outcomes(port), ["submitted", "submitted", "submitted"]);
    assert.deepEqual(await outcomes(port), ["already-open", "already-open", "already-open"]);
    assert.equal(sent.length, 3);
  });

  it("ends at a right that was taken away, and says what was sent and what was not", async () => {
    for (const name of ["AccessDeniedException", "DependencyAccessDeniedException"]) {
      const { port, sent } = account({ "L-00000002": [answer(name, 400)] });
      const all = await submitAll(planned, port);
      assert.deepEqual(
        all.map(({ outcome }) => outcome),
        ["submitted", "refused", "not-tried"],
      );
      assert.match(all[2]?.why ?? "", new RegExp(`not tried after L-00000002: ${name}`));
      assert.deepEqual(sent, ["L-00000001", "L-00000002"]);
    }
  });

  it("goes on after what is about one quota alone", async () => {
    const { port } = account({
      "L-00000001": [answer("IllegalArgumentException", 400)],
      "L-00000002": [answer("ResourceAlreadyExistsException", 400)],
    });
    assert.deepEqual(await outcomes(port), ["refused", "already-open", "submitted"]);
  });

  it("ends where the account has as many open requests as AWS takes", async () => {
    const { port } = account({ "L-00000001": [answer("QuotaExceededException", 400)] });
    const all = await submitAll(planned, port);
    assert.deepEqual(
      all.map(({ outcome }) => outcome),
      ["refused", "not-tried", "not-tried"],
    );
    assert.match(all[0]?.why ?? "", /20, and 2 in a Region that is opted into/);
  });

  it("tries again what AWS throttled, ever later, and at last ends", async () => {
    const throttle = () => answer("TooManyRequestsException", 429);
    const twice = account({ "L-00000001": [throttle(), throttle()] });
    assert.deepEqual(await outcomes(twice.port), ["submitted", "submitted", "submitted"]);
    assert.deepEqual(twice.pauses, [1_000, 2_000]);
    const always = account({ "L-00000001": Array.from({ length: 9 }, throttle) });
    assert.deepEqual(await outcomes(always.port), ["refused", "not-tried", "not-tried"]);
    assert.equal(always.sent.length, 4);
  });

  it("looks up a request whose answer was lost, and never sends it again", async () => {
    const taken = account({ "L-00000001": ["taken, and the answer lost"] });
    assert.deepEqual(await outcomes(taken.port), ["submitted", "submitted", "submitted"]);
    assert.equal(taken.sent.length, 3);
    for (const error of [answer("TimeoutError"), answer("ServiceException", 500)]) {
      const lost = account({ "L-00000001": [error] });
      const all = await submitAll(planned, lost.port);
      assert.deepEqual(
        all.map(({ outcome }) => outcome),
        ["unknown", "not-tried", "not-tried"],
      );
      assert.match(all[0]?.why ?? "", /may have taken it all the same: see headroom increase status/);
      assert.equal(lost.sent.length, 1);
    }
  });

  it("takes no older request of the same value for the lost one", async () => {
    const { port, requests } = account({ "L-00000001": [answer("TimeoutError")] });
    requests.push({
      id: "old",
      code: "L-00000001",
      name: "",
      desired: 200,
      status: "DENIED",
      created: now - 86_400,
      updated: now,
    });
    assert.equal((await submitAll(planned, port))[0]?.outcome, "unknown");
  });

  it("sends nothing where it can't see what is open", async () => {
    const { port, sent } = account();
    const blind = { ...port, history: () => Promise.reject(answer("AccessDeniedException", 400)) };
    const all = await submitAll(planned, blind);
    assert.deepEqual(sent, []);
    assert.match(all[0]?.why ?? "", /nothing was sent, as whether a request is open is not known/);
  });
});
