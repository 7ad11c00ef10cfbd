import { Argument, type Command } from "commander";

const examples = `
The stack names that it completes are those of the stack files in the folder at the time.

Examples:
  $ headroom completion bash > ~/.local/share/bash-completion/completions/headroom
  $ headroom completion zsh > "\${fpath[1]}/_headroom"
  $ headroom completion fish > ~/.config/fish/completions/headroom.fish
  $ source <(headroom completion bash)        # for this shell alone

It completes the command by its own name, headroom: have it on the PATH (npm install --global bedrock-headroom).`;

export function register(command: Command): void {
  command
    .addArgument(new Argument("<shell>", "the shell that completes").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", examples)
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const [{ wholeProgram }, { outlinesOf }, { bashCompletion }, { zshCompletion }, { fishCompletion }] =
        await Promise.all([
          import("../program.ts"),
          import("../completion/outline.ts"),
          import("../completion/bash.ts"),
          import("../completion/zsh.ts"),
          import("../completion/fish.ts"),
        ]);
      const script = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }[shell];
      process.stdout.write(script(outlinesOf(await wholeProgram())));
    });
}
