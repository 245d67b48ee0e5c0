// _string: format strings taken apart, for string.Formatter.
import { PyList, tuple } from '../../objects/collections.js';
import { asStr } from '../../objects/dict.js';
import { makeException, typeError } from '../../objects/exceptions.js';
import { cutTemplate, splitFieldName, type FieldAccess } from '../../objects/format-template.js';
import { PyError } from '../../objects/py-error.js';
import { typeOf } from '../../objects/type-of.js';
import type { Value } from '../../objects/value.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { fixed } from '../define.js';
import { moduleFunction } from './module-members.js';

function textOf(value: Value): string {
  const text = asStr(value);
  if (text === undefined) throw typeError(`expected str, got ${typeOf(value).name}`);
  return text;
}

function exceptionOf({ typeName, message }: PyError): Value {
  return makeException(typeName, message);
}

function accessOf(access: FieldAccess): Value {
  if (access.kind === 'error') return exceptionOf(access.error);
  return access.kind === 'attribute' ? tuple([true, access.name]) : tuple([false, access.key]);
}

const functions = [
  /**
   * formatter_parser(text): a list of (text, field name, specification, conversion). A mistake is
   * the exception in place of a last item, to be raised when it is come to.
   */
  moduleFunction('_string', 'formatter_parser', fixed(1), (_vm, text: Value) => {
    const items = cutTemplate(textOf(text)).map((piece) => {
      if (piece instanceof PyError) return exceptionOf(piece);
      const { field } = piece;
      if (field === null) return tuple([piece.text, null, null, null]);
      return tuple([piece.text, field.name, field.spec, field.conversion || null]);
    });
    return new PyList(items);
  }),
  /**
   * formatter_field_name_split(name): the first name or number, and a list of (is_attribute, name);
   * its last item may be an exception, too.
   */
  moduleFunction('_string', 'formatter_field_name_split', fixed(1), (_vm, name: Value) => {
    const split = splitFieldName(textOf(name));
    if (split instanceof PyError) throw split;
    return tuple([split.first, new PyList(split.accesses.map(accessOf))]);
  }),
];

nativeModules.set('_string', () => makeNativeModule('_string', functions));
