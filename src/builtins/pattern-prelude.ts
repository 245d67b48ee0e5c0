// What the prelude needs to match patterns.
import { PyTuple } from '../objects/collections.js';
import type { PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { duplicateKey, patternName, positionalNames } from '../vm/patterns.js';
import { fixed, preludeFn } from './define.js';

preludeFn('duplicate_key', fixed(1), (vm, key: Value) => duplicateKey(vm, key).exception);

preludeFn('positional_names', fixed(2, 3), (_vm, cls: PyType, count: number, args: Value) => {
  const names = positionalNames(cls, count, args);
  return names === null ? null : new PyTuple([...names]);
});

preludeFn('pattern_name', fixed(3), (_vm, cls: PyType, names: PyTuple, at: number) =>
  patternName(cls, names.items, at),
);
