// Modules that the host hands in.
import { keywords } from '../builtins/define.js';
import { moduleFunction } from '../builtins/modules/module-members.js';
import { PyDict } from '../objects/dict.js';
import type { PyModule } from '../objects/module.js';
import type { Value } from '../objects/value.js';
import { makeNativeModule } from '../vm/imports.js';
import type { VM } from '../vm/vm.js';
import type { Border } from './border.js';
import { hostError } from './host-errors.js';
import { makeHostFunction, type HostFunction } from './host-functions.js';
import { HostClass } from './host-objects.js';
import type { HostModule } from './options.js';

/** Let scripts import these modules, and `pyg`; each is made when it is first imported. */
export function addHostModules(
  border: Border,
  modules: Readonly<Record<string, HostModule>>,
): void {
  const { hostModules } = border.vm;
  hostModules.set('pyg', () => makeNativeModule('pyg', [['HostError', hostError]]));
  for (const [name, members] of Object.entries(modules)) {
    // Instances may come in before anybody has imported the module.
    for (const member of Object.values(members)) {
      if (member instanceof HostClass) border.toPython(member);
    }
    hostModules.set(name, () => makeHostModule(border, name, members));
    // A module in packages that nobody has handed in.
    for (let at = name.lastIndexOf('.'); at > 0; at = name.lastIndexOf('.', at - 1)) {
      const parent = name.slice(0, at);
      if (!hostModules.has(parent)) hostModules.set(parent, () => makeNativeModule(parent, []));
    }
  }
}

function makeHostModule(border: Border, name: string, members: HostModule): PyModule {
  const values = Object.entries(members).map(([key, value]): [string, Value] => {
    if (typeof value !== 'function') return [key, border.toPython(value)];
    const fn = makeHostFunction(border, key, value as HostFunction, members);
    fn.module = name;
    return [key, fn];
  });
  return makeNativeModule(name, values);
}

/** What there is of `os` for scripts that have an environment. */
export function addEnvironment(vm: VM, env: Readonly<Record<string, string>>): void {
  vm.hostModules.set('os', () => {
    const environ = new PyDict();
    for (const [name, value] of Object.entries(env)) environ.setStr(name, value);
    const getenv = moduleFunction(
      'os',
      'getenv',
      keywords('key, default='),
      ({ keys }: VM, key: Value, missing: Value = null) => environ.get(keys, key) ?? missing,
    );
    return makeNativeModule('os', [['environ', environ], getenv]);
  });
}
