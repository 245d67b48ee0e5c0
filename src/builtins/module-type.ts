// module: namespaces with a name.
import { PyList } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { PyModule } from '../objects/module.js';
import { typeOf } from '../objects/type-of.js';
import { moduleType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { genericGetAttribute, genericSetAttribute } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import { initialiseNamespace, nativeModules } from '../vm/imports.js';
import { reprSync } from '../vm/text.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { fixed, getSet, method, staticMethod, variadic } from './define.js';
import { member } from './members.js';
import { attributeName } from './object-type.js';

staticMethod(moduleType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyModule(new PyDict(), requestedClass(moduleType, args));
});

method(moduleType, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  const self = args[0] as PyModule;
  const [name, doc] = namedArguments(moduleType, ['name', 'doc'], 0, args, keywords);
  if (name === undefined) throw typeError("module() missing required argument 'name' (pos 1)");
  const text = asStr(name);
  if (text === undefined) {
    throw typeError(`module() argument 'name' must be str, not ${typeOf(name).name}`);
  }
  initialiseNamespace(self.dict, text, doc ?? null);
  return null;
});

member(moduleType, '__dict__', (_vm, self: PyModule) => self.dict);

getSet(
  moduleType,
  '__annotations__',
  (_vm, self: PyModule) => {
    let annotations = self.dict.getStr('__annotations__');
    if (annotations === undefined) {
      annotations = new PyDict();
      self.dict.setStr('__annotations__', annotations);
    }
    return annotations;
  },
  (_vm, self: PyModule, value) => {
    if (value === undefined) self.dict.deleteStr('__annotations__');
    else self.dict.setStr('__annotations__', value);
  },
);

method(moduleType, '__getattribute__', fixed(2), (vm, self: PyModule, name: Value) =>
  genericGetAttribute(vm, self, attributeName(name), true),
);
method(moduleType, '__setattr__', fixed(3), (vm, self: PyModule, name: Value, value: Value) =>
  genericSetAttribute(vm, self, attributeName(name), value),
);
method(moduleType, '__delattr__', fixed(2), (vm, self: PyModule, name: Value) =>
  genericSetAttribute(vm, self, attributeName(name), undefined),
);

method(moduleType, '__dir__', fixed(1), (vm, self: PyModule) => {
  const custom = self.dict.getStr('__dir__');
  if (custom !== undefined) return enterCall(vm, custom, []);
  return new PyList(self.dict.keys.filter((key) => key !== undefined));
});

method(moduleType, '__repr__', fixed(1), (vm, self: PyModule) => {
  const name = reprSync(vm, self.dict.getStr('__name__') ?? '?');
  const file = self.dict.getStr('__file__');
  if (file !== undefined && file !== null) return `<module ${name} from ${reprSync(vm, file)}>`;
  return nativeModules.has(self.name) ? `<module ${name} (built-in)>` : `<module ${name}>`;
});
