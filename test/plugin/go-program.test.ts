import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { languagesAreReady } from "../../local/engine/language-tools.ts";
import { writeSdk } from "../../local/engine/sdk-host.ts";
import { analysed, root } from "./analysed.ts";

/** What `pulumi package add` asks of the generator besides: an SDK that is used from where it is. */
const local = { meta: { supportPack: true } };
const sdk = "example.com/pulumi-bedrock-headroom/sdk/go";

describe("the Go program of docs/languages.md", function () {
  // Go compiles Pulumi's SDK the first time.
  this.timeout(300_000);
  let folder: string;
  before(function () {
    if (languagesAreReady() && spawnSync("go", ["version"]).status === 0) return;
    console.log('    Skipped, without Go or what "npm run engine" builds.');
    this.skip();
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const vet = () =>
    spawnSync("go", ["vet", "."], { cwd: folder, encoding: "utf8", env: { ...process.env, GOFLAGS: "-mod=mod" } });

  it("compiles with the SDK that Pulumi generates", async () => {
    folder = mkdtempSync(join(tmpdir(), "headroom-go-"));
    await writeSdk("go", join(folder, "sdk"), JSON.stringify({ ...(await analysed()), ...local }));
    const page = readFileSync(join(root, "docs/languages.md"), "utf8");
    const [, program = ""] = /```go\n([\s\S]*?)```/.exec(page) ?? [];
    writeFileSync(join(folder, "main.go"), program);
    // The engine's own list of modules: everything that Pulumi's SDK for Go needs is in it.
    const modules = readFileSync(join(root, "local/engine/go.mod"), "utf8").replace(/^module .*/m, "module quotas");
    writeFileSync(join(folder, "go.mod"), `${modules}\nrequire ${sdk} v0.0.0\nreplace ${sdk} => ./sdk\n`);
    cpSync(join(root, "local/engine/go.sum"), join(folder, "go.sum"));
    const good = vet();
    assert.equal(good.status, 0, good.stderr);

    writeFileSync(join(folder, "main.go"), program.replace('Model: "', 'Modl: "'));
    assert.match(vet().stderr, /unknown field Modl/);
  });
});
