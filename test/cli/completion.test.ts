import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wholeProgram } from "../../cli/program.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";

type Shell = "bash" | "zsh" | "fish";

/** How each shell is asked what it would complete: command lines, the last word of each not yet whole. */
const asks: Record<Shell, (script: string, line: string) => readonly string[]> = {
  bash: (script, line) => [
    ...["--norc", "--noprofile", "-c"],
    `source '${script}'; read -ra COMP_WORDS <<< "$1"; [[ $1 == *" " ]] && COMP_WORDS+=("")
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); $(complete -p headroom | sed 's/.*-F \\([^ ]*\\) .*/\\1/'); printf '%s\\n' "\${COMPREPLY[@]}"`,
    ...["bash", line],
  ],
  // What its completion adds is told, by functions in the place of those that show a menu.
  zsh: (script, line) => [
    ...["-f", "-c"],
    `compdef() { : }; source '${script}'
    compadd() { if [[ $1 == -a ]]; then print -l -- \${(P)2}; else shift; print -l -- $@; fi }
    _describe() { print -l -- \${\${(P)2}%%:*} }; _files() { print -l -- *(N) }; compset() { PREFIX=\${PREFIX#*=} }
    words=(\${(z)1}); [[ $1 == *" " ]] && words+=(""); CURRENT=$#words; PREFIX=$words[-1]; _headroom`,
    ...["zsh", line],
  ],
  fish: (script, line) => ["--no-config", "-c", `source '${script}'; complete -C "${line}"`],
};

describe("completion of the command line", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-completion-"));
  const empty = join(folder, "empty");
  mkdirSync(empty);
  after(() => rmSync(folder, { recursive: true }));

  for (const shell of ["bash", "zsh", "fish"] as const) {
    describe(`in ${shell}`, () => {
      const script = join(folder, `headroom.${shell}`);
      before(async function () {
        // Of Windows, bash may be another system with folders of its own.
        if (process.platform === "win32" || spawnSync(shell, ["-c", "exit"]).status !== 0) this.skip();
        const { code, stdout, stderr } = await runHeadroom(["completion", shell]);
        assert.equal(code, 0, stderr);
        writeFileSync(script, stdout);
        for (const name of ["Pulumi.yaml", "Pulumi.eu-one.yaml", "Pulumi.eu-two.yaml", "other.yaml"])
          writeFileSync(join(folder, name), "");
      });

      /** What fits at the end of a command line; zsh and fish choose themselves what of it begins as the last word does. */
      function completed(line: string): string[] {
        const { status, stdout, stderr } = spawnSync(shell, asks[shell](script, line), {
          cwd: folder,
          encoding: "utf8",
        });
        assert.deepEqual([status, stderr], [0, ""], line);
        const last = line.split(/[ =]/).at(-1) ?? "";
        return stdout
          .split("\n")
          .map((one) => one.replace(/\t.*/, "").replace(/^--[a-z]+=/, ""))
          .filter((one) => one !== "" && one.startsWith(last))
          .sort();
      }

      it("knows every command", async () => {
        const { commands } = await wholeProgram();
        const found = completed("headroom ");
        for (const command of commands) assert.ok(found.includes(command.name()), command.name());
        assert.deepEqual(completed("headroom pre"), ["preview"]);
      });

      it("knows commands within commands, and options where they belong", () => {
        assert.deepEqual(completed("headroom increase sta"), ["status"]);
        assert.deepEqual(completed("headroom plan --li"), ["--live"]);
        assert.deepEqual(completed("headroom usage --li"), []);
        assert.deepEqual(completed("headroom increase status --reg"), ["--region"]);
      });

      it("knows what an option's value can be", () => {
        assert.deepEqual(completed("headroom usage --region eu-west-"), ["eu-west-1", "eu-west-2", "eu-west-3"]);
        assert.deepEqual(completed("headroom completion "), ["bash", "fish", "zsh"]);
      });

      it("finds the stacks of the folder", () => {
        assert.deepEqual(completed("headroom plan --stack "), ["eu-one", "eu-two"]);
        assert.deepEqual(completed("headroom preview eu-o"), ["eu-one"]);
        assert.deepEqual(completed("headroom plan --json --stack=eu-t".replace("=", shell === "bash" ? " = " : "=")), [
          "eu-two",
        ]);
      });

      it("finds files where one is asked for, and no stack where there is none", () => {
        assert.deepEqual(completed("headroom diff oth"), ["other.yaml"]);
        const elsewhere = spawnSync(shell, asks[shell](script, "headroom plan --stack "), {
          cwd: empty,
          encoding: "utf8",
        });
        assert.deepEqual([elsewhere.stdout.trim(), elsewhere.stderr], ["", ""]);
      });
    });
  }

  it("is refused for another shell", async () => {
    const { code, stderr } = await runHeadroom(["completion", "tcsh"]);
    assert.equal(code, 1);
    assert.match(stderr, /Allowed choices are bash, zsh, fish/);
  });
});
