// time: the clocks of the host.
import { typeError, valueError } from '../../objects/exceptions.js';
import { float, typeOf } from '../../objects/type-of.js';
import type { Int, Value } from '../../objects/value.js';
import { sleep } from '../../vm/arrivals.js';
import { toFloat } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import type { VM } from '../../vm/vm.js';
import { fixed } from '../define.js';
import { moduleFunction } from './module-members.js';

const NANOSECONDS = 1e9;

type Clock = (vm: VM) => number;
const wall: Clock = (vm) => vm.host.now();
const monotonic: Clock = (vm) => vm.host.monotonic();

function nanoseconds(seconds: number): Int {
  const whole = Math.round(seconds * NANOSECONDS);
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}

/** A clock as seconds, and under a second name as nanoseconds. */
function clock(name: string, read: Clock) {
  return [
    moduleFunction('time', name, fixed(0), (vm) => float(read(vm))),
    moduleFunction('time', `${name}_ns`, fixed(0), (vm) => nanoseconds(read(vm))),
  ];
}

const functions = [
  ...clock('time', wall),
  ...clock('monotonic', monotonic),
  ...clock('perf_counter', monotonic),
  ...clock('process_time', monotonic),
  moduleFunction('time', 'sleep', fixed(1), (vm, value: Value) => {
    const seconds = toFloat(vm, value);
    if (seconds === undefined) {
      throw typeError(`'${typeOf(value).name}' object cannot be interpreted as an integer`);
    }
    if (seconds < 0) throw valueError('sleep length must be non-negative');
    if (Number.isNaN(seconds)) throw valueError('Invalid value NaN (not a number)');
    return sleep(vm, seconds);
  }),
];

nativeModules.set('time', () => makeNativeModule('time', functions));
