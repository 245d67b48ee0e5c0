// Annotations under `from __future__ import annotations`: their texts are what python3 makes of them.
import { execFileSync } from 'node:child_process';
import type { CodeObject } from '#pyg/bytecode/code.js';
import { compile } from '#pyg/compiler/compile.js';
import { Source } from '#pyg/source.js';
import { expect, test } from 'vitest';

const DRIVER = `
import json, sys
def text(annotation):
    scope = {}
    exec('from __future__ import annotations\\nx: ' + annotation, scope)
    return scope['__annotations__']['x']
json.dump([text(annotation) for annotation in json.load(sys.stdin)], sys.stdout)
`;

const EXPRESSIONS = [
  String.raw`a`,
  String.raw`a.b.c`,
  String.raw`1 .real`,
  String.raw`1.5.real`,
  String.raw`a[b]`,
  String.raw`a[b,c]`,
  String.raw`a[b,]`,
  String.raw`a[()]`,
  String.raw`a[b:c]`,
  String.raw`a[b:c:d]`,
  String.raw`a[:,::2]`,
  String.raw`a[1:2,3]`,
  String.raw`(a,b)`,
  String.raw`(a,)`,
  String.raw`()`,
  String.raw`[a,b]`,
  String.raw`[]`,
  String.raw`{a,b}`,
  String.raw`{}`,
  String.raw`{a:b,**c}`,
  String.raw`{**(a or b)}`,
  String.raw`f(a)`,
  String.raw`f(*a,**b)`,
  String.raw`f(x=1,*a)`,
  String.raw`f(x for x in y)`,
  String.raw`f((x for x in y),1)`,
  String.raw`f((x for x in y),k=1)`,
  String.raw`a or b and c`,
  String.raw`(a or b) and c`,
  String.raw`not (a or b)`,
  String.raw`not a or b`,
  String.raw`a+b*c`,
  String.raw`(a+b)*c`,
  String.raw`a-(b-c)`,
  String.raw`a-b-c`,
  String.raw`a**b**c`,
  String.raw`(a**b)**c`,
  String.raw`-a**b`,
  String.raw`(-a)**b`,
  String.raw`a**-b`,
  String.raw`~-+a`,
  String.raw`not not a`,
  String.raw`a<b<=c`,
  String.raw`(a<b)<c`,
  String.raw`a<(b<c)`,
  String.raw`not a in b`,
  String.raw`a is not b`,
  String.raw`a not in b`,
  String.raw`a if b else c`,
  String.raw`(a if b else c) if d else e`,
  String.raw`a if b else (c if d else e)`,
  String.raw`a if (b if x else y) else c`,
  String.raw`(lambda: x)`,
  String.raw`lambda: x`,
  String.raw`lambda a,b=1,*c,d,e=2,**f: x`,
  String.raw`lambda a,/,b: x`,
  String.raw`lambda *,a: x`,
  String.raw`lambda *a: (yield1)`,
  String.raw`(lambda: x)()`,
  String.raw`lambda: lambda: x`,
  String.raw`[a for b in c]`,
  String.raw`{a for b in c if d if e}`,
  String.raw`{a:b for c in d for e in f}`,
  String.raw`(a for b,c in d)`,
  String.raw`[a for b in (c if d else e)]`,
  String.raw`[a for b in c if (d if e else f)]`,
  String.raw`[a for b in (lambda:x)]`,
  String.raw`"abc"`,
  String.raw`'it\'s'`,
  String.raw`"a\nb\x00é\ud800"`,
  String.raw`u"x"`,
  String.raw`b"a\xff"`,
  String.raw`1_000`,
  String.raw`0xff`,
  String.raw`1e10`,
  String.raw`1e400`,
  String.raw`1e-7`,
  String.raw`123456789012345678901234567890`,
  String.raw`1.0`,
  String.raw`True`,
  String.raw`None`,
  String.raw`...`,
  String.raw`f"a{b}c"`,
  String.raw`f"{a!r:>{w}}{{}}"`,
  String.raw`f"{ {1:2} }"`,
  String.raw`f"{a:{b}{c}}"`,
  String.raw`f"x" "y"`,
  String.raw`f"{a+b}"`,
  String.raw`f"{a if b else c}"`,
  String.raw`f"{(lambda: 1)}"`,
  String.raw`f"{'a'}"`,
  String.raw`f"{a!s}"`,
  String.raw`f"{a=}"`,
  String.raw`f"it's {a!r} \"x\" {{ }}"`,
  String.raw`a[*b]`,
  String.raw`a @ b`,
  String.raw`a | b | c`,
  String.raw`a & b ^ c | d`,
  String.raw`(a | b) & c`,
  String.raw`a << b >> c`,
  String.raw`a << (b + c)`,
  String.raw`a // b % c`,
  String.raw`(a, *b)`,
  String.raw`[*a, b]`,
  String.raw`print(*(a or b))`,
  String.raw`f(**(a or b))`,
  String.raw`x.y(z)[0].w`,
  String.raw`(a+b).c`,
  String.raw`(a+b)[c]`,
  String.raw`(-1).c`,
  String.raw`-1`,
  String.raw`(1)`,
  String.raw`(a,b)[0]`,
  String.raw`a[(b,c)]`,
  String.raw`a[(b,c),d]`,
  String.raw`a[b:c,(d,e)]`,
  String.raw`{(a,b):c}`,
  String.raw`[(a,b)]`,
  String.raw`f((a,b))`,
  String.raw`((a,b),c)`,
  String.raw`a if (b,c) else d`,
  String.raw`a == (b == c)`,
  String.raw`(not a) == b`,
  String.raw`not a == b`,
  String.raw`(await1)`,
  String.raw`a[lambda: x]`,
  String.raw`a[x if y else z]`,
  String.raw`a[b if c else d:e]`,
  String.raw`a.b[c](d).e`,
  String.raw`'a' 'b'`,
  String.raw`-(-a)`,
  String.raw`- -1`,
  String.raw`a - -b`,
  String.raw`a**b.c`,
  String.raw`(a.b)**c`,
  String.raw`"\t\\"`,
  String.raw`"'"`,
  String.raw`'"'`,
  String.raw`"'\""`,
];

/** The constant that a module `x: annotation` stores. */
function annotationText(annotation: string): unknown {
  const text = `from __future__ import annotations\nx: ${annotation}\n`;
  const code: CodeObject = compile(Source.fromText(text, 'f.pyg'));
  return code.constants.find((value) => typeof value === 'string' && value !== 'x') ?? 'x';
}

test('the text of an annotation is the text that CPython gives it', () => {
  const input = JSON.stringify(EXPRESSIONS);
  const output = execFileSync('python3', ['-c', DRIVER], { input, encoding: 'utf8' });
  const expected = JSON.parse(output) as string[];
  EXPRESSIONS.forEach((expression, index) => {
    expect({ expression, text: annotationText(expression) }).toEqual({
      expression,
      text: expected[index],
    });
  });
});
