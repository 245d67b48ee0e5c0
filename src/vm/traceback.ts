// Exceptions as text: what `python3` writes to stderr for one that nobody handles, byte for byte as
// the C printer of CPython 3.11 does (Python/pythonrun.c), which the `traceback` module does not
// always. The lines of a traceback are in traceback-lines.ts.
import { asStr } from '../objects/dict.js';
import type { PyException } from '../objects/exceptions.js';
import type { PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from './access.js';
import { attempt } from './attempt.js';
import { notesText } from './exception-notes.js';
import { writeError } from './stderr.js';
import { suggestionFor } from './suggestions.js';
import { syntaxErrorParts } from './syntax-error-text.js';
import { reprSync, strSync } from './text.js';
import { tracebackText } from './traceback-lines.js';
import type { VM } from './vm.js';

const CAUSED = '\nThe above exception was the direct cause of the following exception:\n\n';
const MEANWHILE = '\nDuring handling of the above exception, another exception occurred:\n\n';

/**
 * An exception with its traceback and those it came from, ending in a line end. May run Python code
 * (`__str__`, `__notes__`, `__dir__`), whose failures show in the text at most.
 */
export function formatException(vm: VM, exception: PyException): string {
  let text = '';
  for (const { link, each } of chainOf(exception).reverse()) {
    text += singleText(vm, each) + link;
  }
  return text;
}

/**
 * The exceptions to show, last raised first: causes, else contexts, until one would be shown twice.
 * Each has the sentence that leads on from it to the one before.
 */
function chainOf(exception: PyException): { each: PyException; link: string }[] {
  const chain = [{ each: exception, link: '' }];
  const seen = new Set([exception]);
  for (let at = exception; ;) {
    const { cause, context } = at;
    const next = cause ?? (at.suppressContext ? null : context);
    if (next === null || seen.has(next)) return chain;
    chain.push({ each: next, link: cause === null ? MEANWHILE : CAUSED });
    seen.add(next);
    at = next;
  }
}

function singleText(vm: VM, exception: PyException): string {
  const notes = attempt(() => getAttributeSync(vm, exception, '__notes__'));
  const traceback = exception.traceback === null ? '' : tracebackText(vm, exception.traceback);
  const syntax = syntaxErrorParts(vm, exception);
  const place = syntax === null ? '' : syntax.place;
  const message = messageText(vm, syntax === null ? exception : syntax.message);
  return (
    `${traceback}${place}${className(vm, exception.cls)}${message}` +
    `${suggestionFor(vm, exception)}\n${notesText(vm, notes)}`
  );
}

/** The class of an exception as messages name it: with its module, unless that goes without saying. */
function className(vm: VM, cls: PyType): string {
  const module = asStr(attempt(() => getAttributeSync(vm, cls, '__module__')));
  if (module === undefined) return `<unknown>.${cls.qualname}`;
  return module === 'builtins' || module === '__main__'
    ? cls.qualname
    : `${module}.${cls.qualname}`;
}

/** `: message`, or nothing for None and for an empty text. */
function messageText(vm: VM, value: Value): string {
  if (value === null) return '';
  const text = attempt(() => strSync(vm, value));
  if (text === undefined) return ': <exception str() failed>';
  return text === '' ? '' : `: ${text}`;
}

/**
 * Print an exception that nobody can handle, because it was raised where nobody called: by the
 * cleanup of a generator that was dropped, by a `__del__`.
 * @param value what the exception came from
 */
export function reportIgnored(vm: VM, exception: PyException, value: Value): void {
  const what = attempt(() => reprSync(vm, value)) ?? '<object repr() failed>';
  const traceback = exception.traceback === null ? '' : tracebackText(vm, exception.traceback);
  const message = attempt(() => strSync(vm, exception)) ?? '<exception str() failed>';
  const text = `${traceback}${className(vm, exception.cls)}: ${message}\n`;
  writeError(vm, `Exception ignored in: ${what}\n${text}`);
}
