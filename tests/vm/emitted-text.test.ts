// What compiled code is made of: no name and no string of a script is part of the text, whatever it
// looks like to JavaScript, and none changes what it does.
import { codeWithin } from '#pyg/bytecode/code.js';
import { compileSource } from '#pyg/host/compiler.js';
import { textOf } from '#pyg/vm/jit/compile.js';
import { describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { pythonOutputs } from './live-python.js';

/** Names that mean something in JavaScript, or in the text itself. */
const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'then'],
  ...['eval', 'arguments', 'this', 'let', 'var', 'function', 'new', 'undefined', 'enum', 'static'],
  ...['vm', 'frame', 'sent', 'regs', 'cells', 'gen', 'code', 'library', 'run', 'call', 'LEAVE'],
  ...['r0', 'k0', 't', 'e', 'l', 'b0', 'stored', 'tail', 'interpret', 'ünï', 'ʰ', '名'],
];

/** Names that only keys and attributes set by setattr() can have. */
const WORDS = ['await', 'yield', 'class', 'import', 'return', 'async', '', 'a b', '0', '-1', 'x;y'];

const TEXTS = [
  ...["'", '"', '`', '${x}', '`${process.exit(7)}`', '\\', "\\'", '\\u0027', '\n', '\r\n', '\0'],
  ...['\u2028', '\u2029', '\ufeff', '\ud800', '*/', '/*', '//', '<!--', '-->', '</script>', ']]>'],
  ...["'; throw 1; '", '"); throw 1; ("', '`; throw 1; `', '}}}}', '{{{{', '\\u{7d}', '𝟘', '%s%n'],
];

/** A string as an expression of Python. */
function spell(text: string): string {
  const points = [...text].map(
    (each) => `\\U${each.codePointAt(0)!.toString(16).padStart(8, '0')}`,
  );
  return `"${points.join('')}"`;
}

/** A program in which a name and two strings have every part that they can have. */
function programOf(name: string, key: string, text: string): string {
  return `
class ${name}:
    """${text.replace(/["\\\0\r\ud800]/gu, '.')}"""
    ${name} = ${spell(text)}
    def __init__(self, ${name}=1, *, other=${spell(text)}):
        self.${name} = ${name}
        self.other = [other]
    def m(self, *${name}):
        return self.${name}, ${name}, self.m.__name__
class Sub(${name}):
    def also_${name}(self):
        return super().m(self.${name})
def binding(a, /, ${name}, *rest, last=${spell(text)}, **keywords):
    ${name} += a
    return ${name}, rest, last, sorted(keywords.items())
def items(${name}):
    def add(x):
        nonlocal ${name}
        ${name} += x
        return ${name}
    try:
        yield add(1), ${name}
        table = {${spell(text)}: ${name}, ${spell(key)}: ${spell(text)}, '${name}': 0}
        for ${name} in table:
            yield ${name}, table[${name}]
        del ${name}
        ${name} = yield f'{table!r:>{9}}' + ${spell(text)}
        raise KeyError(${spell(text)}, ${name})
    except KeyError as ${name}:
        yield ${name}.args
    finally:
        yield ascii(${spell(text)}), add.__qualname__
def fields(it):
    setattr(it, ${spell(key)}, ${spell(text)})
    match it:
        case ${name}(other=[last]):
            yield last
    yield getattr(it, ${spell(key)}), it.__dict__, hasattr(it, '__proto__'), hasattr(it, 'then')
    yield it.${name}
    del it.${name}
    yield it.${name}, [${name} for ${name} in range(3)], (lambda ${name}: ${name})(${spell(text)})
for i in range(2):
    for item in items(i):
        print(ascii(item))
    for item in fields(Sub(${name}=i)):
        print(ascii(item))
    print(ascii(binding(1, ${name}=i, **{${spell(key)}: 3})), ascii(binding(1, 2, 3, last=i)))
    print(ascii(Sub().also_${name}()), ascii(${name}.__doc__))
`;
}

const SUBJECTS = Array.from({ length: Math.max(NAMES.length, TEXTS.length) }, (_, i) => {
  return [NAMES[i % NAMES.length]!, WORDS[i % WORDS.length]!, TEXTS[i % TEXTS.length]!] as const;
});
const outputs = pythonOutputs(SUBJECTS.map((subject) => programOf(...subject)));

/** Runs a program compiled. @returns the texts of which functions were made meanwhile, and the output */
function runCompiled(program: string): { made: string[]; stdout: string } {
  const made: string[] = [];
  const { Function: original } = globalThis;
  globalThis.Function = new Proxy(original, {
    construct(target, args: string[]) {
      made.push(args.at(-1)!);
      return Reflect.construct(target, args) as object;
    },
  });
  try {
    const { stdout } = new Machine({ hot: 1 }).run(program);
    return { made, stdout };
  } finally {
    globalThis.Function = original;
  }
}

/** The text of all code of a program. */
function textsOf(program: string): (string | null)[] {
  return [...codeWithin(compileSource(program, 'main.pyg'))].map((code) => textOf(code));
}

describe('compiled code', () => {
  const plain = programOf('plain', 'word', 'text');
  const texts = textsOf(plain);
  // Among them those of the prelude, which is compiled once.
  const known = new Set(runCompiled(plain).made);

  test('is made of all code of the program', () => {
    expect(texts.length).toBeGreaterThan(10);
    expect(texts).not.toContain(null);
    expect(known.size).toBeGreaterThan(10);
  });

  test.each(SUBJECTS)('has nothing of %j, %j and %j', (name, key, text) => {
    expect(textsOf(programOf(name, key, text))).toEqual(texts);
  });

  test.each(SUBJECTS.map((subject, i) => [...subject, outputs[i]!] as const))(
    'does with %j, %j and %j what python3 does',
    (name, key, text, output) => {
      const { made, stdout } = runCompiled(programOf(name, key, text));
      expect(stdout).toBe(output);
      expect(made.length).toBeGreaterThan(10);
      expect(made.filter((each) => !known.has(each))).toEqual([]);
    },
  );
});
