// _json.Scanner: reads one JSON value. What is open stands in a list, not on a stack of calls, and
// the program's own functions (object_hook, parse_int …) are called by the prelude
// (src/lib/preludes/json.pyg): a run asks for a call and goes on with the answer.
import { PyList, tuple } from '../../objects/collections.js';
import { asStr, PyDict } from '../../objects/dict.js';
import { allocated, Bytes, reserveText, spend, spendOnEach } from '../../objects/meter.js';
import type { Raised } from '../../objects/exceptions.js';
import { raised, typeError, valueError } from '../../objects/exceptions.js';
import { parseIntText } from '../../objects/number-text.js';
import { strLength, strPrefix } from '../../objects/text.js';
import { recount } from '../../objects/references.js';
import { float, typeOf } from '../../objects/type-of.js';
import { defineType, floatType, intType, type PyType } from '../../objects/type.js';
import { PyObject, type Value } from '../../objects/value.js';
import { getAttributeSync } from '../../vm/access.js';
import { enterPrelude, recursionError } from '../../vm/calls.js';
import { asIndex } from '../../vm/conversions.js';
import { truthSync } from '../../vm/operators.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { fixed, keywords, method, preludeFn, staticMethod, variadic } from '../define.js';
import { member } from '../members.js';
import { defineModuleType, moduleFunction } from './module-members.js';

/** The text is no JSON: what is wrong, and the offset where, in UTF-16 units. */
class Malformed {
  constructor(
    /** Null: there is no value here, which the scanner says by StopIteration. */
    readonly message: string | null,
    readonly offset: number,
  ) {}
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const HEX = /^[0-9a-fA-F]{4}$/;
/** The most digits of an int that is certainly exact as a JavaScript number. */
const SAFE_DIGITS = 15;

const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Words that stand for a value, by their first character. */
const WORDS: readonly [string, Value][] = [
  ['null', null],
  ['true', true],
  ['false', false],
];
const CONSTANTS = ['NaN', 'Infinity', '-Infinity'];

/** The string whose first character stands at `start`, and the offset behind its closing quote. */
function readString(text: string, start: number, strict: boolean): [string, number] {
  let parts = '';
  let from = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      spendOnEach(at - start);
      reserveText(at - start);
      return [parts + text.slice(from, at), at + 1];
    }
    if (code === BACKSLASH) {
      parts += text.slice(from, at);
      const escape = text[at + 1];
      if (escape === undefined) break;
      if (escape === 'u') {
        const digits = text.slice(at + 2, at + 6);
        if (!HEX.test(digits)) throw new Malformed('Invalid \\uXXXX escape', at + 1);
        parts += String.fromCharCode(parseInt(digits, 16));
        at += 5;
      } else {
        const meant = ESCAPES.get(escape);
        if (meant === undefined) throw new Malformed('Invalid \\escape', at);
        parts += meant;
        at++;
      }
      from = at + 1;
    } else if (code < 0x20 && strict) {
      throw new Malformed('Invalid control character at', at);
    }
  }
  throw new Malformed('Unterminated string starting at', start - 1);
}

/** Behind the white space that begins at `at`. */
function skipSpace(text: string, start: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
    spendOnEach(at - start);
    return at;
  }
}

const scannerType = defineModuleType('_json', 'Scanner', 'native');

/** How to read: the settings of a decoder. Null for a function that is the built-in way. */
class PyScanner extends PyObject {
  strict = true;
  objectHook: Value = null;
  pairsHook: Value = null;
  parseFloat: Value = floatType;
  parseInt: Value = intType;
  parseConstant: Value = null;
}

/** An array or object that is not closed yet. */
interface Open {
  /** The items of an array, or the pairs of an object with object_pairs_hook. */
  readonly items: Value[];
  /** The object that is read, where nobody wants its pairs. */
  readonly dict: PyDict | null;
  readonly isObject: boolean;
  /** The key of the value that comes next. */
  key: string;
}

/** Stands for a value that a call has to make; the call is in `ScanRun.request`. */
const CALL = new PyList([]);

/** One reading of a text. */
class ScanRun extends PyObject {
  readonly open: Open[] = [];
  value: Value = undefined;
  request: Value = null;
  private readonly maxDepth: number;

  constructor(
    private readonly scanner: PyScanner,
    readonly text: string,
    public at: number,
    vm: VM,
  ) {
    super(scanRunType);
    this.maxDepth = vm.recursionLimit - vm.frame!.depth - 1;
  }

  /** Read on with the answer to the last request. Gives the next request, or null at the end. */
  work(answer: Value): Value {
    let value = answer;
    for (;;) {
      spend(1);
      if (value === undefined) value = this.read();
      while (value !== undefined) {
        if (value === CALL) return this.request;
        const top = this.open[this.open.length - 1];
        if (top === undefined) {
          this.value = value;
          return null;
        }
        value = this.add(top, value);
      }
    }
  }

  /** The value that begins here; undefined when it has only been opened. */
  private read(): Value {
    const { text, at } = this;
    switch (text[at]) {
      case '"': {
        const [value, end] = readString(text, at + 1, this.scanner.strict);
        this.at = end;
        return value;
      }
      case '[':
        return this.openArray();
      case '{':
        return this.openObject();
      case 'n':
      case 't':
      case 'f':
        for (const [word, value] of WORDS) {
          if (!text.startsWith(word, at)) continue;
          this.at += word.length;
          return value;
        }
        break;
      case 'N':
      case 'I':
      case '-':
        for (const name of CONSTANTS) {
          if (!text.startsWith(name, at)) continue;
          this.at += name.length;
          return this.call(this.scanner.parseConstant, name);
        }
    }
    return this.readNumber();
  }

  private readNumber(): Value {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) throw new Malformed(null, this.at);
    const [digits, fraction, exponent] = match;
    this.at += digits.length;
    const { parseFloat, parseInt } = this.scanner;
    if (fraction !== undefined || exponent !== undefined) {
      return parseFloat === floatType ? float(Number(digits)) : this.call(parseFloat, digits);
    }
    if (parseInt !== intType) return this.call(parseInt, digits);
    // The sum makes 0 of -0.
    return digits.length <= SAFE_DIGITS ? Number(digits) + 0 : parseIntText(digits);
  }

  private call(fn: Value, argument: Value): Value {
    this.request = tuple([fn, argument]);
    return CALL;
  }

  private checkDepth(what: string): void {
    if (this.open.length >= this.maxDepth) {
      throw recursionError(` while decoding a JSON ${what} from a unicode string`);
    }
  }

  private openArray(): Value {
    this.checkDepth('array');
    this.at = skipSpace(this.text, this.at + 1);
    if (this.text[this.at] === ']') {
      this.at++;
      return new PyList([]);
    }
    this.open.push({ items: [], dict: null, isObject: false, key: '' });
    return undefined;
  }

  private openObject(): Value {
    this.checkDepth('object');
    this.at = skipSpace(this.text, this.at + 1);
    const dict = this.scanner.pairsHook === null ? new PyDict() : null;
    const opened: Open = { items: [], dict, isObject: true, key: '' };
    if (this.text[this.at] === '}') return this.close(opened);
    this.readKey(opened);
    this.open.push(opened);
    return undefined;
  }

  private readKey(object: Open): void {
    const { text } = this;
    if (text.charCodeAt(this.at) !== QUOTE) {
      throw new Malformed('Expecting property name enclosed in double quotes', this.at);
    }
    const [key, end] = readString(text, this.at + 1, this.scanner.strict);
    object.key = key;
    this.at = skipSpace(text, end);
    if (text[this.at] !== ':') throw new Malformed("Expecting ':' delimiter", this.at);
    this.at = skipSpace(text, this.at + 1);
  }

  /** Add a value to what is open. Gives the array or object when that ends it. */
  private add(top: Open, value: Value): Value {
    allocated(Bytes.REFERENCE);
    if (!top.isObject) top.items.push(value);
    else if (top.dict !== null) top.dict.setStr(top.key, value);
    else top.items.push(tuple([top.key, value]));
    this.at = skipSpace(this.text, this.at);
    const next = this.text[this.at];
    if (next === ',') {
      this.at = skipSpace(this.text, this.at + 1);
      if (top.isObject) this.readKey(top);
      return undefined;
    }
    if (next !== (top.isObject ? '}' : ']')) {
      throw new Malformed("Expecting ',' delimiter", this.at);
    }
    this.open.pop();
    return this.close(top);
  }

  /** Go behind the closing bracket: what the array or object is. */
  private close(closed: Open): Value {
    this.at++;
    const { objectHook, pairsHook } = this.scanner;
    if (!closed.isObject) return new PyList(closed.items);
    if (closed.dict === null) return this.call(pairsHook, new PyList(closed.items));
    return objectHook === null ? closed.dict : this.call(objectHook, closed.dict);
  }
}

const scanRunType = defineType('json_scan', 'native', { subclassable: false });

/** Do `work`; where the text is no JSON, the exception that says so. */
function orFail(vm: VM, text: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { message, offset } = error;
    const position = offset < 0 ? offset : strLength(text.slice(0, offset));
    if (message === null) throw raised('StopIteration', position);
    return enterPrelude(vm, 'json_fail', message, text, position);
  }
}

preludeFn('json_scanned', fixed(2), (vm, run: ScanRun, answer: Value) => {
  const request = orFail(vm, run.text, () => run.work(answer));
  recount(run);
  return request;
});
preludeFn('json_scan_result', fixed(1), (_vm, run: ScanRun) => scanResult(run));

function scanResult(run: ScanRun): Value {
  return tuple([run.value, strLength(run.text.slice(0, run.at))]);
}

const SETTINGS: readonly [string, (scanner: PyScanner) => Value][] = [
  ['strict', (scanner) => scanner.strict],
  ['object_hook', (scanner) => scanner.objectHook],
  ['object_pairs_hook', (scanner) => scanner.pairsHook],
  ['parse_float', (scanner) => scanner.parseFloat],
  ['parse_int', (scanner) => scanner.parseInt],
  ['parse_constant', (scanner) => scanner.parseConstant],
];
for (const [name, get] of SETTINGS) {
  member(scannerType, name, (_vm, self: PyScanner) => get(self));
}

staticMethod(scannerType, '__new__', variadic(), (vm, args: Value[]) => {
  const made = new PyScanner(requestedClass(scannerType, args));
  if (args.length !== 2) throw typeError(`Scanner() takes 1 argument (${args.length - 1} given)`);
  const setting = (name: string): Value => {
    const value = getAttributeSync(vm, args[1], name);
    if (value !== undefined) return value;
    throw raised('AttributeError', `'${typeOf(args[1]).name}' object has no attribute '${name}'`);
  };
  made.strict = truthSync(vm, setting('strict'));
  made.objectHook = setting('object_hook');
  made.pairsHook = setting('object_pairs_hook');
  made.parseFloat = setting('parse_float');
  made.parseInt = setting('parse_int');
  made.parseConstant = setting('parse_constant');
  return made;
});

method(
  scannerType,
  '__call__',
  keywords('self, /, string, idx'),
  (vm, self: PyScanner, given: Value, idx: Value) => {
    const text = asStr(given);
    if (text === undefined) throw notText(given);
    const index = Number(asIndex(vm, idx));
    if (index < 0) throw valueError('idx cannot be negative');
    const offset = strPrefix(text, index).length;
    if (offset >= text.length) throw raised('StopIteration', index);
    const run = new ScanRun(self, text, offset, vm);
    return orFail(vm, text, () => {
      const request = run.work(undefined);
      return request === null ? scanResult(run) : enterPrelude(vm, 'json_scan', run, request);
    });
  },
);

function notText(given: Value): Raised {
  return typeError(`first argument must be a string, not ${typeOf(given).name}`);
}

export const scanString = moduleFunction(
  '_json',
  'scanstring',
  fixed(2, 3),
  (vm, given: Value, end: Value, strict: Value = true) => {
    const text = asStr(given);
    if (text === undefined) throw notText(given);
    const index = Number(asIndex(vm, end));
    if (index < 0 || index > strLength(text)) throw valueError('end is out of bounds');
    const start = strPrefix(text, index).length;
    return orFail(vm, text, () => {
      const [value, behind] = readString(text, start, truthSync(vm, strict));
      return tuple([value, strLength(text.slice(0, behind))]);
    });
  },
);

export const scannerClass: PyType = scannerType;
