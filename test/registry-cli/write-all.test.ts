import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAll } from "../../cli/registry/write-all.ts";

describe("writing the registry's files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-write-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const files = (text: string) =>
    new Map(Array.from({ length: 40 }, (_, index) => [join(folder, `${index}.json`), text] as const));
  const texts = async () => {
    const names = await readdir(folder);
    return [names.length, new Set(await Promise.all(names.map((name) => readFile(join(folder, name), "utf8"))))];
  };

  it("comes to its end when it is told to stop in the middle", async () => {
    const before = process.listenerCount("SIGHUP");
    const written = writeAll(files("new"));
    // Unless someone listens, this ends the process.
    process.kill(process.pid, "SIGHUP");
    await written;
    assert.deepEqual(await texts(), [40, new Set(["new"])]);
    assert.equal(process.listenerCount("SIGHUP"), before);
  });

  it("leaves nothing behind where a folder is in the way, and what was there as it was", async () => {
    await writeAll(files("old"));
    const file = join(folder, "file");
    await writeFile(file, "old");
    await assert.rejects(writeAll(new Map([...files("new"), [join(file, "below.json"), "new"]])));
    assert.deepEqual(await texts(), [41, new Set(["old"])]);
  });
});
