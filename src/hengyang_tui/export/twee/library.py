"""JavaScript that exports to SugarCube call for. Only what is used stands in a story's script."""

from __future__ import annotations

HELPERS = {
    "word": """\
// Word `index` of run `run` of an effect block: 64 bits of BLAKE2b-512 (RFC 7693), keyed by the seed of the play.
setup.word = function (block, run, index) {
  const IV = [
    0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
    0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
  ];
  const ORDER = [
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
    "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0",
    "0123456789abcdef", "ea489fd61c02b753",
  ].map((order) => [...order].map((digit) => parseInt(digit, 16)));
  const WAYS = ["048c", "159d", "26ae", "37bf", "05af", "16bc", "278d", "349e"];
  const turned = (x, by) => BigInt.asUintN(64, (x >> by) | (x << (64n - by)));
  const text = new TextEncoder().encode(`${State.variables.seed}:${block}:${run}:${index >> 3}`);
  let h = IV.map((x, place) => (place === 0 ? x ^ 0x01010040n : x));
  for (let at = 0; at === 0 || at < text.length; at += 128) {
    const part = new Uint8Array(128);
    part.set(text.subarray(at, at + 128));
    const view = new DataView(part.buffer);
    const m = [...Array(16).keys()].map((place) => view.getBigUint64(8 * place, true));
    const w = [...h, ...IV];
    w[12] ^= BigInt(Math.min(at + 128, text.length));
    if (at + 128 >= text.length) w[14] = BigInt.asUintN(64, ~w[14]);
    for (const order of ORDER) {
      WAYS.forEach((way, place) => {
        const [a, b, c, d] = [...way].map((digit) => parseInt(digit, 16));
        w[a] = BigInt.asUintN(64, w[a] + w[b] + m[order[2 * place]]);
        w[d] = turned(w[d] ^ w[a], 32n);
        w[c] = BigInt.asUintN(64, w[c] + w[d]);
        w[b] = turned(w[b] ^ w[c], 24n);
        w[a] = BigInt.asUintN(64, w[a] + w[b] + m[order[2 * place + 1]]);
        w[d] = turned(w[d] ^ w[a], 16n);
        w[c] = BigInt.asUintN(64, w[c] + w[d]);
        w[b] = turned(w[b] ^ w[c], 63n);
      });
    }
    h = h.map((x, place) => x ^ w[place] ^ w[place + 8]);
  }
  return h[index & 7];
};""",
    "roll": """\
setup.roll = function (block, run, index, low, high) {
  const span = high - low + 1;
  return span > 0 ? low + Number((setup.word(block, run, index) * BigInt(span)) >> 64n) : low;
};""",
    "chance": """\
setup.chance = function (block, run, index, odds) {
  return setup.word(block, run, index) < odds * 2 ** 64;
};""",
    "pick": """\
setup.pick = function (block, run, index, count) {
  return Number((setup.word(block, run, index) * BigInt(count)) >> 64n);
};""",
    "mod": """\
// What is left over has the sign of the divisor.
setup.mod = (a, b) => ((a % b) + b) % b;""",
    "div": """\
// Rounded down, whatever the signs.
setup.div = (a, b) => (a - (((a % b) + b) % b)) / b;""",
    "rounded": """\
// The nearest whole number; of two that are as near, the even one.
setup.rounded = function (x) {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
};""",
    "hold": """\
setup.hold = (set, word) => (set.includes(word) ? set : [...set, word]);""",
    "drop": """\
setup.drop = (set, word) => set.filter((other) => other !== word);""",
    "thousands": """\
setup.thousands = (n) => String(n).replace(/\\B(?=(\\d{3})+$)/g, ",");""",
    "shown": """\
setup.shown = (word) => word.replaceAll("_", " ");""",
    "listed": """\
// A set as prose has it: a, b and c.
setup.listed = function (set, words) {
  const held = words.filter((word) => set.includes(word)).map((word) => word.replaceAll("_", " "));
  return held.length < 2 ? held[0] ?? "none" : `${held.slice(0, -1).join(", ")} and ${held.at(-1)}`;
};""",
    "halfToEven": """\
setup.halfToEven = function (value, digits) {
  const exact = Math.abs(value).toFixed(100);
  const end = exact.length - 100 + digits;
  const even = /^50*$/.test(exact.slice(end)) && "02468".includes(exact.slice(0, end).replace(".", "").at(-1));
  const text = even ? exact.slice(0, end).replace(/\\.$/, "") : Math.abs(value).toFixed(digits);
  return value < 0 || Object.is(value, -0) ? `-${text}` : text;
};""",
    "formatted": """\
// A decimal in short form, or by a format as .1f, ,.2f and .0%.
setup.formatted = function (value, format) {
  if (format === "") {
    const exponent = Number(value.toExponential(5).split("e")[1]);
    const digits = exponent < -4 || exponent >= 6 ? 0 : 5 - exponent;
    const text = setup.halfToEven(value, digits);
    return digits > 0 ? text.replace(/\\.?0+$/, "") : text;
  }
  const [, comma, digits, kind] = /^(,?)(?:\\.(\\d)([f%]))?$/.exec(format);
  const number = kind === "%" ? value * 100 : value;
  const [whole, ...rest] = (kind ? setup.halfToEven(number, Number(digits)) : String(value)).split(".");
  const parted = comma ? whole.replace(/\\B(?=(\\d{3})+$)/g, ",") : whole;
  return [parted, ...rest].join(".") + (kind === "%" ? "%" : "");
};""",
}
"""By name, each behind those that it calls."""

CALENDAR = """\
// Going back would land on the passage that asks what comes next, which goes on at once.
Config.history.controls = false;

// Whether the day offers a scene.
setup.isOpen = function (offer) {{
  const v = State.variables;
  if (v.day < offer.first || v.day > offer.last) return false;
  if (offer.repeat ? v.entered[offer.scene] === v.day : visited(offer.scene) > 0) return false;
  if (offer.window && v.day !== offer.last && v.windowDay === v.day) return false;
  return !offer.test || offer.test(v);
}};

// The passage that follows: after days have passed, on the way back from a detour, or by the calendar.
setup.onward = function () {{
  const v = State.variables;
  const until = Math.min(v.day + v.wait, {last});
  v.wait = 0;
  for (; v.day < until; setup.endOfDay()) {{
    const cut = setup.offers.find((offer) => offer.interrupt && setup.isOpen(offer));
    if (cut) {{
      v.after = "";
      v.stack = [];
      return cut.scene;
    }}
  }}
  const put = v.after;
  v.after = "";
  if (put) return setup.routes[put](v);
  if (v.stack.length > 0) {{
    const back = v.stack.at(-1);
    v.stack = v.stack.slice(0, -1);
    return back in setup.routes ? setup.routes[back](v) : back;
  }}
  for (; v.day <= {last}; setup.endOfDay()) {{
    const next = setup.offers.find(setup.isOpen);
    if (next) {{
      if (next.window && v.day !== next.last) v.windowDay = v.day;
      return next.scene;
    }}
  }}
  throw new Error("The last day is over, and no ending was offered.");
}};"""
