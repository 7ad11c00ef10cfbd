import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cloudFormationTemplate, type Template, templateText } from "../../cli/export/cloudformation/template.ts";
import { sampleExport } from "./exported.ts";

/** A Python that has cfn-lint: HEADROOM_PYTHON, or python3. */
const python = process.env["HEADROOM_PYTHON"] ?? "python3";

function hasLint(): boolean {
  try {
    execFileSync(python, ["-c", "import cfnlint"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("cfn-lint", function () {
  this.timeout(180_000);
  let folder: string;
  before(function () {
    if (!hasLint()) {
      console.log(
        "    Skipped, without cfn-lint: pip install cfn-lint==1.58.0, for the Python that HEADROOM_PYTHON names.",
      );
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "headroom-cfn-lint-"));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** What it finds, a line each. */
  async function lint(name: string, template: Template): Promise<string[]> {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, templateText(template));
    const { stdout } = await promisify(execFile)(python, [
      ...[
        "-c",
        "from cfnlint.runner import main; main()",
        "--regions",
        "us-east-1",
        "--format",
        "parseable",
        "--non-zero-exit-code",
        "none",
      ],
      ...["--", file],
    ]);
    return stdout.split("\n").filter(Boolean);
  }

  for (const stack of ["us-east-1", "everything"])
    it(`finds nothing in the template of ${stack}, no warning either`, async () => {
      assert.deepEqual(await lint(stack, cloudFormationTemplate(await sampleExport(stack))), []);
    });

  it("would find a property that isn't there, and a reference that leads nowhere", async () => {
    const template = cloudFormationTemplate(await sampleExport("everything"));
    const { PublisherQueue, PublisherFunction } = template.Resources;
    const found = await lint("broken", {
      ...template,
      Resources: {
        ...template.Resources,
        PublisherQueue: { ...PublisherQueue!, Properties: { ...PublisherQueue!.Properties, Depth: 3 } },
        PublisherFunction: {
          ...PublisherFunction!,
          Properties: { ...PublisherFunction!.Properties, Role: { Ref: "No" } },
        },
      },
    });
    assert.match(found.join("\n"), /'Depth' was unexpected/);
    assert.match(found.join("\n"), /'No' is not one of/);
  });
});
