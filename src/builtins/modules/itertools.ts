// itertools: the module. Its iterators are in the files beside this one.
import type { PyType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { addPreludePart } from '../prelude-parts.js';
import {
  combinationsType,
  permutationsType,
  productType,
  replacementType,
} from './itertools-combinatorics.js';
import {
  compressType,
  dropwhileType,
  filterfalseType,
  isliceType,
  pairwiseType,
  starmapType,
  takewhileType,
  zipLongestType,
} from './itertools-filters.js';
import { groupbyType, grouperType, teeFunction, teeType } from './itertools-sharing.js';
import {
  accumulateType,
  chainType,
  countType,
  cycleType,
  repeatType,
} from './itertools-sources.js';

const TYPES: readonly PyType[] = [
  accumulateType,
  chainType,
  combinationsType,
  replacementType,
  compressType,
  countType,
  cycleType,
  dropwhileType,
  filterfalseType,
  groupbyType,
  grouperType,
  isliceType,
  pairwiseType,
  permutationsType,
  productType,
  repeatType,
  starmapType,
  takewhileType,
  teeType,
  zipLongestType,
];

nativeModules.set('itertools', (vm) => {
  addPreludePart(vm, 'itertools');
  teeFunction[1].qualname = 'tee';
  return makeNativeModule('itertools', [
    ...TYPES.map((type): [string, Value] => [type.qualname, type]),
    teeFunction,
  ]);
});
