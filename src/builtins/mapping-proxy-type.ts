// mappingproxy: what a dict can do without changing.
import { PyMappingProxy } from '../objects/collections.js';
import { PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { DictIterator } from '../objects/table-iterators.js';
import { typeOf } from '../objects/type-of.js';
import { currentTypeVersion, dictType, mappingProxyType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterCall } from '../vm/calls.js';
import { str } from '../vm/text.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, staticMethod, variadic } from './define.js';

const READING = [
  'get',
  'keys',
  'values',
  'items',
  'copy',
  '__getitem__',
  '__contains__',
  '__reversed__',
  '__eq__',
  '__ne__',
  '__or__',
];

/** The `__dict__` of a class: a view of members that are kept in no dict. */
export class PyClassDict extends PyMappingProxy {
  private version = -1;

  constructor(private readonly type: PyType) {
    super(new PyDict());
    this.renew();
  }

  /** Bring the dict up to date when a class was changed since it was last looked at. */
  renew(): void {
    if (this.version === currentTypeVersion()) return;
    this.version = currentTypeVersion();
    this.mapping.clear();
    for (const [name, value] of this.type.members) this.mapping.setStr(name, value);
  }
}

function mappingOf(proxy: PyMappingProxy): PyDict {
  if (proxy instanceof PyClassDict) proxy.renew();
  return proxy.mapping;
}

function unwrap(value: Value): Value {
  return value instanceof PyMappingProxy ? mappingOf(value) : value;
}

for (const name of READING) {
  method(mappingProxyType, name, variadic(), (vm, args: Value[], keywords: PyDict | null) =>
    enterCall(vm, dictType.members.get(name), args.map(unwrap), keywords),
  );
}
method(mappingProxyType, '__len__', fixed(1), (_vm, self: PyMappingProxy) => mappingOf(self).size);
method(mappingProxyType, '__iter__', fixed(1), (_vm, self: PyMappingProxy) => {
  return new DictIterator(mappingOf(self), 'key');
});
method(mappingProxyType, '__str__', fixed(1), (vm, self: PyMappingProxy) =>
  str(vm, mappingOf(self)),
);
mappingProxyType.members.set('__hash__', null);

staticMethod(mappingProxyType, '__new__', variadic(), (_vm, args: Value[]) => {
  requestedClass(mappingProxyType, args);
  if (args.length !== 2) {
    throw typeError("mappingproxy() missing required argument 'mapping' (pos 1)");
  }
  const mapping = args[1];
  if (mapping instanceof PyDict) return new PyMappingProxy(mapping);
  throw typeError(`mappingproxy() argument must be a mapping, not ${typeOf(mapping).name}`);
});

method(mappingProxyType, '__ior__', fixed(2), () => {
  throw typeError("'|=' is not supported by mappingproxy; use '|' instead");
});
