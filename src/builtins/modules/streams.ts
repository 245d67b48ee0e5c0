// sys.stdin, sys.stdout and sys.stderr: text files whose other end is the host.
import { PyList } from '../../objects/collections.js';
import { asStr } from '../../objects/dict.js';
import {
  exceptionType,
  makeException,
  Raised,
  typeError,
  valueError,
} from '../../objects/exceptions.js';
import { PyIterator } from '../../objects/iterators.js';
import { typeOf } from '../../objects/type-of.js';
import { defineType, linearise, PyType, typeType } from '../../objects/type.js';
import { asInt } from '../../objects/unwrap.js';
import type { Value } from '../../objects/value.js';
import type { VM } from '../../vm/vm.js';
import { enterPrelude } from '../../vm/calls.js';
import { cannotWait, waitFor, type PyHostPromise } from '../../vm/waiting.js';
import { fixed, getSet, method, preludeFn } from '../define.js';

export const textStreamType = defineType('TextIOWrapper', 'native', { subclassable: false });
textStreamType.members.set('__module__', '_io');

/** Raised for reading what can only be written, and the other way round. */
export const unsupported = new PyType(
  typeType,
  'UnsupportedOperation',
  [exceptionType('OSError'), exceptionType('ValueError')],
  'exception',
  true,
);
unsupported.mro = linearise(unsupported, unsupported.bases)!;
unsupported.members.set('__module__', 'io');

function unsupportedOperation(message: string): Raised {
  return new Raised(makeException(unsupported, message));
}

/** A standard stream. As an iterator it gives its lines. */
export class PyTextStream extends PyIterator {
  readonly native = true;
  closed = false;
  /** What the host has given and nobody has read. */
  private pending = '';
  /** The line that the host has promised, until somebody has waited for it. */
  private promised: PyHostPromise | null = null;
  /** What was waited for, until it is read: the end of the input is an empty line. */
  private answer: string | null = null;

  constructor(readonly channel: 'stdin' | 'stdout' | 'stderr') {
    super(textStreamType);
  }

  next(vm: VM): Value {
    const line = this.readLine(vm, -1);
    return line === '' ? undefined : line;
  }

  /** At most `limit` characters of the next line, with its end; all of it for a negative limit. */
  readLine(vm: VM, limit: number): string {
    const promise = this.promise(vm);
    if (promise !== null) throw cannotWait(vm, promise.name);
    const line = this.answer ?? this.pending;
    this.answer = null;
    const taken = limit < 0 ? line : [...line].slice(0, limit).join('');
    this.pending = line.slice(taken.length);
    return taken;
  }

  /** See that there is a line to be read: what has to be waited for, or null. */
  promise(vm: VM): PyHostPromise | null {
    this.check('stdin', 'not readable');
    if (this.pending !== '' || this.answer !== null) return null;
    const given = this.promised ?? vm.host.stdin();
    if (typeof given === 'string') this.answer = given;
    else this.promised = given;
    return this.promised;
  }

  /** Wait for what is promised: a line, for `accept`. */
  wait(vm: VM): Value {
    const { promised } = this;
    this.promised = null;
    return waitFor(vm, promised!);
  }

  accept(line: string): void {
    this.answer = line;
  }

  /** The next `limit` characters, or everything for a negative limit. */
  read(vm: VM, limit: number): string {
    let text = '';
    let count = 0;
    while (limit < 0 || count < limit) {
      const line = this.readLine(vm, limit < 0 ? -1 : limit - count);
      if (line === '') break;
      text += line;
      count += limit < 0 ? 0 : [...line].length;
    }
    return text;
  }

  write(vm: VM, text: string): void {
    this.check('output', 'not writable');
    if (this.channel !== 'stdin') vm.write(this.channel, text);
  }

  /** @throws Raised when it is closed, or made for the other direction */
  private check(wanted: 'stdin' | 'output', message: string): void {
    if (this.closed) throw valueError('I/O operation on closed file.');
    if ((this.channel === 'stdin') !== (wanted === 'stdin')) throw unsupportedOperation(message);
  }
}

method(textStreamType, 'write', fixed(2), (vm, self: PyTextStream, value: Value) => {
  const text = asStr(value);
  if (text === undefined) {
    throw typeError(`write() argument must be str, not ${typeOf(value).name}`);
  }
  self.write(vm, text);
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
});

method(textStreamType, 'writelines', fixed(2), (vm, self: PyTextStream, lines: Value) =>
  enterPrelude(vm, 'write_lines', self, lines),
);

preludeFn('write_text', fixed(2), (vm, self: PyTextStream, value: Value) => {
  const text = asStr(value);
  if (text === undefined) {
    throw typeError(`write() argument must be str, not ${typeOf(value).name}`);
  }
  self.write(vm, text);
  return null;
});

method(textStreamType, 'flush', fixed(1), () => null);

function limitOf(value: Value): number {
  if (value === undefined || value === null) return -1;
  const limit = asInt(value);
  if (limit !== undefined) return Number(limit);
  throw typeError(`argument should be integer or None, not '${typeOf(value).name}'`);
}

method(textStreamType, 'readline', fixed(1, 2), (vm, self: PyTextStream, limit: Value) => {
  const characters = limitOf(limit);
  return self.promise(vm) === null
    ? self.readLine(vm, characters)
    : enterPrelude(vm, 'read_promised_line', self, characters);
});
preludeFn('promised_line', fixed(1), (vm, self: PyTextStream) => self.wait(vm));
preludeFn('accept_line', fixed(2), (_vm, self: PyTextStream, line: string) => {
  self.accept(line);
  return null;
});

method(textStreamType, 'read', fixed(1, 2), (vm, self: PyTextStream, limit: Value) =>
  self.read(vm, limitOf(limit)),
);
method(textStreamType, 'readlines', fixed(1, 2), (vm, self: PyTextStream, hint: Value) => {
  const limit = limitOf(hint);
  const lines: Value[] = [];
  let length = 0;
  for (let line = self.readLine(vm, -1); line !== ''; line = self.readLine(vm, -1)) {
    lines.push(line);
    length += line.length;
    if (limit > 0 && length >= limit) break;
  }
  return new PyList(lines);
});

method(textStreamType, '__iter__', fixed(1), (_vm, self: PyTextStream) => self);
method(textStreamType, '__next__', fixed(1), (vm, self: PyTextStream) => {
  const line = self.next(vm);
  if (line === undefined) throw new Raised(makeException('StopIteration'));
  return line;
});

method(textStreamType, 'close', fixed(1), (_vm, self: PyTextStream) => {
  self.closed = true;
  return null;
});
method(textStreamType, '__enter__', fixed(1), (_vm, self: PyTextStream) => self);
method(textStreamType, '__exit__', fixed(4), (_vm, self: PyTextStream) => {
  self.closed = true;
  return null;
});
method(textStreamType, 'isatty', fixed(1), () => false);
method(textStreamType, 'readable', fixed(1), (_vm, self: PyTextStream) => self.channel === 'stdin');
method(textStreamType, 'writable', fixed(1), (_vm, self: PyTextStream) => self.channel !== 'stdin');
method(textStreamType, 'seekable', fixed(1), () => false);
method(textStreamType, 'fileno', fixed(1), (_vm, self: PyTextStream) =>
  ['stdin', 'stdout', 'stderr'].indexOf(self.channel),
);

getSet(textStreamType, 'name', (_vm, self: PyTextStream) => `<${self.channel}>`);
getSet(textStreamType, 'mode', (_vm, self: PyTextStream) => (self.channel === 'stdin' ? 'r' : 'w'));
getSet(textStreamType, 'encoding', () => 'utf-8');
getSet(textStreamType, 'errors', (_vm, self: PyTextStream) =>
  self.channel === 'stderr' ? 'backslashreplace' : 'strict',
);
getSet(textStreamType, 'newlines', () => null);
getSet(textStreamType, 'line_buffering', (_vm, self: PyTextStream) => self.channel === 'stderr');
getSet(textStreamType, 'closed', (_vm, self: PyTextStream) => self.closed);

method(textStreamType, '__repr__', fixed(1), (_vm, self: PyTextStream) => {
  const mode = self.channel === 'stdin' ? 'r' : 'w';
  return `<_io.TextIOWrapper name='<${self.channel}>' mode='${mode}' encoding='utf-8'>`;
});
