// Reads a Twee file with extwee, checks its passages and links, and plays it.
//
//   node twee_referee.mjs STORY.twee FIRST LAST
//
// The first line printed is JSON of what extwee read. Then comes one line for each seed from FIRST to LAST, as
// referee.js prints them. What plays here is no SugarCube: it knows the dozen macros that exports are made of, does
// with them what SugarCube's documentation says, and goes on by itself where a page has nothing but "Continue".
import { readFileSync, writeSync } from "node:fs";
import { parseTwee } from "extwee";

const MOST_PAGES = 20000;
const MACRO = /<<(\/?[\w=]+)\s*((?:"(?:\\.|[^"\\])*"|`[^`]*`|[^>"`]|>(?!>))*)>>/;
const LINK = /\[\[([^\]|]*)\|([^\]]*)\](?:\[([^\]]*)\])?\]/;
const TOKEN = new RegExp(`${MACRO.source}|${LINK.source}`, "g");
const CLOSES = new Set(["if", "switch", "link", "nobr"]);

const [file, first, last] = process.argv.slice(2);
const twee = parseTwee(readFileSync(file, "utf8"));
const passages = new Map(twee.passages.map((passage) => [passage.name, passage]));

/** The tree of a passage: text, links, and macros with what stands inside them. */
function parsed(text) {
  const root = { name: "", body: [] };
  const open = [root];
  const source = text.replaceAll("\\\n", "");
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const inside = open.at(-1).body;
    if (match.index > end) inside.push(source.slice(end, match.index));
    end = match.index + match[0].length;
    const [, name, args, words, target, setter] = match;
    if (name === undefined) {
      inside.push({ name: "[[", words, target, setter });
    } else if (name.startsWith("/")) {
      if (open.pop().name !== name.slice(1)) throw new Error(`<<${name}>> closes nothing in: ${text}`);
    } else {
      const node = { name, args, body: [] };
      inside.push(node);
      if (CLOSES.has(name)) open.push(node);
    }
  }
  if (open.length > 1) throw new Error(`<<${open.at(-1).name}>> is not closed in: ${text}`);
  root.body.push(source.slice(end));
  return root;
}

const trees = new Map();
const treeOf = (name) => {
  if (!passages.has(name)) throw new Error(`there is no passage ${name}`);
  if (!trees.has(name)) trees.set(name, parsed(passages.get(name).text));
  return trees.get(name);
};

/** The expression and the passage of a <<link>>. */
function linked(node) {
  const [, words, target] = /^`([^`]*)`\s+("(?:\\.|[^"\\])*")$/s.exec(node.args);
  return [words, JSON.parse(target)];
}

Math.clamp = (value, low, high) => Math.min(Math.max(value, low), high); // SugarCube's own
const compiled = new Map();

class Play {
  constructor(seed) {
    this.visits = new Map();
    this.setup = {};
    this.State = { variables: {} };
    this.seed = seed;
    this.run(twee.storyJavaScript);
    this.render("StoryInit");
  }

  run(source, isExpression = false) {
    if (!compiled.has(source)) {
      const desugared = source.replace(/"(?:\\.|[^"\\])*"|\$([A-Za-z_]\w*)/g, (whole, name) =>
        name === undefined ? whole : `State.variables.${name}`,
      );
      const body = isExpression ? `return (${desugared});` : desugared;
      compiled.set(source, new Function("setup", "State", "Config", "visited", "random", body));
    }
    const visited = (name) => this.visits.get(name) ?? 0;
    return compiled.get(source)(this.setup, this.State, { history: {} }, visited, () => this.seed);
  }

  value(source) {
    return this.run(source, true);
  }

  set(source) {
    const [, name, value] = /^(\S+)\s+to\s+(.*)$/s.exec(source);
    this.run(`${name} = ${value};`);
  }

  /** What a passage shows: its text, its links, and where it goes on to by itself. */
  render(name) {
    const page = { text: "", links: [], goto: null };
    this.show(treeOf(name).body, page);
    return page;
  }

  show(body, page) {
    for (const node of body) {
      if (typeof node === "string") page.text += node;
      else this.macro(node, page);
    }
  }

  macro(node, page) {
    switch (node.name) {
      case "[[":
        return page.links.push(node);
      case "set":
        return this.set(node.args);
      case "run":
        return this.run(node.args);
      case "=":
        return (page.text += this.value(node.args));
      case "goto":
        return (page.goto = node.args.startsWith("`") ? this.value(node.args.slice(1, -1)) : JSON.parse(node.args));
      case "include":
        return this.show(treeOf(JSON.parse(node.args)).body, page);
      case "nobr": {
        const inside = { text: "", links: page.links, goto: null };
        return this.show(node.body, inside);
      }
      case "if":
        return this.show(this.branch(node, (args) => this.value(args)), page);
      case "switch": {
        const value = this.value(node.args);
        return this.show(this.branch(node, (args) => this.value(args) === value), page);
      }
      case "link": {
        const [words, target] = linked(node);
        const setter = node.body.find((inside) => inside.name === "set")?.args;
        return page.links.push({ words: this.value(words), target, setter });
      }
      default:
        throw new Error(`<<${node.name}>> is no macro of an export`);
    }
  }

  /** The part of an <<if>> or <<switch>> that holds. */
  branch(node, holds) {
    let shown = node.name === "if" && holds(node.args);
    const found = [];
    let done = false;
    for (const inside of node.body) {
      if (["elseif", "else", "case"].includes(inside.name)) {
        done ||= shown;
        shown = !done && (inside.name === "else" || holds(inside.args));
      } else if (shown) {
        found.push(inside);
      }
    }
    return found;
  }

  visit(name) {
    this.visits.set(name, (this.visits.get(name) ?? 0) + 1);
    return this.render(name);
  }
}

const plain = (text) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replaceAll("&gt;", ">").replace(/[ \t]+/g, " ").trim();

function lines(text) {
  const found = [];
  for (const line of text.split("\n").filter((line) => line.trim() && !line.startsWith('<span class="closed">'))) {
    const [, level, words] = /^(?:<h([23])>)?(.*?)(?:<\/h[23]>)?$/s.exec(line);
    found.push([plain(words), level === "2" ? ["heading"] : level === "3" ? ["ending"] : []]);
  }
  return found;
}

function play(seed) {
  const game = new Play(seed);
  const turns = [];
  let generator = seed;
  let turn = [];
  let page = game.visit(twee.start);
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    turn.push(...lines(page.text));
    const [only] = page.links;
    if (page.goto !== null) {
      page = game.visit(page.goto);
    } else if (page.links.length === 1 && only.words === "Continue") {
      page = game.visit(only.target);
    } else {
      turns.push({ lines: turn, choices: page.links.map((link) => plain(link.words)), variables: { ...game.State.variables } });
      if (page.links.length === 0) return turns;
      turn = [];
      generator = (Math.imul(generator, 1103515245) + 12345) >>> 0;
      const link = page.links[(generator >>> 16) % page.links.length];
      if (link.setter) game.set(link.setter);
      page = game.visit(link.target);
    }
  }
  throw new Error(`seed ${seed}: no ending after ${MOST_PAGES} pages`);
}

/** Every passage that a link, <<goto>> or <<include>> names. */
function targets(node) {
  if (typeof node === "string") return [];
  const below = node.body?.flatMap(targets) ?? [];
  if (node.name === "[[") return [node.target];
  if (node.name === "link") return [linked(node)[1], ...below];
  if ((node.name === "goto" || node.name === "include") && !node.args.startsWith("`")) return [JSON.parse(node.args), ...below];
  return below;
}

const read = {
  name: twee.name,
  ifid: twee.IFID,
  format: twee.format,
  start: twee.start,
  passages: twee.passages.map(({ name, tags }) => ({ name, tags, links: targets(treeOf(name)) })),
};
writeSync(1, `${JSON.stringify(read)}\n`);
for (let seed = Number(first); seed <= Number(last); seed += 1) writeSync(1, `${JSON.stringify(play(seed))}\n`);
