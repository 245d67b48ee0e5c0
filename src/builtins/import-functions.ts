// The steps of the prelude's import_path, and `__import__`. What they do is in vm/imports.ts.
import { exceptionField } from '../objects/exception-fields.js';
import { PyDict, asStr } from '../objects/dict.js';
import { tuple, type PyTuple } from '../objects/collections.js';
import { typeError, type PyException } from '../objects/exceptions.js';
import { typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from '../vm/access.js';
import { asIndex } from '../vm/conversions.js';
import {
  closeModule,
  discardModule,
  importNamed,
  loadedModule,
  openModule,
  submoduleOf,
} from '../vm/imports.js';
import { nativeItems } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';
import { fixed, fn, keywords, preludeFn } from './define.js';

fn(
  '__import__',
  keywords('name, globals=, locals=, fromlist=, level='),
  (vm, name: Value, globals: Value, _locals: Value, fromList: Value, level: Value) => {
    const text = asStr(name);
    if (text === undefined) throw typeError('module name must be a string');
    const depth = level === undefined ? 0 : Number(asIndex(vm, level));
    return importNamed(vm, globals ?? new PyDict(), text, fromList ?? null, depth);
  },
);

preludeFn('is_loaded', fixed(1), (vm, name: string) => vm.modules.getStr(name) !== undefined);
preludeFn('is_busy', fixed(1), (vm, name: string) => vm.importLocks.isBusy(name));
preludeFn('wait_for_import', fixed(1), (vm, name: string) => vm.importLocks.wait(name));
preludeFn('loaded_module', fixed(1), loadedModule);
preludeFn('open_module', fixed(2), openModule);
preludeFn('close_module', fixed(3), closeModule);
preludeFn('discard_module', fixed(1), (vm, name: string) => {
  discardModule(vm, name);
  return null;
});
preludeFn('submodule_of', fixed(2), submoduleOf);
preludeFn('import_absolute', fixed(1), (vm, name: string) =>
  importNamed(vm, new PyDict(), name, null, 0),
);

/** The names after `from package import`, with those of `__all__` for a star. */
preludeFn('wanted_names', fixed(2), (vm, module: Value, wanted: PyTuple) => {
  return tuple(wanted.items.flatMap((name) => (name === '*' ? publicNames(vm, module) : [name])));
});

function publicNames(vm: VM, module: Value): readonly Value[] {
  const all = getAttributeSync(vm, module, '__all__');
  const names = all === undefined ? [] : (nativeItems(vm, all) ?? []);
  for (const name of names) {
    if (asStr(name) !== undefined) continue;
    const owner = asStr(getAttributeSync(vm, module, '__name__')) ?? '?';
    throw typeError(`Item in ${owner}.__all__ must be str, not ${typeOf(name).name}`);
  }
  return names;
}

/** Whether an import failed because there is no submodule of that name: then the name is none. */
preludeFn('is_absent', fixed(2), (vm, error: PyException, name: string) => {
  return exceptionField(error, 'name') === name && vm.modules.getStr(name) !== null;
});
