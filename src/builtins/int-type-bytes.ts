// int.to_bytes and int.from_bytes.
import { PyBytes } from '../objects/bytes.js';
import { typeError } from '../objects/exceptions.js';
import { intFromBytes, intToBytes } from '../objects/numbers.js';
import { typeOf } from '../objects/type-of.js';
import { intType, type PyType } from '../objects/type.js';
import { asBytes, asInt } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { asSize, strArgument } from '../vm/conversions.js';
import { truthSync } from '../vm/operators.js';
import { classMethod, keywords, method } from './define.js';

method(
  intType,
  'to_bytes',
  keywords('self, /, length=, byteorder=, *, signed='),
  (vm, self: Value, length: Value, byteorder: Value, signed: Value) => {
    const size = length === undefined ? 1 : asSize(vm, length);
    const order = byteOrder('to_bytes', byteorder);
    const isSigned = signed !== undefined && truthSync(vm, signed);
    return new PyBytes(intToBytes(asInt(self)!, size, order, isSigned));
  },
);

classMethod(
  intType,
  'from_bytes',
  keywords('cls, /, bytes, byteorder=, *, signed='),
  (vm, cls: PyType, source: Value, byteorder: Value, signed: Value) => {
    const order = byteOrder('from_bytes', byteorder);
    // A wrong order is an error even when the source is wrong too.
    intFromBytes(new Uint8Array(), order, false);
    const isSigned = signed !== undefined && truthSync(vm, signed);
    const bytes = asBytes(source);
    if (bytes !== undefined) {
      const int = intFromBytes(bytes, order, isSigned);
      return cls === intType ? int : enterCall(vm, cls, [int]);
    }
    const type = typeOf(source);
    const convertible =
      type.lookup('__bytes__') !== undefined ||
      (type.lookup('__iter__') !== undefined && typeof source !== 'string');
    if (!convertible) throw typeError(`cannot convert '${type.name}' object to bytes`);
    return enterPrelude(vm, 'int_from_bytes', cls, source, order, isSigned);
  },
);

function byteOrder(name: string, order: Value): string {
  return order === undefined ? 'big' : strArgument(name, 'byteorder', order);
}
