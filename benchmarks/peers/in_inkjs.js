// The reference story in inkjs: prints one line of JSON.
//
//     node in_inkjs.js INKJS STORY.json SECONDS
'use strict';

const fs = require('fs');

const { Story } = require(process.argv[2]);
const WEIGHTS = { morale: 7, ammo: 5, food: 3, civilians: 2, trust: 1, fatigue: 11 };
const story = new Story(fs.readFileSync(process.argv[3], 'utf8').replace(/^\uFEFF/, ''));
const seconds = Number(process.argv[4]);

function play(seed) {
  let generator = seed >>> 0;
  story.ResetState();
  for (;;) {
    story.ContinueMaximally();
    const choices = story.currentChoices;
    if (choices.length === 0) return;
    for (const choice of choices) choice.text;
    generator = (Math.imul(generator, 1103515245) + 12345) >>> 0;
    story.ChooseChoiceIndex((generator >>> 16) % choices.length);
  }
}

function cpuSeconds() {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
}

let check = 0;
for (let seed = 1; seed <= 200; seed++) {
  play(seed);
  let total = 0;
  for (const [name, weight] of Object.entries(WEIGHTS)) total += weight * story.variablesState[name];
  check = (Math.imul(check, 31) + total) | 0;
}
let plays = 0;
let spent = 0;
const start = cpuSeconds();
while (spent < seconds) {
  for (let i = 0; i < 10; i++) play(++plays);
  spent = cpuSeconds() - start;
}
console.log(JSON.stringify({ checksum: check, plays: plays / spent }));
