import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { disagreements } from './python-syntax.js';

const PROGRAMS = new URL('programs/', import.meta.url);
const SEED = 20_240_607;
const COUNT = 1500;

/** Tokens and characters to put where they do not belong. */
const PIECES = `( ) [ ] { } : , . = == := -> + - * ** / not in is and or if else for while def class
  lambda return yield await async with as try except finally import from pass del global x 1 2j "s"
  f'{x}' b'y' @ ; None True print case _ += ... raise assert elif <> ? $ \\ # 0x 1_ " ' """`
  .split(/\s+/)
  .concat('\n', '\n    ', '\n  ', '\t');

/** A small generator of numbers, so that the texts are the same on every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The statements of the programs: lines up to the next that begins in the first column. */
function statements(): string[] {
  const names = readdirSync(PROGRAMS).filter((name) => name.endsWith('.py') && name !== 'crlf.py');
  return names.flatMap((name) =>
    readFileSync(new URL(name, PROGRAMS), 'utf8')
      .split(/\n(?=[^\s#)\]}](?!lse|lif|xcept|inally))/)
      .filter((text) => text.length < 500)
      .map((text) => `${text}\n`),
  );
}

function mutate(text: string, random: (below: number) => number): string {
  const spans = [...text.matchAll(/\w+|[^\w\s]+|\n/g)];
  const span = spans[random(spans.length)];
  if (span === undefined) return text;
  const end = span.index + span[0].length;
  const piece = PIECES[random(PIECES.length)] as string;
  switch (random(4)) {
    case 0:
      return text.slice(0, span.index) + text.slice(end);
    case 1:
      return `${text.slice(0, span.index)}${piece} ${text.slice(span.index)}`;
    case 2:
      return `${text.slice(0, span.index)} ${piece} ${text.slice(end)}`;
    default:
      return `${text.slice(0, end)} ${piece}${text.slice(end)}`;
  }
}

test('programs with one or two tokens changed are taken or refused as CPython does', () => {
  const random = randomNumbers(SEED);
  const pool = statements();
  const texts: string[] = [];
  while (texts.length < COUNT) {
    let text = pool[random(pool.length)] as string;
    for (let changes = 1 + random(2); changes > 0; changes -= 1) text = mutate(text, random);
    texts.push(text);
  }
  const found = disagreements(texts.map((text) => ({ mode: 'exec', text })));
  expect(found).toEqual([]);
});
