// str: the methods that make other strings, test characters, and cut and join.
import { asStr, PyDict } from '../objects/dict.js';
import { PyList, tuple } from '../objects/collections.js';
import { typeError, valueError } from '../objects/exceptions.js';
import { reserveText } from '../objects/meter.js';
import { strLength } from '../objects/text.js';
import {
  strCapitalize,
  strCasefold,
  strLower,
  strSwapcase,
  strTitle,
  strUpper,
} from '../objects/text-case.js';
import {
  strIsalnum,
  strIsalpha,
  strIsascii,
  strIsdecimal,
  strIsdigit,
  strIsidentifier,
  strIslower,
  strIsnumeric,
  strIsprintable,
  strIsspace,
  strIstitle,
  strIsupper,
} from '../objects/text-classes.js';
import {
  strCenter,
  strExpandtabs,
  strLjust,
  strLstrip,
  strMaketrans,
  strPartition,
  strRemoveprefix,
  strRemovesuffix,
  strReplace,
  strRjust,
  strRpartition,
  strRsplit,
  strRstrip,
  strSplit,
  strSplitlines,
  strStrip,
  strTranslate,
  strZfill,
  type Translation,
} from '../objects/text-methods.js';
import { typeOf } from '../objects/type-of.js';
import { dictType, strType } from '../objects/type.js';
import { asInt } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { asCount, asIndex, strArgument } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';
import { codecArguments, encode } from './codec.js';
import { fixed, keywords, method, preludeFn, staticMethod, unpack, variadic } from './define.js';
import { formatTemplate } from './str-format.js';
import { textOf } from './str-type.js';

/** A method without arguments. */
function plain(name: string, compute: (text: string) => Value): void {
  method(strType, name, fixed(1), (_vm, self: Value) => compute(textOf(self)));
}

plain('capitalize', strCapitalize);
plain('casefold', strCasefold);
plain('lower', strLower);
plain('swapcase', strSwapcase);
plain('title', strTitle);
plain('upper', strUpper);
plain('isalnum', strIsalnum);
plain('isalpha', strIsalpha);
plain('isascii', strIsascii);
plain('isdecimal', strIsdecimal);
plain('isdigit', strIsdigit);
plain('isidentifier', strIsidentifier);
plain('islower', strIslower);
plain('isnumeric', strIsnumeric);
plain('isprintable', strIsprintable);
plain('isspace', strIsspace);
plain('istitle', strIstitle);
plain('isupper', strIsupper);

/** A method whose only argument is a str. */
function withPart(name: string, compute: (text: string, part: string) => Value): void {
  const named = name.startsWith('remove');
  method(strType, name, fixed(2), (_vm, self: Value, part: Value) => {
    const text = asStr(part);
    if (text !== undefined) return compute(textOf(self), text);
    if (named) return strArgument(name, null, part);
    throw typeError(`must be str, not ${typeOf(part).name}`);
  });
}

withPart('partition', (text, part) => tuple(strPartition(text, part)));
withPart('rpartition', (text, part) => tuple(strRpartition(text, part)));
withPart('removeprefix', strRemoveprefix);
withPart('removesuffix', strRemovesuffix);

function strip(name: string, compute: (text: string, characters: string | null) => string): void {
  method(strType, name, unpack(1, 2), (_vm, self: Value, characters: Value) => {
    if (characters === undefined || characters === null) return compute(textOf(self), null);
    const text = asStr(characters);
    if (text === undefined) throw typeError(`${name} arg must be None or str`);
    return compute(textOf(self), text);
  });
}

strip('strip', strStrip);
strip('lstrip', strLstrip);
strip('rstrip', strRstrip);

function split(
  name: string,
  compute: (text: string, separator: string | null, maxsplit: number) => string[],
): void {
  method(
    strType,
    name,
    keywords('self, /, sep=, maxsplit='),
    (vm, self: Value, separator: Value, maxsplit: Value) => {
      const limit = maxsplit === undefined ? -1 : asCount(vm, maxsplit);
      const text = separator === undefined || separator === null ? null : asStr(separator);
      if (text !== undefined) return new PyList(compute(textOf(self), text, limit));
      throw typeError(`must be str or None, not ${typeOf(separator).name}`);
    },
  );
}

split('split', strSplit);
split('rsplit', strRsplit);

method(strType, 'splitlines', keywords('self, /, keepends='), (vm, self: Value, keep: Value) => {
  const keepends = keep !== undefined && asIndex(vm, keep) !== 0;
  return new PyList(strSplitlines(textOf(self), keepends));
});

method(
  strType,
  'replace',
  unpack(3, 4),
  (vm, self: Value, old: Value, replacement: Value, count: Value) => {
    const from = strArgument('replace', 1, old);
    const to = strArgument('replace', 2, replacement);
    return strReplace(textOf(self), from, to, count === undefined ? -1 : asCount(vm, count));
  },
);

function justify(
  name: string,
  compute: (text: string, width: number, fill: string) => string,
): void {
  method(strType, name, unpack(2, 3), (vm, self: Value, width: Value, fill: Value) => {
    const size = asCount(vm, width);
    const character = fill === undefined ? ' ' : asStr(fill);
    if (character !== undefined) return compute(textOf(self), size, character);
    const got = typeOf(fill).name;
    throw typeError(`The fill character must be a unicode character, not ${got}`);
  });
}

justify('center', strCenter);
justify('ljust', strLjust);
justify('rjust', strRjust);

method(strType, 'zfill', fixed(2), (vm, self: Value, width: Value) =>
  strZfill(textOf(self), asCount(vm, width)),
);

method(strType, 'expandtabs', keywords('self, /, tabsize='), (vm, self: Value, size: Value) =>
  strExpandtabs(textOf(self), size === undefined ? 8 : asCount(vm, size)),
);

method(
  strType,
  'encode',
  keywords('self, /, encoding=, errors='),
  (_vm, self: Value, encoding: Value, errors: Value) =>
    encode(textOf(self), ...codecArguments('encode', encoding, errors)),
);

method(strType, 'join', fixed(2), (vm, self: Value, iterable: Value) => {
  const items = nativeItems(vm, iterable);
  if (items !== null) return joined(textOf(self), items);
  const type = typeOf(iterable);
  if (type.lookup('__iter__') === undefined && type.lookup('__getitem__') === undefined) {
    throw typeError('can only join an iterable');
  }
  return enterPrelude(vm, 'join_iterable', self, iterable);
});

function joined(separator: string, items: readonly Value[]): string {
  const texts = items.map((item, at) => {
    const text = asStr(item);
    if (text !== undefined) return text;
    throw typeError(`sequence item ${at}: expected str instance, ${typeOf(item).name} found`);
  });
  let length = Math.max(0, texts.length - 1) * separator.length;
  for (const text of texts) length += text.length;
  reserveText(length);
  return texts.join(separator);
}

staticMethod(strType, 'maketrans', unpack(1, 3), (vm, from: Value, to: Value, deleted: Value) => {
  if (to === undefined) return tableOf(vm, from);
  const sources = asStr(from);
  if (sources === undefined) {
    throw typeError('first maketrans argument must be a string if there is a second argument');
  }
  const targets = strArgument('maketrans', 2, to);
  const removed = deleted === undefined ? '' : strArgument('maketrans', 3, deleted);
  const table = new PyDict();
  for (const [key, image] of strMaketrans(sources, targets, removed)) {
    table.set(vm.keys, key, image);
  }
  return table;
});

/** A translation table of a dict whose keys may be characters. */
function tableOf(vm: VM, entries: Value): PyDict {
  if (!(entries instanceof PyDict) || entries.cls !== dictType) {
    throw typeError('if you give only one argument to maketrans it must be a dict');
  }
  const table = new PyDict();
  entries.keys.forEach((key, at) => {
    if (key === undefined) return;
    const character = asStr(key);
    if (character === undefined && asInt(key) === undefined) {
      throw typeError('keys in translate table must be strings or integers');
    }
    if (character !== undefined && strLength(character) !== 1) {
      throw valueError('string keys in translate table must be of length 1');
    }
    table.set(vm.keys, character?.codePointAt(0) ?? key, entries.values[at]);
  });
  return table;
}

method(strType, 'translate', fixed(2), (vm, self: Value, table: Value) => {
  if (typeOf(table) !== dictType) return enterPrelude(vm, 'translate_with', self, table);
  const images = table as PyDict;
  return strTranslate(textOf(self), (codePoint) => translation(images.get(vm.keys, codePoint)));
});

/** What a table has for a character; undefined where it has nothing. */
function translation(image: Value): Translation {
  if (image === undefined || image === null) return image;
  const text = asStr(image);
  if (text !== undefined) return text;
  const codePoint = asInt(image);
  if (codePoint === undefined) {
    throw typeError('character mapping must return integer, None or str');
  }
  // Numbers beyond the range of code points are all alike.
  return Number(codePoint);
}

// What becomes of one character, for the prelude; the table gave `image`.
preludeFn('translated', fixed(1), (_vm, image: Value) =>
  strTranslate('?', () => translation(image)),
);

method(strType, 'format', variadic(), (vm, args: Value[], named: PyDict | null) =>
  formatTemplate(vm, textOf(args[0]), tuple(args.slice(1)), named ?? new PyDict()),
);

method(strType, 'format_map', fixed(2), (vm, self: Value, mapping: Value) =>
  formatTemplate(vm, textOf(self), null, mapping),
);
