// gc: what can be asked of the host's garbage collector, which is little.
import { nextAge } from '../../objects/age.js';
import { valueError } from '../../objects/exceptions.js';
import type { Value } from '../../objects/value.js';
import { asIndex } from '../../vm/conversions.js';
import { collect } from '../../vm/collect.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { fixed, keywords } from '../define.js';
import { moduleFunction } from './module-members.js';

const OLDEST_GENERATION = 2;

const functions = [
  moduleFunction('gc', 'collect', keywords('generation='), (vm, generation: Value) => {
    const given = generation === undefined ? OLDEST_GENERATION : Number(asIndex(vm, generation));
    if (given < 0 || given > OLDEST_GENERATION) throw valueError('invalid generation');
    vm.collectedAt = nextAge();
    return collect(vm);
  }),
  moduleFunction('gc', 'enable', fixed(0), (vm) => {
    vm.collectsItself = true;
    return null;
  }),
  moduleFunction('gc', 'disable', fixed(0), (vm) => {
    vm.collectsItself = false;
    return null;
  }),
  moduleFunction('gc', 'isenabled', fixed(0), (vm) => vm.collectsItself),
];

nativeModules.set('gc', () => makeNativeModule('gc', functions));
