import assert from "node:assert/strict";
import { type BuildInput, type BuiltRegistry, buildRegistry } from "../../registry/build.ts";
import { changesBetween } from "../../registry/changes.ts";
import { registryOf } from "../../registry/index.ts";
import type { Listing } from "../../registry/listing.ts";
import { retireSource } from "../../registry/retire-source.ts";

const model = (name: string) => ({
  modelId: `example.${name.toLowerCase()}`,
  name,
  provider: "Example",
  inferenceTypes: ["ON_DEMAND"],
});
const [alpha, beta] = [model("Alpha"), model("Beta")];
const tokens = (code: string, name = "Alpha", defaultValue = 1) => ({
  code,
  name: `On-demand model inference tokens per minute for ${name}`,
  defaultValue,
});
const reading = (region: string, readAt: string, change: Partial<Listing> = {}): Listing => ({
  key: region,
  source: "a test",
  readAt,
  region,
  complete: true,
  models: [alpha, beta],
  profiles: [],
  mantle: [],
  quotas: [],
  ...change,
});
const build = (listings: Listing[], more: Partial<BuildInput> = {}) =>
  buildRegistry({ listings, overrides: [], endsOfLife: [], ...more });
type Built = ReturnType<typeof build>;
/** As a refresh does: the readings that come again make way. */
const refresh = (previous: Built, listings: Listing[]) =>
  build(listings, {
    previous: listings.reduce<BuiltRegistry>((registry, { key }) => retireSource(registry, key), previous),
  });
const lifecycle = (built: Built) => Object.fromEntries(built.catalogue.models.map((one) => [one.name, one.lifecycle]));
const codes = (built: Built) => built.catalogue.quotas.map(({ code, modelId }) => [code, modelId]);

describe("a new reading of some Regions", () => {
  it("ends no model that another Region has listed lately", () => {
    const before = build([reading("eu-west-1", "2026-06-01"), reading("us-east-1", "2026-06-01")]);
    const after = refresh(before, [reading("eu-west-1", "2026-06-08", { models: [alpha] })]);
    assert.deepEqual(lifecycle(after), { Alpha: "active", Beta: "active" });
    assert.deepEqual(
      after.regions.get("eu-west-1")?.models.map(({ modelId }) => modelId),
      [alpha.modelId],
    );
  });

  it("ends a model that no Region lists any longer, in whatever order they are read", () => {
    const before = build([reading("eu-west-1", "2026-06-01"), reading("us-east-1", "2026-06-01")]);
    const lost = (region: string, day: string) => reading(region, day, { models: [alpha] });
    assert.equal(
      lifecycle(refresh(before, [lost("us-east-1", "2026-06-08"), lost("eu-west-1", "2026-06-08")]))["Beta"],
      "end-of-life",
    );
    const oneByOne = refresh(refresh(before, [lost("us-east-1", "2026-06-08")]), [lost("eu-west-1", "2026-06-15")]);
    assert.equal(lifecycle(oneByOne)["Beta"], "end-of-life");
  });

  it("takes a list of a season ago for no proof that a model lives", () => {
    const before = build([reading("eu-west-1", "2026-01"), reading("us-east-1", "2026-06-01")]);
    assert.equal(
      lifecycle(refresh(before, [reading("us-east-1", "2026-06-08", { models: [alpha] })]))["Beta"],
      "end-of-life",
    );
  });

  it("keeps what the bedrock-mantle endpoint was known to serve, which no list has whole", () => {
    const cards = reading("us-east-1", "2026-06-01", {
      key: "cards",
      complete: false,
      models: [],
      mantle: [alpha.modelId, "example.mantle-only"],
    });
    const before = build([reading("us-east-1", "2026-05-01"), cards]);
    const after = refresh(before, [reading("us-east-1", "2026-07-01")]);
    assert.deepEqual(
      after.regions.get("us-east-1")?.models.map(({ modelId, onDemand, mantle }) => [modelId, onDemand, mantle]),
      [
        [alpha.modelId, true, true],
        [beta.modelId, true, undefined],
        ["example.mantle-only", undefined, true],
      ],
    );
    assert.equal(after.catalogue.models.find(({ modelId }) => modelId === "example.mantle-only")?.lifecycle, "active");
  });

  it("without quotas takes none away, and without being complete no model", () => {
    const before = build([reading("us-east-1", "2026-06-01", { quotas: [tokens("L-00000001")] })]);
    const partial = refresh(before, [reading("us-east-1", "2026-06-08", { complete: false, models: [], quotas: [] })]);
    assert.deepEqual(codes(partial), codes(before));
    assert.deepEqual(lifecycle(partial), lifecycle(before));
    assert.equal(partial.catalogue.sources[partial.catalogue.quotas[0]?.from ?? ""]?.readAt, "2026-06-01");
  });

  it("gives the day of the old reading to what the new one lacks, and drops sources that nothing rests on", () => {
    const before = build([
      reading("us-east-1", "2026-06-01", { quotas: [tokens("L-00000001"), tokens("L-00000002", "Beta")] }),
    ]);
    const after = refresh(before, [reading("us-east-1", "2026-06-08", { quotas: [tokens("L-00000001")] })]);
    assert.deepEqual(
      after.catalogue.quotas.map(({ code, from }) => [code, from]),
      [
        ["L-00000001", "us-east-1"],
        ["L-00000002", "us-east-1@2026-06-01"],
      ],
    );
    const whole = refresh(before, [
      reading("us-east-1", "2026-06-08", { quotas: [tokens("L-00000001"), tokens("L-00000002", "Beta")] }),
    ]);
    assert.deepEqual(Object.keys(whole.catalogue.sources), ["us-east-1"]);
  });

  it("puts a quota's new code in the place of the old one", () => {
    const before = build([reading("us-east-1", "2026-06-01", { quotas: [tokens("L-00000001")] })]);
    const after = refresh(before, [reading("us-east-1", "2026-06-08", { quotas: [tokens("L-00000002")] })]);
    assert.deepEqual(codes(after), [["L-00000002", alpha.modelId]]);
  });

  it("puts a quota of a new code and another spelling in the place of the old one", () => {
    const before = build([reading("us-east-1", "2026-06-01", { quotas: [tokens("L-00000001")] })]);
    const after = refresh(before, [
      reading("us-east-1", "2026-06-08", { quotas: [tokens("L-00000002", "Example Alpha")] }),
    ]);
    assert.deepEqual(codes(after), [["L-00000002", alpha.modelId]]);
  });

  it("trusts neither of two quotas that would be the same one, now and when it is built again", () => {
    const quotas = [tokens("L-00000001"), tokens("L-00000002", "Example Alpha")];
    const built = build([reading("us-east-1", "2026-06-01", { quotas })]);
    assert.deepEqual(codes(built), [
      ["L-00000001", null],
      ["L-00000002", null],
    ]);
    assert.deepEqual(
      built.findings.map(({ status, reason }) => [status, reason]),
      Array(2).fill(["ambiguous", "L-00000001 and L-00000002 would both be this quota of example.alpha"]),
    );
    const again = build([], { previous: built });
    assert.deepEqual([again.catalogue, again.findings], [built.catalogue, built.findings]);
  });

  it("takes the quota that an account has for that of a public list without a Region", () => {
    const { region: _, ...list } = reading("us-east-1", "2026-07-01", { key: "list", complete: false, models: [] });
    const index: Listing = { ...list, quotas: [{ code: "L-00000009", name: tokens("", "Example Alpha").name }] };
    assert.deepEqual(codes(build([index, reading("us-east-1", "2026-06-01", { quotas: [tokens("L-00000001")] })])), [
      ["L-00000001", alpha.modelId],
    ]);
  });

  it("keeps the defaults of us-east-1, and takes another Region's only where it has none", () => {
    const home = reading("us-east-1", "2026-06-01", { quotas: [tokens("L-00000001", "Alpha", 10)] });
    const other = reading("eu-west-1", "2026-06-08", {
      quotas: [tokens("L-00000001", "Alpha", 5), tokens("L-00000002", "Beta", 6)],
    });
    const values = (built: Built) =>
      built.catalogue.quotas.map(({ code, defaultValue, from }) => [code, defaultValue, from]);
    const expected = [
      ["L-00000001", 10, "us-east-1"],
      ["L-00000002", 6, "eu-west-1"],
    ];
    assert.deepEqual(values(build([home, other])), expected);
    assert.deepEqual(values(refresh(build([home]), [other])), expected);
    const raised = reading("us-east-1", "2026-06-15", { quotas: [tokens("L-00000001", "Alpha", 20)] });
    assert.deepEqual(values(refresh(build([home, other]), [raised]))[0], ["L-00000001", 20, "us-east-1"]);
  });

  it("finds a model by a profile's name also after the profile's reading has gone", () => {
    const profiles = [{ profileId: "us.example.alpha", name: "US Alphabet Soup", modelId: alpha.modelId }];
    const quotas = [tokens("L-00000001", "Alphabet Soup")];
    const before = build([reading("eu-west-1", "2026-06-01", { profiles, quotas })]);
    assert.deepEqual(before.catalogue.models[0]?.alsoNamed, ["Alphabet Soup"]);
    assert.deepEqual(codes(refresh(before, [reading("us-east-1", "2026-06-08")])), [["L-00000001", alpha.modelId]]);
  });

  it("has the end of life that AWS lists with a model, or the announced one: the newer of the two", () => {
    const ending = { ...alpha, lifecycle: "LEGACY" as const, endOfLife: "2026-07-01" };
    const on = (day: string, more = {}) =>
      build([reading("us-east-1", day, { models: [ending] })], more).catalogue.models[0];
    assert.deepEqual(on("2026-06-30")?.endOfLife, { date: "2026-07-01", source: "a test" });
    assert.equal(on("2026-06-30")?.lifecycle, "legacy");
    assert.equal(on("2026-07-01")?.lifecycle, "end-of-life");
    const announced = (readAt: string) => ({
      endsOfLife: [{ modelId: alpha.modelId, endOfLife: "2026-06-15", source: "a page", readAt }],
    });
    const [page, list] = [
      { date: "2026-06-15", source: "a page" },
      { date: "2026-07-01", source: "a test" },
    ];
    assert.deepEqual(on("2026-06-30", announced("2026-06-30"))?.endOfLife, { ...page, otherwise: [list] });
    // AWS put it off after the page was read: the model lives.
    assert.deepEqual(on("2026-06-30", announced("2026-06-01"))?.endOfLife, { ...list, otherwise: [page] });
    assert.equal(on("2026-06-30", announced("2026-06-01"))?.lifecycle, "legacy");
  });

  it("lets a page that was read again correct the end of life that it gave before", () => {
    const announced = (date: string) => ({
      endsOfLife: [{ modelId: alpha.modelId, endOfLife: date, source: "a page", readAt: "2026-06-01" }],
    });
    const before = build([reading("us-east-1", "2026-06-30")], announced("2026-07-15"));
    const after = build([], { previous: before, ...announced("2026-08-15") });
    assert.equal(after.catalogue.models[0]?.endOfLife?.date, "2026-08-15");
  });

  it("keeps the days that two Regions' lists differ in, until their word is one", () => {
    const legacy = (region: string, day: string, endOfLife: string) =>
      reading(region, day, {
        source: `the list of ${region}`,
        models: [{ ...alpha, lifecycle: "LEGACY", legacy: "2026-05-01", extendedAccess: "2026-06-01", endOfLife }],
      });
    const before = build([
      legacy("us-east-1", "2026-06-01", "2026-09-01"),
      legacy("eu-west-1", "2026-06-08", "2026-10-01"),
    ]);
    const [model] = before.catalogue.models;
    assert.deepEqual(model?.legacy, { date: "2026-05-01", source: "the list of eu-west-1" });
    assert.deepEqual(model?.extendedAccess?.date, "2026-06-01");
    assert.deepEqual(model?.endOfLife, {
      date: "2026-10-01",
      source: "the list of eu-west-1",
      otherwise: [{ date: "2026-09-01", source: "the list of us-east-1" }],
    });
    assert.deepEqual(build([], { previous: before }).catalogue, before.catalogue);
    const after = refresh(before, [legacy("us-east-1", "2026-06-15", "2026-10-01")]);
    assert.deepEqual(after.catalogue.models[0]?.endOfLife, { date: "2026-10-01", source: "the list of us-east-1" });
  });

  it("ends a model only where the page says so", () => {
    const regions = ["us-east-1"];
    const ends = [{ modelId: alpha.modelId, endOfLife: "2026-06-15", regions, source: "a page", readAt: "2026-06-30" }];
    const built = build([reading("us-east-1", "2026-06-30"), reading("eu-west-1", "2026-06-30")], { endsOfLife: ends });
    const inRegion = (region: string) => registryOf(built.catalogue, built.regions.get(region)!).models[0];
    const day = { date: "2026-06-15", source: "a page", regions };
    assert.deepEqual([inRegion("us-east-1")?.lifecycle, inRegion("us-east-1")?.endOfLife], ["end-of-life", day]);
    assert.deepEqual(
      [inRegion("eu-west-1")?.lifecycle, inRegion("eu-west-1")?.endOfLife, inRegion("eu-west-1")?.endsElsewhere],
      ["active", undefined, day],
    );
  });
});

describe("a quota whose code is another in one Region", () => {
  const [east, west] = ["us-east-1", "eu-west-1"];
  const codeIn = (built: Built, region: string) =>
    registryOf(built.catalogue, built.regions.get(region)!).models[0]?.scopes["on-demand"]?.quotas.map(
      ({ code }) => code,
    );
  const before = build([
    reading(east, "2026-06-01", { quotas: [tokens("L-00000001")] }),
    reading(west, "2026-06-01", { quotas: [tokens("L-00000001")] }),
  ]);

  for (const spelling of ["Alpha", "Example Alpha"]) {
    it(`is another in that Region alone, by the name of ${spelling}`, () => {
      const after = refresh(before, [reading(west, "2026-06-08", { quotas: [tokens("L-00000002", spelling)] })]);
      assert.deepEqual(codeIn(after, west), ["L-00000002"]);
      assert.deepEqual(codeIn(after, east), ["L-00000001"]);
      const again = build([], { previous: after });
      assert.deepEqual([again.catalogue, again.findings], [after.catalogue, after.findings]);
      const { recodedQuotas, newQuotas, removedQuotas } = changesBetween(before, after);
      const { name } = tokens("", spelling);
      assert.deepEqual(recodedQuotas, [{ before: "L-00000001", after: "L-00000002", name, regions: [west] }]);
      assert.deepEqual([newQuotas, removedQuotas], [[], []]);
    });

    it(`is the same everywhere once every Region has the new one, by the name of ${spelling}`, () => {
      const one = refresh(before, [reading(west, "2026-06-08", { quotas: [tokens("L-00000002", spelling)] })]);
      const both = refresh(one, [reading(east, "2026-06-15", { quotas: [tokens("L-00000002", spelling)] })]);
      assert.deepEqual(codes(both), [["L-00000002", alpha.modelId]]);
      assert.ok(both.catalogue.quotas.every(({ only }) => only === undefined));
      const { recodedQuotas } = changesBetween(one, both);
      assert.deepEqual(
        recodedQuotas.map((quota) => [quota.before, quota.after]),
        [["L-00000001", "L-00000002"]],
      );
    });

    it(`is the old one again where the Region's list has it again, by the name of ${spelling}`, () => {
      const one = refresh(before, [reading(west, "2026-06-08", { quotas: [tokens("L-00000002", spelling)] })]);
      const back = refresh(one, [reading(west, "2026-06-15", { quotas: [tokens("L-00000001")] })]);
      assert.deepEqual(codes(back), [["L-00000001", alpha.modelId]]);
    });
  }

  it("is none in GovCloud until a list of GovCloud has it, whose code can be the same or another", () => {
    const gov = "us-gov-west-1";
    const offers = reading(gov, "2026-06-01", { complete: false });
    const known = build([reading(east, "2026-06-01", { quotas: [tokens("L-00000001")] }), offers]);
    assert.deepEqual(codeIn(known, gov), []);
    const same = refresh(known, [reading(gov, "2026-06-08", { quotas: [tokens("L-00000001")] })]);
    assert.deepEqual([codeIn(same, gov), codeIn(same, east)], [["L-00000001"], ["L-00000001"]]);
    assert.deepEqual(build([], { previous: same }).catalogue, same.catalogue);
    const other = refresh(known, [reading(gov, "2026-06-08", { quotas: [tokens("L-00000002")] })]);
    assert.deepEqual([codeIn(other, gov), codeIn(other, east)], [["L-00000002"], ["L-00000001"]]);
  });

  it("holds for the daily quota across models, too", () => {
    const daily = (code: string) => ({ code, name: "Cross-Model Max Tokens Per Day", defaultValue: 7 });
    const known = build([reading(east, "2026-06-01", { quotas: [daily("L-00000001")] }), reading(west, "2026-06-01")]);
    const after = refresh(known, [reading(west, "2026-06-08", { quotas: [daily("L-00000002")] })]);
    const codeOf = (region: string) => registryOf(after.catalogue, after.regions.get(region)!).crossModelDaily?.code;
    assert.deepEqual([codeOf(east), codeOf(west)], ["L-00000001", "L-00000002"]);
    const { recodedQuotas, newQuotas } = changesBetween(known, after);
    assert.deepEqual([recodedQuotas.map(({ regions }) => regions), newQuotas], [[[west]], []]);
    assert.deepEqual(build([], { previous: after }).catalogue, after.catalogue);
  });
});
