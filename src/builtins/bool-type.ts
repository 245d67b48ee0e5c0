// bool: what it does not inherit from int.
import type { PyDict } from '../objects/dict.js';
import { intAnd, intOr, intXor } from '../objects/numbers.js';
import { NotImplemented } from '../objects/type-of.js';
import { boolType } from '../objects/type.js';
import { asInt } from '../objects/unwrap.js';
import type { Int, Value } from '../objects/value.js';
import { truth } from '../vm/operators.js';
import { positionalArgument, requestedClass } from './constructor-arguments.js';
import { fixed, method, staticMethod, variadic } from './define.js';

staticMethod(boolType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(boolType, args);
  const value = positionalArgument(boolType, cls, args, keywords);
  return value === undefined ? false : truth(vm, value);
});

method(boolType, '__repr__', fixed(1), (_vm, self: boolean) => (self ? 'True' : 'False'));

/** Of two bools a bool, of a bool and an int an int. */
function logical(name: string, compute: (a: Int, b: Int) => Int): void {
  for (const spelling of [`__${name}__`, `__r${name}__`]) {
    method(boolType, spelling, fixed(2), (_vm, self: Value, other: Value) => {
      const right = asInt(other);
      if (right === undefined) return NotImplemented;
      const result = compute(asInt(self)!, right);
      return typeof other === 'boolean' ? result !== 0 : result;
    });
  }
}

logical('and', intAnd);
logical('or', intOr);
logical('xor', intXor);
