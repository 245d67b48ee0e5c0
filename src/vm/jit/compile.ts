// From a code object to a function of JavaScript.
import type { CodeObject } from '../../bytecode/code.js';
import type { CompiledCode, PyCode, Site } from '../../objects/functions.js';
import { Inlined } from './inline.js';
import { makeLibrary } from './library.js';
import { siteAt } from './profile.js';
import { Form } from './registers.js';
import { writeText } from './text.js';

let library: Readonly<Record<string, unknown>> | null = null;

type Maker = (
  code: PyCode,
  library: unknown,
  siteAt: (code: PyCode, pc: number) => Site,
  inlined: readonly PyCode[],
) => CompiledCode;

/** What was made of code before: machines share that of the library. */
const makers = {
  [Form.PLAIN]: new WeakMap<CodeObject, Maker | null>(),
  [Form.VISIBLE]: new WeakMap<CodeObject, Maker | null>(),
  [Form.COUNTED]: new WeakMap<CodeObject, Maker | null>(),
};

/** Says that the host forbids to make functions of text. */
export const FORBIDDEN = Symbol('forbidden');

/**
 * Compile a code object.
 * @returns null for code that cannot be compiled
 */
export function compileCode(code: PyCode, form: Form): CompiledCode | typeof FORBIDDEN | null {
  const inlined = new Inlined();
  const known = makers[form];
  const seen = form === Form.COUNTED ? null : code.profile;
  let make = seen === null ? known.get(code.source) : undefined;
  if (make === undefined) {
    const text = writeText(code.source, helpers(), form, inlined, code);
    try {
      make =
        text === null
          ? null
          : (new Function('code', 'library', 'siteAt', 'inlined', text) as Maker);
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      return FORBIDDEN;
    }
    if (seen === null) known.set(code.source, make);
  }
  return make === null ? null : make(code, library, siteAt, inlined.codes);
}

/** The JavaScript that a code object becomes at first; null for code that cannot be compiled. */
export function textOf(code: CodeObject): string | null {
  return writeText(code, helpers(), Form.PLAIN, new Inlined(), null);
}

/** The names of everything that compiled code may use. */
function helpers(): readonly string[] {
  return Object.keys((library ??= makeLibrary()));
}
