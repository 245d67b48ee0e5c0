// `template % values` for str and bytes: which values the conversions take. What the template says
// and how a number is written is in objects/format-percent.ts.
import { reserveText } from '../objects/meter.js';
import { PyBytes, binaryText, fromBinaryText } from '../objects/bytes.js';
import { PyTuple } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import { exceptionType, Raised, raised, typeError } from '../objects/exceptions.js';
import {
  formatPercentChar,
  formatPercentFloat,
  formatPercentInt,
  formatPercentStr,
  parsePercentFormat,
  type PercentConversion,
  type PercentFormat,
} from '../objects/format-percent.js';
import { escapeNonAscii } from '../objects/text-repr.js';
import { isInstance, typeOf } from '../objects/type-of.js';
import { bytesType, dictType, strType, type PyType } from '../objects/type.js';
import { asBytes, asInt } from '../objects/unwrap.js';
import type { Int, Value } from '../objects/value.js';
import { getItem, lookupSpecial } from '../vm/access.js';
import { answered, question, type Answers } from '../vm/answers.js';
import { enterCall } from '../vm/calls.js';
import { indexOf, toFloat, toInt } from '../vm/conversions.js';
import { asciiOf, hasNativeText, repr, reprSync, str, strSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { remembered } from './template-cache.js';

const parsed = remembered(parsePercentFormat);

/** What differs between the formatting of str and of bytes. */
interface Flavour {
  readonly type: PyType;
  /** In "not all arguments converted during … formatting". */
  readonly name: string;
  readonly notCharacter: string;
  readonly characterRange: number;
  /** The key of a mapping from a template. */
  key(name: string): Value;
  notFloat(value: Value): Raised;
  /** The text of `%s`, `%b`, `%r` or `%a`; undefined while a question is open. */
  text(vm: VM, answers: Answers, value: Value, conversion: string): string | undefined;
  /** The one character that a str or bytes value is for `%c`; undefined for another value. */
  character(value: Value): string | undefined;
}

const askStr = question('str', 1, str);
const askRepr = question('repr', 1, repr);
const askAscii = question('ascii', 1, asciiOf);
const askItem = question('getitem', 2, getItem);
const askBytes = question('bytes', 1, (vm: VM, value: Value) => {
  return enterCall(vm, lookupSpecial(vm, value, '__bytes__'), []);
});

const STR: Flavour = {
  type: strType,
  name: 'string',
  notCharacter: '%c requires int or char',
  characterRange: 0x110000,
  key: (name) => name,
  notFloat: (value) => typeError(`must be real number, not ${typeOf(value).name}`),
  text(vm, answers, value, conversion) {
    if (conversion === 's') {
      return hasNativeText(value) ? strSync(vm, value) : asStr(answers.ask(askStr, value));
    }
    if (conversion === 'a') return asciiText(vm, answers, value);
    return hasNativeText(value) ? reprSync(vm, value) : asStr(answers.ask(askRepr, value));
  },
  character: asStr,
};

const BYTES: Flavour = {
  type: bytesType,
  name: 'bytes',
  notCharacter: '%c requires an integer in range(256) or a single byte',
  characterRange: 256,
  key: (name) => new PyBytes(fromBinaryText(name)),
  notFloat: (value) => typeError(`float argument required, not ${typeOf(value).name}`),
  text(vm, answers, value, conversion) {
    if (conversion === 'r' || conversion === 'a') return asciiText(vm, answers, value);
    let bytes = asBytes(value);
    if (bytes === undefined && typeOf(value).lookup('__bytes__') !== undefined) {
      const answer = answers.ask(askBytes, value);
      if (answer === undefined) return undefined;
      bytes = asBytes(answer);
      if (bytes === undefined) {
        throw typeError(`__bytes__ returned non-bytes (type ${typeOf(answer).name})`);
      }
    }
    if (bytes !== undefined) return binaryText(bytes);
    const wanted = 'a bytes-like object, or an object that implements __bytes__';
    throw typeError(`%b requires ${wanted}, not '${typeOf(value).name}'`);
  },
  character(value) {
    const bytes = asBytes(value);
    return bytes?.length === 1 ? binaryText(bytes) : undefined;
  },
};

function asciiText(vm: VM, answers: Answers, value: Value): string | undefined {
  if (hasNativeText(value)) return escapeNonAscii(reprSync(vm, value));
  return asStr(answers.ask(askAscii, value));
}

/** The values of one `%` operation, handed out in order. */
class Operands {
  private items: readonly Value[];
  private next = 0;
  readonly mapping: boolean;

  constructor(
    private readonly values: Value,
    flavour: Flavour,
  ) {
    const isTuple = values instanceof PyTuple;
    this.items = isTuple ? values.items : [values];
    const type = typeOf(values);
    const isText = type.isSubclassOf(strType) || type.isSubclassOf(flavour.type);
    this.mapping = !isTuple && !isText && type.lookup('__getitem__') !== undefined;
  }

  take(): Value {
    if (this.next < this.items.length) return this.items[this.next++];
    throw typeError('not enough arguments for format string');
  }

  /** From now on there is one value: what the mapping has for a key. */
  select(value: Value): void {
    this.items = [value];
    this.next = 0;
  }

  /** The mapping whose keys the template names. */
  requireMapping(): Value {
    if (this.mapping) return this.values;
    throw typeError('format requires a mapping');
  }

  checkAllTaken(flavour: Flavour): void {
    if (this.next >= this.items.length || this.mapping) return;
    throw typeError(`not all arguments converted during ${flavour.name} formatting`);
  }
}

/** The formatted text, or undefined while a question is open. */
function formatted(
  vm: VM,
  answers: Answers,
  template: string,
  values: Value,
  flavour: Flavour,
): string | undefined {
  const operands = new Operands(values, flavour);
  let text = '';
  for (const segment of parsed(template)) {
    if (segment.kind === 'text') {
      text += segment.text;
      continue;
    }
    const written = convert(vm, answers, segment, operands, flavour);
    if (written === undefined) return undefined;
    reserveText(text.length + written.length);
    text += written;
  }
  operands.checkAllTaken(flavour);
  return text;
}

/** One conversion, its checks in the order in which CPython makes them. */
function convert(
  vm: VM,
  answers: Answers,
  segment: PercentConversion,
  operands: Operands,
  flavour: Flavour,
): string | undefined {
  if (segment.key !== null) {
    const mapping = operands.requireMapping();
    if (segment.keyError !== null) throw segment.keyError;
    const item = itemOf(vm, answers, mapping, flavour.key(segment.key));
    if (item === undefined) return undefined;
    operands.select(item);
  }
  const width = segment.width === '*' ? starSize(operands.take(), 64) : segment.width;
  if (segment.widthError !== null) throw segment.widthError;
  const precision =
    segment.precision === '*' ? Math.max(starSize(operands.take(), 32), 0) : segment.precision;
  if (segment.error !== null) throw segment.error;
  const format: PercentFormat = { ...segment, width, precision };
  const value = operands.take();
  const { conversion } = segment;
  if (segment.unsupported !== null && !(conversion === 'b' && flavour === BYTES)) {
    throw segment.unsupported;
  }
  switch (conversion) {
    case 's':
    case 'r':
    case 'a':
    case 'b': {
      const text = flavour.text(vm, answers, value, conversion);
      return text === undefined ? undefined : formatPercentStr(text, format);
    }
    case 'c':
      return formatPercentChar(characterOf(vm, value, flavour), format);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return formatPercentInt(integerOf(vm, value, conversion), conversion, format);
    default: {
      const number = toFloat(vm, value);
      if (number === undefined) throw flavour.notFloat(value);
      return formatPercentFloat(number, conversion, format);
    }
  }
}

/** mapping[key], or undefined while the mapping has not answered. */
function itemOf(vm: VM, answers: Answers, mapping: Value, key: Value): Value {
  if (typeOf(mapping) !== dictType) return answers.ask(askItem, mapping, key);
  return getItem(vm, mapping, key);
}

/** A width or precision that stands among the values. */
function starSize(value: Value, bits: 32 | 64): number {
  const size = asInt(value);
  if (size === undefined) throw typeError('* wants int');
  if (BigInt.asIntN(bits, BigInt(size)) === BigInt(size)) return Number(size);
  const type = bits === 32 ? 'int' : 'ssize_t';
  throw raised('OverflowError', `Python int too large to convert to C ${type}`);
}

function characterOf(vm: VM, value: Value, flavour: Flavour): Int | string {
  const character = flavour.character(value);
  if (character !== undefined) return character;
  const code = unlessTypeError(() => indexOf(vm, value));
  if (code === undefined) throw typeError(flavour.notCharacter);
  if (code >= 0 && code < flavour.characterRange) return code;
  const limit = flavour === BYTES ? '256' : '0x110000';
  throw raised('OverflowError', `%c arg not in range(${limit})`);
}

function integerOf(vm: VM, value: Value, conversion: string): Int {
  const whole = 'oxX'.includes(conversion);
  const int =
    asInt(value) ?? unlessTypeError(() => (whole ? indexOf(vm, value) : toInt(vm, value)));
  if (int !== undefined) return int;
  const wanted = whole ? 'an integer is required' : 'a real number is required';
  throw typeError(`%${conversion} format: ${wanted}, not ${typeOf(value).name}`);
}

/** The result, or undefined where a conversion says by a TypeError that it does not apply. */
function unlessTypeError(convertValue: () => Int | undefined): Int | undefined {
  try {
    return convertValue();
  } catch (error) {
    if (error instanceof Raised && isInstance(error.exception, exceptionType('TypeError'))) {
      return undefined;
    }
    throw error;
  }
}

/** str % values: the text, or PUSHED. */
export const percentFormatStr: (vm: VM, template: Value, values: Value) => Value = answered(
  'percent_format',
  (vm: VM, answers, template: string, values: Value) =>
    formatted(vm, answers, template, values, STR),
);

/** bytes % values: bytes, or PUSHED. */
export const percentFormatBytes: (vm: VM, template: PyBytes, values: Value) => Value = answered(
  'percent_format',
  (vm: VM, answers, template: PyBytes, values: Value) => {
    const text = formatted(vm, answers, binaryText(template.value), values, BYTES);
    return text === undefined ? undefined : new PyBytes(fromBinaryText(text));
  },
);
