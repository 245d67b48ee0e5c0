// The types of the public API: what an embedder's editor and compiler see.
import {
  hostClass,
  keywords,
  PygError,
  VM,
  withParameters,
  type Float,
  type HostFunction,
  type HostValue,
  type Module,
  type PygClass,
  type PygDict,
  type PygFrame,
  type PygFunction,
  type PygGenerator,
  type PygList,
  type PygObject,
  type PygSet,
  type PygTuple,
  type PygValue,
  type VMOptions,
} from '#pyg/index.js';
import { describe, expectTypeOf, test } from 'vitest';

// The functions are never called: their types are the test, which `npm run check` judges.
describe('types', () => {
  test('values', () => {
    expectTypeOf<PygValue>().toEqualTypeOf<
      null | boolean | number | bigint | string | Float | Uint8Array | HostFunction | PygObject
    >();
    expectTypeOf<HostValue>().toEqualTypeOf<
      null | undefined | boolean | number | bigint | string | object
    >();
    expectTypeOf<symbol>().not.toExtend<HostValue>();
    expectTypeOf<() => void>().toExtend<HostValue>();
    expectTypeOf<{ a: number }>().toExtend<HostValue>();
  });

  test('modules', () => {
    const use = (module: Module): void => {
      expectTypeOf(module.get('x')).toEqualTypeOf<PygValue>();
      expectTypeOf(module.get<number>('x')).toEqualTypeOf<number>();
      expectTypeOf(module.call('f', 1, keywords({ a: 1 }))).toEqualTypeOf<PygValue>();
      expectTypeOf(module.call<string>('f')).toEqualTypeOf<string>();
      expectTypeOf(module.names()).toEqualTypeOf<string[]>();
      // @ts-expect-error: a symbol has no counterpart
      module.call('f', Symbol('x'));
    };
    expectTypeOf(use).toBeFunction();
    expectTypeOf<VM['run']>().returns.toEqualTypeOf<Module>();
  });

  test('options', () => {
    expectTypeOf<{
      modules: { host: { add: (a: number, b: number) => number } };
    }>().toExtend<VMOptions>();
    expectTypeOf<VMOptions['stdout']>().toEqualTypeOf<((text: string) => void) | undefined>();
    expectTypeOf<VMOptions['stdin']>().toEqualTypeOf<
      (() => string | null | PromiseLike<string | null>) | undefined
    >();
    expectTypeOf(withParameters('a, b=', (a: number, b = 1) => a + b)).toEqualTypeOf<
      (a: number, b?: number) => number
    >();
    class Thing {
      size = 1;
      grow(): void {
        this.size++;
      }
    }
    hostClass(Thing, { attributes: ['size'], methods: ['grow'] });
    // @ts-expect-error: there is no such member
    hostClass(Thing, { attributes: ['weight'] });
  });

  test('generators', () => {
    type Counter = PygGenerator<number, string, boolean>;
    expectTypeOf<Counter>().toExtend<Iterable<number>>();
    expectTypeOf<Counter>().toExtend<Disposable>();
    expectTypeOf<Counter['send']>().returns.toEqualTypeOf<number>();
    expectTypeOf<Counter['close']>().returns.toEqualTypeOf<void>();
    expectTypeOf<Counter['send']>().parameter(0).toEqualTypeOf<boolean | null | undefined>();
    expectTypeOf<Counter['state']>().toEqualTypeOf<
      'created' | 'suspended' | 'running' | 'finished'
    >();
    expectTypeOf<ReturnType<Counter['next']>>().toEqualTypeOf<
      IteratorResult<number, string | undefined>
    >();
    // What a JavaScript generator is used as.
    expectTypeOf<Counter>().toExtend<Iterator<number, string | undefined, boolean | undefined>>();
  });

  test('containers and functions', () => {
    expectTypeOf<PygList<number>>().toExtend<Iterable<number>>();
    expectTypeOf<Parameters<PygList<number>['push']>>().toEqualTypeOf<number[]>();
    expectTypeOf<PygList['push']>().parameters.toEqualTypeOf<HostValue[]>();
    expectTypeOf<PygTuple>().not.toHaveProperty('push');
    expectTypeOf<PygDict<string, number>['get']>().returns.toEqualTypeOf<number | undefined>();
    expectTypeOf<PygDict<string, number>>().toExtend<Iterable<[string, number]>>();
    expectTypeOf<PygSet<string>['has']>().parameters.toEqualTypeOf<[string]>();
    expectTypeOf<PygFunction<[number], string>['call']>().returns.toEqualTypeOf<string>();
    expectTypeOf<PygFunction<[number], string>['toJS']>().returns.toEqualTypeOf<
      (...args: [number]) => string
    >();
    expectTypeOf<PygClass['call']>().returns.toEqualTypeOf<PygObject>();
  });

  test('errors', () => {
    expectTypeOf(new PygError('ValueError', 'boo', { cause: 1 })).toExtend<Error>();
    expectTypeOf<PygError['frames']>().toEqualTypeOf<PygFrame[]>();
    expectTypeOf<PygError['type']>().toEqualTypeOf<string>();
  });
});
