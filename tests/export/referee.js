// Plays an ink story in inkjs, the reference implementation of ink in JavaScript, and prints what a player sees.
//
//   node referee.js STORY.ink FIRST LAST
//
// One line of JSON for each seed from FIRST to LAST: its turns, each with the lines read, the choices offered and all
// variables. What is chosen follows from the seed. Chance is drawn as docs/language.md says under "Chance".
"use strict";

const { createHash } = require("node:crypto");
const { readFileSync, writeSync } = require("node:fs");
const { Compiler, CompilerOptions } = require("inkjs/full");

const MOST_CHOICES = 2000;

/** Word `index` of run `run` of a block: 64 bits of BLAKE2b-512. */
function word(seed, block, run, index) {
  const digest = createHash("blake2b512").update(`${seed}:${block}:${run}:${index >> 3}`, "ascii").digest();
  return digest.readBigUInt64LE((index & 7) * 8);
}

/** Binds what the story asks of its host. All of it is pure, so ink may look ahead. */
function bindHost(story, host) {
  const drawn = (block, run, index) => word(host.seed, block, run, index);
  const functions = {
    roll: (block, run, index, low, high) => {
      const span = high - low + 1;
      return span > 0 ? low + Number((drawn(block, run, index) * BigInt(span)) >> 64n) : low;
    },
    chance: (block, run, index, odds) => drawn(block, run, index) < odds * 2 ** 64,
    pick: (block, run, index, count) => Number((drawn(block, run, index) * BigInt(count)) >> 64n),
    formatted: (value, format) => (format === "" ? short(value) : fixed(value, format)),
  };
  for (const [name, does] of Object.entries(functions)) story.BindExternalFunction(name, does, true);
}

/** Six digits that count and no exponent, as a story's prose shows a decimal. */
function short(value) {
  const exponent = Number(value.toExponential(5).split("e")[1]);
  const digits = exponent < -4 || exponent >= 6 ? 0 : 5 - exponent;
  const text = halfToEven(value, digits);
  return digits > 0 ? text.replace(/\.?0+$/, "") : text;
}

/** `,`, `.1f`, `,.1f`, `.0%` of Python's format(). */
function fixed(value, format) {
  const [, comma, digits, kind] = /^(,?)(?:\.(\d)([f%]))?$/.exec(format);
  const text = kind === undefined ? String(value) : halfToEven(kind === "%" ? value * 100 : value, Number(digits));
  const [whole, ...rest] = text.split(".");
  const parted = comma ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return [parted, ...rest].join(".") + (kind === "%" ? "%" : "");
}

/** toFixed(), which takes the larger of two neighbours that are as near, brought to the even one. */
function halfToEven(value, digits) {
  const exact = Math.abs(value).toFixed(100);
  const end = exact.length - 100 + digits;
  const isTie = /^50*$/.test(exact.slice(end)) && digits < 100;
  const even = isTie && "02468".includes(exact.slice(0, end).replace(".", "").at(-1));
  const text = even ? exact.slice(0, end).replace(/\.$/, "") : Math.abs(value).toFixed(digits);
  return value < 0 || Object.is(value, -0) ? `-${text}` : text;
}

/** Text with the blanks that ink leaves around its logic closed up. */
const closed = (text) => text.replace(/[ \t]+/g, " ").trim();

function variables(story) {
  const found = {};
  for (const name of story.variablesState._globalVariables.keys()) {
    const value = story.variablesState[name];
    const isList = value !== null && typeof value === "object" && "originOfMaxItem" in value;
    found[name] = isList ? [...value.orderedItems].map((entry) => entry.Key.itemName) : value;
  }
  return found;
}

function play(story, host, seed) {
  host.seed = seed;
  story.ResetState();
  const turns = [];
  let generator = seed;
  for (let made = 0; made <= MOST_CHOICES; made += 1) {
    const lines = [];
    while (story.canContinue) {
      const line = closed(story.Continue());
      if (line !== "") lines.push([line, story.currentTags.filter((tag) => tag === "heading" || tag === "ending")]);
    }
    const choices = story.currentChoices.map((choice) => closed(choice.text));
    turns.push({ lines, choices, variables: variables(story) });
    if (choices.length === 0) return turns;
    generator = (Math.imul(generator, 1103515245) + 12345) >>> 0;
    story.ChooseChoiceIndex((generator >>> 16) % choices.length);
  }
  throw new Error(`seed ${seed}: no ending after ${MOST_CHOICES} choices`);
}

function compiled(file) {
  const said = [];
  const options = new CompilerOptions(null, [], false, (message) => said.push(message));
  const compiler = new Compiler(readFileSync(file, "utf8"), options);
  let story = null;
  try {
    story = compiler.Compile();
  } catch (error) {
    said.push(error.message);
  }
  if (said.length > 0 || story === null) {
    process.stderr.write(`${said.join("\n")}\n`);
    process.exit(1);
  }
  story.onError = (message) => {
    throw new Error(message);
  };
  return story;
}

const [file, first, last] = process.argv.slice(2);
const host = { seed: 0 };
const story = compiled(file);
bindHost(story, host);
for (let seed = Number(first); seed <= Number(last); seed += 1) {
  writeSync(1, `${JSON.stringify(play(story, host, seed))}\n`);
}
