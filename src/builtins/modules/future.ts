// __future__: the features exist, and all of them but `annotations` are always on.
import { tuple, PyList } from '../../objects/collections.js';
import { getOwn, giveInstancesDict, setOwn } from '../../objects/attributes.js';
import { PyInstance } from '../../objects/shape.js';
import { defineType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { reprSync } from '../../vm/text.js';
import { fixed, method } from '../define.js';

type Release = readonly [number, number, number, string, number];

/** When a feature could first be asked for, when it became the rule, and its compiler flag. */
const FEATURES: readonly (readonly [string, Release, Release | null, number])[] = [
  ['nested_scopes', [2, 1, 0, 'beta', 1], [2, 2, 0, 'alpha', 0], 0x10],
  ['generators', [2, 2, 0, 'alpha', 1], [2, 3, 0, 'final', 0], 0],
  ['division', [2, 2, 0, 'alpha', 2], [3, 0, 0, 'alpha', 0], 0x20000],
  ['absolute_import', [2, 5, 0, 'alpha', 1], [3, 0, 0, 'alpha', 0], 0x40000],
  ['with_statement', [2, 5, 0, 'alpha', 1], [2, 6, 0, 'alpha', 0], 0x80000],
  ['print_function', [2, 6, 0, 'alpha', 2], [3, 0, 0, 'alpha', 0], 0x100000],
  ['unicode_literals', [2, 6, 0, 'alpha', 2], [3, 0, 0, 'alpha', 0], 0x200000],
  ['barry_as_FLUFL', [3, 1, 0, 'alpha', 2], [4, 0, 0, 'alpha', 0], 0x400000],
  ['generator_stop', [3, 5, 0, 'beta', 1], [3, 7, 0, 'alpha', 0], 0x800000],
  ['annotations', [3, 7, 0, 'beta', 1], null, 0x1000000],
];

const featureType = defineType('_Feature', 'object');
featureType.members.set('__module__', '__future__');
giveInstancesDict(featureType);

method(featureType, '__repr__', fixed(1), (vm, self: PyInstance) => {
  const fields = ['optional', 'mandatory', 'compiler_flag'];
  return `_Feature(${fields.map((name) => reprSync(vm, getOwn(self, name))).join(', ')})`;
});
method(featureType, 'getOptionalRelease', fixed(1), (_vm, self: PyInstance) =>
  getOwn(self, 'optional'),
);
method(featureType, 'getMandatoryRelease', fixed(1), (_vm, self: PyInstance) =>
  getOwn(self, 'mandatory'),
);

function feature(optional: Release, mandatory: Release | null, flag: number): Value {
  const made = new PyInstance(featureType);
  setOwn(made, 'optional', tuple(optional));
  setOwn(made, 'mandatory', mandatory === null ? null : tuple(mandatory));
  setOwn(made, 'compiler_flag', flag);
  return made;
}

nativeModules.set('__future__', () =>
  makeNativeModule('__future__', [
    ['all_feature_names', new PyList(FEATURES.map(([name]) => name))],
    ...FEATURES.map(([name, ...rest]): [string, Value] => [name, feature(...rest)]),
  ]),
);
