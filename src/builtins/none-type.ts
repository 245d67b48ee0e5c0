// None, Ellipsis and NotImplemented: what their classes can do.
import type { PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { Ellipsis, NotImplemented } from '../objects/type-of.js';
import { ellipsisType, noneType, notImplementedType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, staticMethod, variadic } from './define.js';

/** The class of a value that exists once: calling it gives that value. */
function singleton(type: PyType, value: Value, repr: string): void {
  staticMethod(type, '__new__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
    requestedClass(type, args);
    if (args.length > 1 || (keywords !== null && keywords.size > 0)) {
      throw typeError(`${type.name} takes no arguments`);
    }
    return value;
  });
  method(type, '__repr__', fixed(1), () => repr);
}

singleton(noneType, null, 'None');
singleton(ellipsisType, Ellipsis, 'Ellipsis');
singleton(notImplementedType, NotImplemented, 'NotImplemented');

method(noneType, '__bool__', fixed(1), () => false);
