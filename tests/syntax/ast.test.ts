import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { disagreements, type Text } from './python-syntax.js';

const PROGRAMS = new URL('programs/', import.meta.url);
const names = readdirSync(PROGRAMS).filter((name) => name.endsWith('.py'));
const programs = names.map((name) => readFileSync(new URL(name, PROGRAMS), 'utf8'));

const exec = (text: string): Text => ({ mode: 'exec', text });

test('programs with all of the syntax have the tree, and all places, that CPython gives them', () => {
  expect(names.length).toBeGreaterThan(5);
  expect(disagreements(programs.map(exec))).toEqual([]);
});

test('line ends make no difference to the tree', () => {
  const texts = programs.flatMap((text) => {
    const unix = text.replace(/\r\n/g, '\n');
    return [unix.replace(/\n/g, '\r\n'), unix.replace(/\n/g, '\r'), unix.trimEnd()];
  });
  expect(disagreements(texts.map(exec))).toEqual([]);
});

test('prompt and eval inputs', () => {
  const texts = ['x', 'x\n', 'x;y', 'x = 1', 'if x: y\n', 'if x:\n  y', '@f\ndef g(): x\n\n', 'x,'];
  texts.push(
    'x\ny',
    'if x: y',
    'def f(): x\ny',
    '\n',
    '#',
    'x +',
    'x y',
    '(',
    '*a',
    'yield',
    '*a,',
  );
  texts.push('\n\nx', 'x #', 'x\n\n\n', '(yield)', 'lambda: 0', 'x := 1', '(x := 1)', ' x', 'pass');
  const inputs = texts.flatMap((text): Text[] => [
    { mode: 'single', text },
    { mode: 'eval', text },
  ]);
  expect(disagreements(inputs)).toEqual([]);
});

test('long displays are cut into elements without a trace', () => {
  const numbers = Array.from({ length: 400 }, (_, i) => `${i}`);
  const items = [...numbers, 'lambda a, b=lambda: (1, 2), *c: a', '*d', 'f(x, y)', 'a if b else c'];
  const list = items.join(', ');
  const pairs = numbers.map((n) => `${n}: lambda a, b: [a, b]`).join(', ');
  const texts = [
    `x = [${list}]`,
    `x = (${list},)`,
    `x = {${list}}`,
    `f(${list})`,
    `x[${numbers.join(', ')}, a:b, ::c]`,
    `x = {${pairs}, **y}`,
    `f(${numbers.join(', ')}, *a, b=1, **c, d=lambda e, g: 2)`,
    `x = [${list} for y in z]`,
    `x = [${list},,]`,
    `x = {${pairs}, y}`,
    `f(a=1, ${list})`,
  ];
  expect(disagreements(texts.map(exec))).toEqual([]);
});
