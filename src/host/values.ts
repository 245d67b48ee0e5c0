// What values are on the host's side of the border.
import { floatRepr } from '../objects/float-repr.js';
import type { PygObject } from './handles.js';
import type { HostFunction } from './host-functions.js';

/**
 * A float, whatever its value. A number that a host hands in is an int when it is one: `new Float(1)`
 * is `1.0`. With the option `floats: 'object'` a VM hands out all its floats like this.
 *
 * @example
 * const vm = new VM();
 * const module = vm.run('def show(x): return repr(x)\n');
 * assert.equal(module.call('show', 1), '1');
 * assert.equal(module.call('show', new Float(1)), '1.0');
 */
export class Float {
  constructor(readonly value: number) {}

  /** So that one can calculate with it. */
  valueOf(): number {
    return this.value;
  }

  /** As Python writes it: `1.0`. */
  toString(): string {
    return floatRepr(this.value);
  }

  toJSON(): number {
    return this.value;
  }
}

/**
 * What comes out of a VM. None is `null`; an int is a `number` when it is a safe integer, else a
 * `bigint`; a float is a `number`, or a `Float` where the VM is told so; bytes are a `Uint8Array`, a copy.
 * Functions of the host come out as themselves, and so do its objects, which have no place in this type.
 * Everything else is a handle.
 */
export type PygValue =
  null | boolean | number | bigint | string | Float | Uint8Array | HostFunction | PygObject;

/**
 * What can go in, which is everything but symbols: `undefined` as None; numbers that are safe integers
 * as int, others as float; `Uint8Array` and `ArrayBuffer` as bytes; arrays as a new list, a `Map` or a
 * plain object as a new dict, a `Set` as a new set; functions; what can be iterated; handles as what
 * they stand for; errors as exceptions. Other objects are opaque, unless their class has been
 * described by `hostClass`.
 */
export type HostValue = null | undefined | boolean | number | bigint | string | object;

/** What can be put into a container whose items have this type: anything, when nobody has said. */
export type Into<T> = PygValue extends T ? HostValue : T;

/** Python's keyword arguments in a call. */
export class Keywords {
  /** @internal */
  constructor(readonly values: Readonly<Record<string, unknown>>) {}
}

/**
 * Arguments by name, as the last argument of a call.
 *
 * @example
 * const vm = new VM();
 * const module = vm.run('def area(width, *, height): return width * height\n');
 * assert.equal(module.call('area', 2, keywords({ height: 3 })), 6);
 */
export function keywords(values: Readonly<Record<string, unknown>>): Keywords {
  return new Keywords(values);
}

/** How values are copied. */
export interface CopyOptions {
  /** What a dict becomes: a `Map`, which is the default, or an object, if all its keys are strings. */
  readonly dicts?: 'map' | 'object';
  /** What a float becomes: a `number`, which is the default, or a `Float`. */
  readonly floats?: 'number' | 'object';
}
