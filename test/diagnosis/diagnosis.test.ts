import assert from "node:assert/strict";
import { burstsOf } from "../../monitoring/diagnosis/bursts.ts";
import { candidatesOf } from "../../monitoring/diagnosis/candidates.ts";
import { type Cause, causes } from "../../monitoring/diagnosis/causes.ts";
import type { LeftCause } from "../../monitoring/diagnosis/finding.ts";
import { verdictOf } from "../../monitoring/diagnosis/verdict.ts";
import { play } from "./incident.ts";
import { type Labelled, labelled } from "./labelled.ts";

/** The verdict on an incident's largest burst. */
function told({ incident, known, errors }: Pick<Labelled, "incident" | "known" | "errors">) {
  const { minutes } = play(incident, known);
  const [largest] = burstsOf(minutes.throttled).toSorted((a, b) => b.throttled - a.throttled);
  assert.ok(largest, "requests were throttled");
  return verdictOf(minutes, largest, candidatesOf(minutes, largest), errors);
}

/** A burst within a minute is one of requests or of tokens, and so either's own. */
const holds = ({ cause, kind }: Pick<LeftCause, "cause" | "kind">, truth: readonly Cause[]): boolean =>
  truth.includes(cause) ||
  (cause === "burst-within-minute" &&
    truth.some((one) =>
      kind === "rpm" ? one === "requests" : one === "tokens-consumed" || one === "tokens-reserved",
    ));

describe("what throttled, of labelled incidents", () => {
  const all = labelled.map((one) => ({ one, verdict: told(one) }));

  it("has sixty incidents and more, each cause in five of them at least, ambiguous ones among them", () => {
    assert.ok(labelled.length >= 60, `${labelled.length}`);
    for (const cause of causes)
      assert.ok(labelled.filter(({ truth }) => truth.includes(cause)).length >= 5, `${cause} in five`);
    assert.ok(labelled.filter(({ ambiguous }) => ambiguous).length >= 20);
  });

  it("is never wrong where it is certain, and often certain", () => {
    const certain = all.filter(({ verdict }) => verdict.sureness === "certain");
    for (const { one, verdict } of certain)
      assert.ok(one.truth.includes(verdict.cause!), `${one.name}: ${verdict.cause}, not ${one.truth}`);
    assert.ok(certain.length >= 15, `${certain.length} certain`);
    for (const { one, verdict } of certain)
      assert.ok(one.errors || verdict.cause === "quota-zero", `${one.name}: no figure alone is certain`);
  });

  it("is not wrong where it is likely", () => {
    for (const { one, verdict } of all.filter(({ verdict }) => verdict.cause !== null))
      assert.ok(
        holds({ cause: verdict.cause!, ...(verdict.kind && { kind: verdict.kind }) }, one.truth),
        `${one.name}: ${verdict.cause}, not ${one.truth}`,
      );
  });

  it("calls ambiguous what is, with the truth among what is left, and nothing else", () => {
    for (const { one, verdict } of all) {
      if (one.ambiguous) {
        assert.equal(verdict.cause, null, `${one.name}: ${verdict.cause} is said, ${one.truth} is true`);
        assert.ok(
          verdict.left.some((left) => holds(left, one.truth)),
          `${one.name}: ${one.truth} is left`,
        );
      } else assert.notEqual(verdict.cause, null, `${one.name}: ${one.truth} is told`);
    }
  });

  it("is certain of nothing where the quotas of then are not known", () => {
    for (const one of labelled) {
      const { cause, sureness } = told({ ...one, known: { ...one.known, onlyToday: true } });
      assert.ok(sureness !== "certain" || cause === "not-a-quota", one.name);
    }
  });

  it("takes an error's text for more than figures, and an error without a time for less", () => {
    const [unseen] = labelled.filter(({ name }) => name === "reservedUnseen 1");
    assert.ok(unseen);
    const errors = { counts: { "tokens-a-minute": 12 }, timed: true, named: true };
    const left = told({ ...unseen, errors }).left.map(({ cause }) => cause);
    assert.equal(left[0], "tokens-reserved");
    assert.ok(!left.includes("not-a-quota") && !left.includes("account-daily"), `${left}`);
    const untimed = told({ ...unseen, errors: { ...errors, timed: false } }).left.map(({ cause }) => cause);
    assert.ok(untimed.includes("not-a-quota"), "it may be of another time");
    const other = { counts: { "requests-a-minute": 12, "tokens-a-minute": 12 }, timed: true, named: true };
    assert.equal(told({ ...unseen, errors: other }).cause, null, "errors that say several things say nothing");
  });
});
