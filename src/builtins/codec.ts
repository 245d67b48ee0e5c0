// str.encode and bytes.decode as methods call them: arguments checked, failures as exceptions.
import { PyBytes } from '../objects/bytes.js';
import { raised, type Raised } from '../objects/exceptions.js';
import { CodecError, decodeBytes, strEncode } from '../objects/text-codec.js';
import type { Value } from '../objects/value.js';
import { strArgument } from '../vm/conversions.js';

/** The arguments `encoding` and `errors` of the function `name`, with their defaults. */
export function codecArguments(
  name: string,
  encoding: Value,
  errors: Value,
): [encoding: string, errors: string] {
  return [
    encoding === undefined ? 'utf-8' : strArgument(name, 'encoding', encoding),
    errors === undefined ? 'strict' : strArgument(name, 'errors', errors),
  ];
}

/** @throws Raised UnicodeEncodeError */
export function encode(text: string, encoding: string, errors: string): PyBytes {
  try {
    return new PyBytes(strEncode(text, encoding, errors));
  } catch (error) {
    throw error instanceof CodecError ? codecException(error) : error;
  }
}

/** @throws Raised UnicodeDecodeError */
export function decode(bytes: Uint8Array, encoding: string, errors: string): string {
  try {
    return decodeBytes(bytes, encoding, errors);
  } catch (error) {
    throw error instanceof CodecError ? codecException(error) : error;
  }
}

/** The exception with CPython's five arguments. */
function codecException(error: CodecError): Raised {
  const { typeName, encoding, object, start, end, reason } = error;
  const subject = typeof object === 'string' ? object : new PyBytes(object);
  return raised(typeName, encoding, subject, start, end, reason);
}
