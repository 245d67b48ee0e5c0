// Exceptions as text: what `python3` writes to stderr for one that nobody handles, byte for byte as
// the C printer of CPython 3.11 does (Python/pythonrun.c), which the `traceback` module does not
// always. The lines of a traceback are in traceback-lines.ts.
import { asStr } from '../objects/dict.js';
import { groupContents } from '../objects/exception-fields.js';
import type { PyException } from '../objects/exceptions.js';
import type { PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from './access.js';
import { attempt } from './attempt.js';
import { Terminated } from './budget.js';
import { notesText } from './exception-notes.js';
import { writeError } from './stderr.js';
import { suggestionFor } from './suggestions.js';
import { syntaxErrorParts } from './syntax-error-text.js';
import { reprSync, strSync } from './text.js';
import { tracebackText } from './traceback-lines.js';
import type { VM } from './vm.js';

const CAUSED = 'The above exception was the direct cause of the following exception:';
const MEANWHILE = 'During handling of the above exception, another exception occurred:';

/**
 * An exception with its traceback and those it came from, ending in a line end. May run Python code
 * (`__str__`, `__notes__`, `__dir__`), whose failures show in the text at most.
 */
export function formatException(vm: VM, exception: PyException): string {
  return new Printer(vm).chain(exception);
}

/** Of a group only the first exceptions are shown, and of groups in groups the outer ones. */
const MAX_GROUP_WIDTH = 15;
const MAX_GROUP_DEPTH = 10;

/** Writes exceptions, those of a group below it: each line has the margin of its depth. */
class Printer {
  private readonly seen = new Set<PyException>();
  /** Groups around what is written, and one more for a group that is not in another. */
  private depth = 0;
  /** Whether the line below the last exception of a group is still to be written. */
  private open = false;

  constructor(private readonly vm: VM) {}

  private get indent(): string {
    return '  '.repeat(this.depth);
  }

  private get margin(): string {
    return this.depth === 0 ? '' : `${this.indent}| `;
  }

  /** An exception, below those it came from. */
  chain(exception: PyException): string {
    let text = '';
    for (const { link, each } of chainOf(exception, this.seen).reverse()) {
      const { open } = this;
      text += this.one(each);
      if (link === '') continue;
      this.open = open;
      text += `${this.margin}\n${this.margin}${link}\n${this.margin}\n`;
    }
    return text;
  }

  private one(exception: PyException): string {
    const contents = groupContents(exception);
    return contents === undefined ? this.single(exception) : this.group(exception, contents);
  }

  private group(exception: PyException, contents: readonly PyException[]): string {
    if (this.depth > MAX_GROUP_DEPTH) {
      return `${this.margin}... (max_group_depth is ${MAX_GROUP_DEPTH})\n`;
    }
    const outermost = this.depth === 0;
    if (outermost) this.depth++;
    let text = this.single(exception);
    const shown = contents.slice(0, MAX_GROUP_WIDTH);
    const hidden = contents.length - shown.length;
    this.open = false;
    shown.forEach((each, at) => {
      if (at === contents.length - 1) this.open = true;
      text += this.item(at, `${at + 1}`, () => this.chain(each));
    });
    if (hidden > 0) {
      this.open = true;
      const rest = `and ${hidden} more exception${hidden > 1 ? 's' : ''}\n`;
      text += this.item(shown.length, '...', () => this.margin + rest);
    }
    if (outermost) this.depth--;
    return text;
  }

  /** One exception of a group; the innermost group that ends here draws the line below. */
  private item(at: number, title: string, write: () => string): string {
    const rule = '-'.repeat(16);
    let text = `${this.indent}${at === 0 ? '+-' : '  '}+${rule} ${title} ${rule}\n`;
    this.depth++;
    text += write();
    if (this.open) {
      text += `${this.indent}+${'-'.repeat(36)}\n`;
      this.open = false;
    }
    this.depth--;
    return text;
  }

  /** An exception with its traceback, without those it came from. */
  private single(exception: PyException): string {
    const { vm, margin } = this;
    const isGroup = groupContents(exception) !== undefined;
    const { traceback, place, message, notes } = partsOf(vm, exception, isGroup);
    const header = isGroup && this.depth === 1 ? `${this.indent}+ ` : margin;
    const lines = traceback === '' ? '' : withMargin(traceback, margin).slice(margin.length);
    // Only the first line of what the exception says itself has a margin.
    return (
      (lines === '' ? '' : header + lines) +
      (place === '' ? '' : margin + place) +
      margin +
      message +
      withMargin(notes, margin)
    );
  }
}

function withMargin(text: string, margin: string): string {
  return text.replace(/^(?=.|\n)/gms, margin);
}

/**
 * The exceptions to show, last raised first: causes, else contexts, until one would be shown twice.
 * Each has the sentence that leads on from it to the one before.
 */
function chainOf(
  exception: PyException,
  seen: Set<PyException>,
): { each: PyException; link: string }[] {
  const chain = [{ each: exception, link: '' }];
  seen.add(exception);
  for (let at = exception; ;) {
    const { cause, context } = at;
    const next = cause ?? (at.suppressContext ? null : context);
    if (next === null || seen.has(next)) return chain;
    chain.push({ each: next, link: cause === null ? MEANWHILE : CAUSED });
    seen.add(next);
    at = next;
  }
}

/** The parts of an exception's text, each ending in a line end if it is there. */
function partsOf(
  vm: VM,
  exception: PyException,
  isGroup: boolean,
): { traceback: string; place: string; message: string; notes: string } {
  const notes = attempt(() => getAttributeSync(vm, exception, '__notes__'));
  const kind = isGroup ? 'Exception Group Traceback' : 'Traceback';
  const traceback =
    exception.traceback === null ? '' : tracebackText(vm, exception.traceback, kind);
  const syntax = syntaxErrorParts(vm, exception);
  const place = syntax === null ? '' : syntax.place;
  const message = messageText(vm, syntax === null ? exception : syntax.message);
  const name = className(vm, exception.cls);
  return {
    traceback,
    place,
    message: `${name}${message}${suggestionFor(vm, exception)}\n`,
    notes: notesText(vm, notes),
  };
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
 * @param where what it was doing
 */
export function reportIgnored(vm: VM, exception: PyException, value: Value, where = 'in'): void {
  try {
    report(vm, exception, value, where);
  } catch (thrown) {
    // A run that ends does so where it goes on (vm/calls.ts), not in the middle of an unwinding.
    if (!(thrown instanceof Terminated)) throw thrown;
  }
}

function report(vm: VM, exception: PyException, value: Value, where: string): void {
  exception.settled = exception.traceback;
  const what = attempt(() => reprSync(vm, value)) ?? '<object repr() failed>';
  const traceback = exception.traceback === null ? '' : tracebackText(vm, exception.traceback);
  const message = attempt(() => strSync(vm, exception)) ?? '<exception str() failed>';
  const text = `${traceback}${className(vm, exception.cls)}: ${message}\n`;
  writeError(vm, `Exception ignored ${where}: ${what}\n${text}`);
}
