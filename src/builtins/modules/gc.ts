// gc: what can be asked of the host's garbage collector, which is little.
import { valueError } from '../../objects/exceptions.js';
import type { Value } from '../../objects/value.js';
import { asIndex } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import type { VM } from '../../vm/vm.js';
import { collectWeakTargets } from '../../vm/weak.js';
import { fixed, keywords } from '../define.js';
import { moduleFunction } from './module-members.js';

const OLDEST_GENERATION = 2;

/** The VMs whose scripts called disable(); the answer of isenabled() is all it changes. */
const disabled = new WeakSet<VM>();

const functions = [
  moduleFunction('gc', 'collect', keywords('generation='), (vm, generation: Value) => {
    const given = generation === undefined ? OLDEST_GENERATION : Number(asIndex(vm, generation));
    if (given < 0 || given > OLDEST_GENERATION) throw valueError('invalid generation');
    collectWeakTargets(vm);
    return 0;
  }),
  moduleFunction('gc', 'enable', fixed(0), (vm) => {
    disabled.delete(vm);
    return null;
  }),
  moduleFunction('gc', 'disable', fixed(0), (vm) => {
    disabled.add(vm);
    return null;
  }),
  moduleFunction('gc', 'isenabled', fixed(0), (vm) => !disabled.has(vm)),
];

nativeModules.set('gc', () => makeNativeModule('gc', functions));
