import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { chosen, readFleet } from "../../examples/automation/places.ts";
import { openRecord } from "../../examples/automation/record.ts";
import { workFolder } from "../../examples/automation/work-folder.ts";

const role = (account: string) => `arn:aws:iam::${account}:role/headroom-deploy`;

describe("examples/automation: places", () => {
  let folder: string;
  const fleetFile = () => join(folder, "fleet.yaml");
  const write = (fleet: unknown) => writeFile(fleetFile(), stringify(fleet));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fleet places "));
    await writeFile(join(folder, "Pulumi.yaml"), stringify({ name: "p", main: "index.ts" }));
    for (const region of ["us-east-1", "eu-west-1"])
      await writeFile(join(folder, `Pulumi.${region}.yaml`), stringify({ config: { "aws:region": region } }));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are all stack files of the project, where the file lists none", async () => {
    await write({ project: "." });
    assert.deepEqual(
      readFleet(fleetFile()).places.map(({ stack }) => stack),
      ["eu-west-1", "us-east-1"],
    );
  });

  it("are every stack in every account, under a name of its own", async () => {
    const accounts = [
      { name: "dev", roleArn: role("111122223333") },
      { name: "prod", roleArn: role("444455556666"), stacks: ["eu-west-1"] },
    ];
    await write({ project: ".", stacks: ["us-east-1"], accounts });
    assert.deepEqual(readFleet(fleetFile()).places, [
      { stack: "dev-us-east-1", file: "us-east-1", roleArn: role("111122223333") },
      { stack: "prod-eu-west-1", file: "eu-west-1", roleArn: role("444455556666") },
    ]);
  });

  it("are told of at once where they can't be used", async () => {
    await write({
      project: ".",
      stacks: ["nowhere"],
      accounts: [{ name: "a", roleArn: role("111122223333"), stacks: ["no"] }],
    });
    assert.throws(
      () => readFleet(fleetFile()),
      /stacks: there is no Pulumi\.nowhere\.yaml[\s\S]*accounts\[0\]\.stacks: there is no/,
    );
    await write({ project: ".", accounts: [{ name: "a", roleArn: "me" }], stack: 1 });
    assert.throws(() => readFleet(fleetFile()), /accounts\.0\.roleArn: must be a role's ARN[\s\S]*stack/);
    await rm(fleetFile());
    assert.throws(() => readFleet(fleetFile()), /Copy fleet\.example\.yaml/);
  });

  it("are chosen by their names alone", async () => {
    await write({ project: "." });
    const { places } = readFleet(fleetFile());
    assert.equal(chosen(places, []).length, 2);
    assert.deepEqual(
      chosen(places, ["us-east-1"]).map(({ stack }) => stack),
      ["us-east-1"],
    );
    assert.throws(() => chosen(places, ["us-*"]), /no place is called us-\*; there are: eu-west-1, us-east-1/);
  });

  it("have a folder each, with the stack's file, and what Pulumi wrote into it before", async () => {
    await write({ project: ".", stacks: ["us-east-1"], accounts: [{ name: "dev", roleArn: role("111122223333") }] });
    const fleet = readFleet(fleetFile());
    const own = workFolder(fleet, fleet.places[0]!);
    const file = join(own, "Pulumi.dev-us-east-1.yaml");
    const written = parse(await readFile(file, "utf8")) as Record<string, unknown>;
    assert.deepEqual(written, { config: { "aws:region": "us-east-1" } });
    const project = parse(await readFile(join(own, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
    assert.equal(project["main"], join(folder, "index.ts"));
    await writeFile(file, stringify({ encryptionsalt: "v1:salt", config: { "aws:region": "elsewhere" } }));
    workFolder(fleet, fleet.places[0]!);
    assert.deepEqual(parse(await readFile(file, "utf8")), { encryptionsalt: "v1:salt", ...written });
  });

  it("with a role refuse a profile, which would be used instead", async () => {
    await writeFile(join(folder, "Pulumi.us-east-1.yaml"), stringify({ config: { "aws:profile": "mine" } }));
    await write({ project: ".", stacks: ["us-east-1"], accounts: [{ name: "dev", roleArn: role("111122223333") }] });
    const fleet = readFleet(fleetFile());
    assert.throws(() => workFolder(fleet, fleet.places[0]!), /names aws:profile/);
  });

  it("are done until their file changes, also for the next process", async () => {
    await write({ project: "." });
    const fleet = readFleet(fleetFile());
    const [one, other] = fleet.places as [(typeof fleet.places)[number], (typeof fleet.places)[number]];
    const ended = { changes: {}, seconds: 1 };
    const record = openRecord(fleet, "up", true);
    record.keep(one, { stack: one.stack, status: "done", ...ended });
    record.keep(other, { stack: other.stack, status: "failed", ...ended });
    const next = openRecord(fleet, "up", true);
    assert.deepEqual([next.isDone(one), next.isDone(other)], [true, false]);
    assert(!openRecord(fleet, "preview", true).isDone(one));
    assert(!openRecord(fleet, "up", false).isDone(one));
    next.keep(one, { stack: one.stack, status: "failed", ...ended });
    assert(!openRecord(fleet, "up", true).isDone(one));
    next.keep(one, { stack: one.stack, status: "done", ...ended });
    await writeFile(join(folder, `Pulumi.${one.file}.yaml`), "config: {}\n");
    assert(!openRecord(fleet, "up", true).isDone(one));
  });
});
