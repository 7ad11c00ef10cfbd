import { marked, type Token, type Tokens } from "marked";
import { h } from "./element.ts";

/**
 * Shows Markdown as CloudWatch's text widgets and alarm descriptions do. Elements are made one by one from what the
 * parser found, so that HTML in the text stays text: nothing is ever read as HTML.
 */
export function markdown(text: string): HTMLElement {
  return h("div", { class: "markdown" }, blocks(marked.lexer(text, { gfm: true })));
}

const blocks = (tokens: readonly Token[]): Node[] => tokens.flatMap((token) => block(token));

function block(token: Token): Node[] {
  switch (token.type) {
    case "space":
      return [];
    case "heading":
      return [h(`h${Math.min(6, (token as Tokens.Heading).depth + 2)}` as "h3", {}, inline(token))];
    case "paragraph":
      return [h("p", {}, inline(token))];
    case "list": {
      const list = token as Tokens.List;
      return [
        h(
          list.ordered ? "ol" : "ul",
          {},
          list.items.map((item) => h("li", {}, blocks(item.tokens))),
        ),
      ];
    }
    case "code":
      return [h("pre", { tabindex: 0 }, h("code", {}, (token as Tokens.Code).text))];
    case "blockquote":
      return [h("blockquote", {}, blocks((token as Tokens.Blockquote).tokens))];
    case "hr":
      return [h("hr")];
    case "table": {
      const table = token as Tokens.Table;
      const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td") =>
        h(
          "tr",
          {},
          cells.map((cell) => h(tag, {}, spans(cell.tokens))),
        );
      return [
        h(
          "table",
          {},
          h("thead", {}, row(table.header, "th")),
          h(
            "tbody",
            {},
            table.rows.map((cells) => row(cells, "td")),
          ),
        ),
      ];
    }
    case "text":
      return inline(token);
    default:
      return [h("p", {}, token.raw)];
  }
}

const inline = (token: Token): Node[] =>
  "tokens" in token && token.tokens ? spans(token.tokens) : [document.createTextNode(textOf(token))];

const spans = (tokens: readonly Token[]): Node[] => tokens.flatMap((token) => span(token));

function span(token: Token): Node[] {
  switch (token.type) {
    case "strong":
      return [h("strong", {}, inline(token))];
    case "em":
      return [h("em", {}, inline(token))];
    case "del":
      return [h("del", {}, inline(token))];
    case "codespan":
      return [h("code", {}, (token as Tokens.Codespan).text)];
    case "br":
      return [h("br")];
    case "link": {
      const { href } = token as Tokens.Link;
      // Only the web's own links: a config could name any scheme.
      if (!/^https?:\/\//.test(href)) return inline(token);
      return [h("a", { href, target: "_blank", rel: "noopener noreferrer" }, inline(token))];
    }
    case "text":
    case "escape":
      return inline(token);
    default:
      return [document.createTextNode(token.raw)];
  }
}

const textOf = (token: Token): string => ("text" in token && typeof token.text === "string" ? token.text : token.raw);
