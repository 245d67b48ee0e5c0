// _json.Encoder: writes one value as JSON, piece by piece. What is open stands in a list, not on a
// stack of calls, and Python code (`default`, the `items` of a mapping, sorting keys of different
// classes) is called by the prelude (src/lib/preludes/json.pyg): a run asks for a call and goes on
// with the answer.
import { PyList, PyTuple, tuple } from '../../objects/collections.js';
import { asStr, PyDict } from '../../objects/dict.js';
import { typeError, valueError } from '../../objects/exceptions.js';
import {
  allocated,
  Bytes,
  reserveItems,
  reserveText,
  spend,
  spendOn,
  spendOnEach,
  spendOnItems,
} from '../../objects/meter.js';
import { floatRepr } from '../../objects/float-repr.js';
import { intToString } from '../../objects/number-text.js';
import { compareStrs } from '../../objects/text.js';
import { recount } from '../../objects/references.js';
import { typeOf } from '../../objects/type-of.js';
import { defineType, dictType, listType, type PyType } from '../../objects/type.js';
import { asFloat, asInt } from '../../objects/unwrap.js';
import { PyObject, type Value } from '../../objects/value.js';
import { getAttribute } from '../../vm/access.js';
import { enterPrelude, recursionError } from '../../vm/calls.js';
import { nativeItems } from '../../vm/iterate.js';
import { truthSync } from '../../vm/operators.js';
import { reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { builtinFunctions, fixed, method, preludeFn, staticMethod, variadic } from '../define.js';
import { defineModuleType, internalFunction, moduleFunction } from './module-members.js';

const SHORT_ESCAPES = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
// eslint-disable-next-line no-control-regex -- the characters that JSON wants escaped
const UNSAFE = /["\\\0-\x1f]/g;
const UNSAFE_OR_NOT_ASCII = /["\\]|[^ -~]/g;

function escape(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function quoted(text: string, ascii: boolean): string {
  spendOn(text.length);
  const unsafe = ascii ? UNSAFE_OR_NOT_ASCII : UNSAFE;
  // Most texts need no escape, and to look is cheaper than to replace nothing.
  unsafe.lastIndex = 0;
  if (!unsafe.test(text)) return `"${text}"`;
  spendOnEach(text.length);
  reserveText(text.length);
  const escaped = `"${text.replace(unsafe, escape)}"`;
  reserveText(escaped.length);
  return escaped;
}

/** `encode_basestring` and `encode_basestring_ascii`. */
export const quotingFunctions = (
  [
    ['encode_basestring', false],
    ['encode_basestring_ascii', true],
  ] as const
).map(([name, ascii]) =>
  moduleFunction('_json', name, fixed(1), (_vm, given: Value) => {
    const text = asStr(given);
    if (text !== undefined) return quoted(text, ascii);
    throw typeError(`first argument must be a string, not ${typeOf(given).name}`);
  }),
);

/** The settings of an encoder. */
class PyEncoder extends PyObject {
  default: Value = null;
  ascii = true;
  checkCircular = true;
  allowNan = true;
  sortKeys = false;
  skipKeys = false;
  /** What a level is indented by; null: all in one line. */
  indent: string | null = null;
  itemSeparator = ', ';
  keySeparator = ': ';
}

const encoderType = defineModuleType('_json', 'Encoder', 'native', { subclassable: false });

/** A list, a mapping, or the answer of `default`, that is being written. */
interface Open {
  readonly kind: 'list' | 'dict' | 'answer';
  /** What has been opened, for the search for circles. */
  readonly object: Value;
  /** The items of a list, which may still change, or the keys of a mapping. */
  readonly items: readonly Value[];
  readonly values: readonly Value[];
  next: number;
  /** Whether something has been written inside. */
  started: boolean;
}

/** What the answer to the last request is. */
type Waiting = 'default' | 'list' | 'items' | 'listed' | 'sorted';

/** One value on its way to text. */
class EncodeRun extends PyObject {
  private readonly open: Open[] = [];
  private readonly circle = new Set<Value>();
  /** The pieces that are complete, as one text or, for `nextChunk`, one by one. */
  private text = '';
  private readonly chunks: string[] | null;
  private waiting: Waiting = 'default';
  /** The value whose turn it is; undefined: that of the innermost open one. */
  private current: Value;
  private subject: Value = null;
  private done = false;
  private readonly maxDepth: number;

  constructor(
    private readonly encoder: PyEncoder,
    value: Value,
    inChunks: boolean,
    private readonly vm: VM,
  ) {
    super(encodeRunType);
    this.current = value;
    this.chunks = inChunks ? [] : null;
    this.maxDepth = vm.recursionLimit - vm.frame!.depth - 1;
  }

  /** The whole text, once `work` has given null. */
  get result(): string {
    return this.text;
  }

  /** The next chunk that is complete, or null. */
  takeChunk(): string | null {
    return this.chunks!.shift() ?? null;
  }

  /** Write on: all of it, or until there is a chunk. Gives a request, or null. */
  work(): Value {
    while (!this.done) {
      spend(1);
      if (this.chunks !== null && this.chunks.length > 0) return null;
      const request = this.current === undefined ? this.proceed() : this.begin();
      if (request !== null) return request;
    }
    return null;
  }

  private emit(piece: string): void {
    allocated(Bytes.PART + piece.length * Bytes.CHARACTER);
    if (this.chunks === null) this.text += piece;
    else this.chunks.push(piece);
  }

  /** The text of a value that is none of the containers, or undefined. */
  private scalar(value: Value): string | undefined {
    if (typeof value === 'string') return quoted(value, this.encoder.ascii);
    if (value === null) return 'null';
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    const text = asStr(value);
    if (text !== undefined) return quoted(text, this.encoder.ascii);
    const int = asInt(value);
    if (int !== undefined) return intToString(int);
    const number = asFloat(value);
    return number === undefined ? undefined : this.floatText(number, value);
  }

  private floatText(number: number, value: Value): string {
    if (Number.isFinite(number)) return floatRepr(number);
    const { allowNan, indent } = this.encoder;
    if (!allowNan) {
      // Where the output is indented, CPython's other encoder is at work, which says more.
      const which = indent === null ? '' : `: ${reprSync(this.vm, value)}`;
      throw valueError(`Out of range float values are not JSON compliant${which}`);
    }
    if (Number.isNaN(number)) return 'NaN';
    return number > 0 ? 'Infinity' : '-Infinity';
  }

  /** Begin to write `current`. */
  private begin(): Value {
    const value = this.current;
    this.current = undefined;
    const text = this.scalar(value);
    if (text !== undefined) {
      this.emit(text);
      this.done = this.open.length === 0;
      return null;
    }
    if (this.open.length >= this.maxDepth) {
      throw recursionError(' while encoding a JSON object');
    }
    if (value instanceof PyList || value instanceof PyTuple) {
      // In CPython only the encoder of unindented text asks the iterator of an empty list.
      if (value.items.length === 0 && (this.indented || this.chunks !== null)) {
        this.close('[]');
        return null;
      }
      const items = value.cls.builtin ? value.items : nativeItems(this.vm, value);
      if (items === null) return this.ask('list', value, listType, value);
      this.openList(value, items);
      return null;
    }
    if (value instanceof PyDict) {
      if (value.size === 0) {
        this.close('{}');
        return null;
      }
      if (value.cls !== dictType && value.cls.lookup('items') !== dictType.members.get('items')) {
        return this.ask('items', value, getAttribute(this.vm, value, 'items'));
      }
      return this.openDict(value);
    }
    this.remember(value);
    return this.ask('default', value, this.encoder.default, value);
  }

  private ask(waiting: Waiting, subject: Value, fn: Value, ...args: Value[]): Value {
    this.waiting = waiting;
    this.subject = subject;
    return tuple([fn, tuple(args)]);
  }

  /** Take the answer to the last request, and go on. */
  answer(answer: Value): Value {
    const { subject } = this;
    switch (this.waiting) {
      case 'default':
        this.enter('answer', subject, [], []);
        this.current = answer;
        break;
      case 'list':
        this.openList(subject, (answer as PyList).items);
        break;
      case 'items': {
        const items = nativeItems(this.vm, answer);
        if (items === null) return this.ask('listed', subject, listType, answer);
        return this.openItems(subject, items);
      }
      case 'listed':
        return this.openItems(subject, (answer as PyList).items);
      case 'sorted':
        this.openPairs(subject, (answer as PyList).items);
    }
    return this.work();
  }

  private remember(value: Value): void {
    if (!this.encoder.checkCircular) return;
    if (this.circle.has(value)) throw valueError('Circular reference detected');
    this.circle.add(value);
  }

  private enter(
    kind: Open['kind'],
    object: Value,
    items: readonly Value[],
    values: readonly Value[],
  ): void {
    this.open.push({ kind, object, items, values, next: 0, started: false });
  }

  private openList(list: Value, items: readonly Value[]): void {
    if (items.length === 0) {
      this.close('[]');
      return;
    }
    this.remember(list);
    this.enter('list', list, items, []);
  }

  private openDict(dict: PyDict): Value {
    reserveItems(2 * dict.size);
    spendOnItems(dict.size);
    const keys: Value[] = [];
    const values: Value[] = [];
    dict.keys.forEach((key, at) => {
      if (key === undefined) return;
      keys.push(key);
      values.push(dict.values[at]);
    });
    if (!this.encoder.sortKeys) return this.startDict(dict, keys, values);
    if (keys.every((key) => typeof key === 'string')) {
      spend(keys.length);
      const order = [...(keys as string[])].sort(compareStrs);
      return this.startDict(
        dict,
        order,
        order.map((key) => dict.getStr(key)),
      );
    }
    const pairs = keys.map((key, at) => tuple([key, values[at]]));
    return this.ask('sorted', dict, builtinFunctions.get('sorted')!, new PyList(pairs));
  }

  private openItems(mapping: Value, items: readonly Value[]): Value {
    if (this.encoder.sortKeys) {
      return this.ask('sorted', mapping, builtinFunctions.get('sorted')!, new PyList([...items]));
    }
    this.openPairs(mapping, items);
    return this.work();
  }

  private openPairs(mapping: Value, pairs: readonly Value[]): void {
    const keys: Value[] = [];
    const values: Value[] = [];
    for (const pair of pairs) {
      const usable = pair instanceof PyTuple || (pair instanceof PyList && this.indented);
      if (!usable || pair.items.length !== 2) throw valueError('items must return 2-tuples');
      keys.push(pair.items[0]);
      values.push(pair.items[1]);
    }
    this.startDict(mapping, keys, values);
  }

  private get indented(): boolean {
    return this.encoder.indent !== null;
  }

  private startDict(mapping: Value, keys: readonly Value[], values: readonly Value[]): Value {
    this.remember(mapping);
    this.emit('{');
    this.enter('dict', mapping, keys, values);
    if (this.indented) this.emit(this.newline());
    return null;
  }

  /** The line break and the indentation of the innermost open container's items. */
  private newline(outer = 0): string {
    const { indent } = this.encoder;
    if (indent === null) return '';
    const levels = this.open.reduce((sum, { kind }) => sum + (kind === 'answer' ? 0 : 1), 0);
    spendOnItems(levels);
    reserveText(levels * indent.length);
    return `\n${indent.repeat(levels - outer)}`;
  }

  /** A value has been written that was not a container with something in it. */
  private close(text: string): void {
    this.emit(text);
    this.done = this.open.length === 0;
  }

  /** Write the next piece of the innermost open container. */
  private proceed(): Value {
    const top = this.open[this.open.length - 1]!;
    if (top.next < top.items.length) {
      if (top.kind === 'list') this.writeItem(top);
      else this.writeEntry(top);
      return null;
    }
    if (top.kind !== 'answer') {
      if (this.indented) this.emit(this.newline(1));
      this.emit(top.kind === 'list' ? ']' : '}');
    }
    this.open.pop();
    this.circle.delete(top.object);
    this.done = this.open.length === 0;
    return null;
  }

  private writeItem(top: Open): void {
    const value = top.items[top.next++];
    const before = top.started ? this.encoder.itemSeparator : '[';
    top.started = true;
    const lead = before + this.newline();
    const text = this.scalar(value);
    this.emit(text === undefined ? lead : lead + text);
    if (text === undefined) this.current = value;
  }

  private writeEntry(top: Open): void {
    const key = this.keyText(top.items[top.next]);
    const value = top.values[top.next++];
    if (key === null) return;
    if (top.started) this.emit(this.encoder.itemSeparator + this.newline());
    top.started = true;
    this.emit(quoted(key, this.encoder.ascii));
    this.emit(this.encoder.keySeparator);
    this.current = value;
  }

  /** A key as text, or null when it is to be left out. */
  private keyText(key: Value): string | null {
    const text = asStr(key);
    if (text !== undefined) return text;
    if (key === null || typeof key === 'boolean' || asInt(key) !== undefined) {
      return this.scalar(key)!;
    }
    const number = asFloat(key);
    if (number !== undefined) return this.floatText(number, key);
    if (this.encoder.skipKeys) return null;
    throw typeError(`keys must be str, int, float, bool or None, not ${typeOf(key).name}`);
  }
}

const encodeRunType = defineType('json_encoding', 'native', { subclassable: false });

// Encoder(default, ensure_ascii, check_circular, allow_nan, sort_keys, skipkeys, indent,
// item_separator, key_separator)
staticMethod(encoderType, '__new__', variadic(), (vm, args: Value[]) => {
  const made = new PyEncoder(requestedClass(encoderType, args));
  if (args.length !== 10) throw typeError(`Encoder() takes 9 arguments (${args.length - 1} given)`);
  const [, fallback, ascii, circular, nan, sort, skip, indent, item, key] = args;
  made.default = fallback;
  made.ascii = truthSync(vm, ascii);
  made.checkCircular = truthSync(vm, circular);
  made.allowNan = truthSync(vm, nan);
  made.sortKeys = truthSync(vm, sort);
  made.skipKeys = truthSync(vm, skip);
  made.indent = asStr(indent) ?? null;
  made.keySeparator = separator(key, 5);
  made.itemSeparator = separator(item, 6);
  return made;
});

function separator(value: Value, position: number): string {
  const text = asStr(value);
  if (text !== undefined) return text;
  throw typeError(`make_encoder() argument ${position} must be str, not ${typeOf(value).name}`);
}

/** encoder.encode(value): the text. */
method(encoderType, 'encode', fixed(2), (vm, self: PyEncoder, value: Value) => {
  const run = new EncodeRun(self, value, false, vm);
  const request = run.work();
  return request === null ? run.result : enterPrelude(vm, 'json_encode', run, request);
});

/** encoder.start(value): for `next_chunk`. */
method(
  encoderType,
  'start',
  fixed(2),
  (vm, self: PyEncoder, value: Value) => new EncodeRun(self, value, true, vm),
);

/** next_chunk(run): the next piece of the text, or None. */
export const nextChunk = internalFunction(
  '_json',
  'next_chunk',
  [EncodeRun],
  (vm, run: EncodeRun) => {
    const request = run.work();
    recount(run);
    return request === null ? run.takeChunk() : enterPrelude(vm, 'json_chunk', run, request);
  },
);

preludeFn('json_encoded', fixed(2), (_vm, run: EncodeRun, answer: Value) => {
  const request = run.answer(answer);
  recount(run);
  return request;
});
preludeFn('json_text', fixed(1), (_vm, run: EncodeRun) => run.result);
preludeFn('json_next_chunk', fixed(1), (_vm, run: EncodeRun) => run.takeChunk());

export const encoderClass: PyType = encoderType;
