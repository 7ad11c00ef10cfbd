import assert from "node:assert/strict";
import { lastHour, planWho } from "../../cli/top/plan-who.ts";
import { whoReader } from "../../cli/top/read-who.ts";
import type { ScreenStore } from "../../cli/top/screen.ts";
import { update } from "../../cli/top/update.ts";
import { followWho } from "../../cli/top/watch-who.ts";
import { askWho } from "../../cli/top/who.ts";
import { agreed } from "../../cli/usage/callers/consent.ts";
import { planLogs } from "../../cli/usage/callers/plan-logs.ts";
import type { PretendLogs } from "../callers/pretend-logs.ts";
import { accountOf, session } from "../callers/truth.ts";
import { type Running, run, usOpus } from "../usage/pretend-account.ts";
import { until } from "./real-terminal.ts";
import { sampleState } from "./sample-state.ts";
import { placeWho } from "./sample-who.ts";

const by = { by: "caller" } as const;
const request = { models: [], all: false, directory: "/nowhere" };

describe("reading who draws, again and again", function () {
  this.timeout(30_000);
  let running: Running;
  let logs: PretendLogs;
  let ending: AbortController;
  let following: Promise<void> | undefined;

  beforeEach(async () => {
    const end = Math.floor(Date.now() / 60_000) * 60;
    const made = accountOf([{ at: end - 1_800, id: usOpus, arn: session("search", "i-1"), input: 900, output: 10 }], {
      start: end - 7_200,
      end,
    });
    delete made.account.options.now;
    logs = made.logs;
    running = await run(made.account);
    ending = new AbortController();
  });
  afterEach(async () => {
    ending.abort();
    await following;
    await running.server.close();
  });

  /** Begins to follow the first place's wishes. @returns the state as it stands, and how to wish */
  async function follow(): Promise<{ store: ScreenStore; ask(): void }> {
    const now = Math.floor(Date.now() / 1000);
    const [span] = lastHour(now, "UTC");
    const plan = await planLogs(running.clients, by, span!, now, []);
    const allowed = await agreed(plan!, { yes: true, mayAsk: false, mostUsd: 1 });
    const first = sampleState();
    let state = { ...first, places: first.places.map((one) => ({ ...one, who: placeWho() })) };
    const told = new Set<() => void>();
    const set = (next: typeof state) => {
      state = next;
      for (const one of [...told]) one();
    };
    const store: ScreenStore = {
      get: () => state,
      subscribe: (changed) => {
        told.add(changed);
        return () => told.delete(changed);
      },
      send: (event) => set(update(state, event) as typeof state),
    };
    following = followWho(
      store,
      0,
      whoReader(running.clients, request, "UTC", allowed, { pollEvery: 1 }),
      ending.signal,
    );
    return {
      store,
      ask: () =>
        set({
          ...state,
          places: state.places.map((one, index) => (index === 0 ? { ...one, who: askWho(one.who) } : one)),
        }),
    };
  }
  const queries = () => running.server.count("StartQuery");
  const who = (store: ScreenStore) => store.get().places[0]!.who!;
  const answered = (store: ScreenStore, count: number) =>
    until(
      () => who(store).answered,
      (now) => now === count,
    );

  it("reads when it is asked to and never else", async () => {
    const { store, ask } = await follow();
    store.send({ kind: "time", now: Math.floor(Date.now() / 1000) + 600 });
    assert.equal(queries(), 0);
    ask();
    await answered(store, 1);
    assert.equal(queries(), 1);
    assert.deepEqual(
      who(store).reading?.targets.map(({ callers: { rows } }) => rows.map(({ name, share }) => [name, share])),
      [[["search (role)", 100]]],
    );
    ask();
    await answered(store, 2);
    assert.equal(queries(), 2);
    assert.equal(who(store).spent.bytes, 1_000);
  });

  it("a query that comes to nothing is told with what it cost, and the next try is a new one", async () => {
    logs.end = () => "Failed";
    const { store, ask } = await follow();
    ask();
    await answered(store, 1);
    assert.match(who(store).failure ?? "", /the log group's query came to nothing: .*1 queries cost about/);
    assert.equal(who(store).spent.isAll, false);
    delete logs.end;
    ask();
    await answered(store, 2);
    assert.equal(who(store).failure, undefined);
  });

  it("stops what runs when top ends, and tells nothing more", async () => {
    logs.end = () => "Running";
    const { store, ask } = await follow();
    ask();
    await until(queries, (count) => count === 1);
    ending.abort();
    await following;
    assert.equal(running.server.count("StopQuery"), 1);
    assert.deepEqual([who(store).answered, who(store).failure], [0, undefined]);
  });

  it("one question is asked for all places, and no refuses before anything is read", async () => {
    const now = Math.floor(Date.now() / 1000);
    const place = (profile: string) => ({ place: { region: "us-east-1", profile }, clients: running.clients });
    const gone = { place: { region: "us-east-1", profile: "gone" }, clients: "no such profile" };
    const spending = { yes: false, mayAsk: true, mostUsd: 1 };
    const questions: string[] = [];
    const plans = await planWho([place("dev"), gone, place("prod")], by, now, spending, async (question) => {
      questions.push(question);
      return true;
    });
    assert.equal(questions.length, 1);
    assert.match(questions[0]!, /us-east-1 dev: \/bedrock\/calls, about .*\$.*\n {2}us-east-1 prod: /);
    assert.equal(plans[1]?.logs, "no such profile");
    const [first] = plans;
    assert.ok(first && typeof first.logs !== "string" && Number.isFinite(first.logs.mostBytes));
    await assert.rejects(
      planWho([place("dev")], by, now, spending, async () => false),
      /stopped before the logs were read/,
    );
    assert.equal(queries(), 0);
  });

  it("a place whose calls are not logged says so", async () => {
    logs.groups = [];
    const [plan] = await planWho(
      [{ place: { region: "us-east-1", profile: undefined }, clients: running.clients }],
      by,
      Math.floor(Date.now() / 1000),
      { yes: true, mayAsk: false, mostUsd: 1 },
    );
    assert.match(String(plan?.logs), /which us-east-1 does not have: /);
  });
});
