// sys: the machine as scripts see it.
import { COMPILER } from '../../lib/frozen.js';
import { asStr } from '../../objects/dict.js';
import { PyList, PyTuple, tuple } from '../../objects/collections.js';
import { makeException, raised, Raised, typeError, valueError } from '../../objects/exceptions.js';
import type { PyModule } from '../../objects/module.js';
import type { PyInstance } from '../../objects/shape.js';
import { float, typeOf } from '../../objects/type-of.js';
import type { Value } from '../../objects/value.js';
import { enterPrelude } from '../../vm/calls.js';
import { argumentError, asIndex } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { callingFrame, visibleFrom } from '../../vm/introspect.js';
import { handledException } from '../../vm/unwind.js';
import type { VM } from '../../vm/vm.js';
import { fixed, keywords, unpack } from '../define.js';
import { moduleFunction, record, recordType } from './module-members.js';
import { PyTextStream } from './streams.js';
import { makeNamespace } from './types.js';

/** The version of Python whose language and library this is. */
const VERSION = [3, 11, 7, 'final', 0] as const;
const HEX_VERSION = 0x030b07f0;

const versionInfo = record(
  recordType('sys', 'version_info', ['major', 'minor', 'micro', 'releaselevel', 'serial']),
  VERSION,
);

const floatInfo = record(
  recordType('sys', 'float_info', [
    'max',
    'max_exp',
    'max_10_exp',
    'min',
    'min_exp',
    'min_10_exp',
    'dig',
    'mant_dig',
    'epsilon',
    'radix',
    'rounds',
  ]),
  [
    float(Number.MAX_VALUE),
    1024,
    308,
    float(2 ** -1022),
    -1021,
    -307,
    15,
    53,
    float(Number.EPSILON),
    2,
    1,
  ],
);

function implementation(): PyInstance {
  return makeNamespace([
    ['name', 'pyg'],
    ['version', versionInfo],
    ['hexversion', HEX_VERSION],
    ['cache_tag', COMPILER.tag],
  ]);
}

function excInfo(vm: VM): Value {
  const exception = handledException(vm.frame);
  if (exception === null) return tuple([null, null, null]);
  return tuple([exception.cls, exception, exception.traceback]);
}

function exit(_vm: VM, status: Value): Value {
  const args = status instanceof PyTuple ? status.items : status === null ? [] : [status];
  throw new Raised(makeException('SystemExit', ...args.filter((arg) => arg !== undefined)));
}

function setRecursionLimit(vm: VM, value: Value): Value {
  const limit = Number(asIndex(vm, value));
  if (limit > 0x7fffffff || limit < -0x80000000) {
    throw raised('OverflowError', 'Python int too large to convert to C int');
  }
  if (limit < 1) throw valueError('recursion limit must be greater or equal than 1');
  // The call of this function counts.
  const depth = (vm.frame?.depth ?? 0) + 1;
  if (depth >= limit) {
    throw raised(
      'RecursionError',
      `cannot set the recursion limit to ${limit} at the recursion depth ${depth}: ` +
        'the limit is too low',
    );
  }
  vm.limitRecursion(limit);
  return null;
}

function getFrame(vm: VM, depth: Value): Value {
  let frame = callingFrame(vm);
  for (let n = depth === undefined ? 0 : Number(asIndex(vm, depth)); n > 0 && frame; n--) {
    frame = visibleFrom(frame.caller);
  }
  if (frame === null) throw valueError('call stack is not deep enough');
  return frame;
}

function intern(_vm: VM, value: Value): Value {
  if (typeof value === 'string') return value;
  if (asStr(value) !== undefined) throw raised('TypeError', `can't intern ${typeOf(value).name}`);
  throw argumentError('intern', null, 'str', value);
}

/** What a prompt does with the value of an expression. */
const displayHook = moduleFunction('sys', 'displayhook', fixed(1), (vm, value: Value) =>
  value === null ? null : enterPrelude(vm, 'display_value', value),
);

/** Tracing and profiling do not exist; nothing is all that can be set. */
function refuseHook(name: string) {
  return moduleFunction('sys', name, fixed(1), (_vm, hook: Value) => {
    if (hook === null) return null;
    throw raised('NotImplementedError', `pyg does not support sys.${name}() yet`);
  });
}

const asyncgenHooks = recordType('builtins', 'asyncgen_hooks', ['firstiter', 'finalizer']);

/** Set what async generators call at their first step and when they are dropped. */
function setAsyncgenHooks(vm: VM, firstIteration: Value, finalizer: Value): Value {
  const check = (name: string, hook: Value): void => {
    if (hook === undefined || hook === null || typeOf(hook).lookup('__call__') !== undefined)
      return;
    throw typeError(`callable ${name} expected, got ${typeOf(hook).name}`);
  };
  check('finalizer', finalizer);
  check('firstiter', firstIteration);
  if (finalizer !== undefined) {
    vm.exchangeRoot(vm.thread.asyncFinalizer, finalizer);
    vm.thread.asyncFinalizer = finalizer;
  }
  if (firstIteration !== undefined) {
    vm.exchangeRoot(vm.thread.asyncFirstIteration, firstIteration);
    vm.thread.asyncFirstIteration = firstIteration;
  }
  return null;
}

const functions = [
  moduleFunction('sys', 'set_asyncgen_hooks', keywords('firstiter=, finalizer='), setAsyncgenHooks),
  moduleFunction('sys', 'get_asyncgen_hooks', fixed(0), (vm) =>
    record(asyncgenHooks, [vm.thread.asyncFirstIteration, vm.thread.asyncFinalizer]),
  ),
  refuseHook('settrace'),
  refuseHook('setprofile'),
  moduleFunction('sys', 'gettrace', fixed(0), () => null),
  moduleFunction('sys', 'getprofile', fixed(0), () => null),
  moduleFunction('sys', 'exc_info', fixed(0), excInfo),
  moduleFunction('sys', 'exception', fixed(0), (vm) => handledException(vm.frame)),
  moduleFunction('sys', 'exit', unpack(0, 1), exit),
  moduleFunction('sys', 'getrecursionlimit', fixed(0), (vm) => vm.recursionLimit),
  moduleFunction('sys', 'setrecursionlimit', fixed(1), setRecursionLimit),
  moduleFunction('sys', '_getframe', unpack(0, 1), getFrame),
  moduleFunction('sys', 'intern', fixed(1), intern),
  displayHook,
  moduleFunction('sys', 'is_finalizing', fixed(0), (vm) => vm.finalizing),
  moduleFunction('sys', 'getdefaultencoding', fixed(0), () => 'utf-8'),
];

/** The sys module of each VM: `print` finds `stdout` there, whatever sys.modules says. */
const modules = new WeakMap<VM, PyModule>();

/** The sys module of a VM. */
export function sysModule(vm: VM): PyModule {
  let module = modules.get(vm);
  if (module === undefined) modules.set(vm, (module = makeSys(vm)));
  return module;
}

function makeSys(vm: VM): PyModule {
  const stdin = new PyTextStream('stdin');
  const stdout = new PyTextStream('stdout');
  const stderr = new PyTextStream('stderr');
  return makeNativeModule('sys', [
    ...functions,
    ['argv', new PyList([...vm.host.argv])],
    ['path', new PyList([...vm.host.path])],
    ['modules', vm.modules],
    ['builtin_module_names', tuple([...nativeModules.keys()].sort())],
    ['stdin', stdin],
    ['stdout', stdout],
    ['stderr', stderr],
    ['__stdin__', stdin],
    ['__stdout__', stdout],
    ['__stderr__', stderr],
    ['__displayhook__', displayHook[1]],
    ['maxsize', 2n ** 63n - 1n],
    ['maxunicode', 0x10ffff],
    ['byteorder', 'little'],
    ['platform', 'pyg'],
    ['version', `${VERSION.slice(0, 3).join('.')} (pyg)`],
    ['version_info', versionInfo],
    ['hexversion', HEX_VERSION],
    ['implementation', implementation()],
    ['float_info', floatInfo],
    ['executable', ''],
    ['dont_write_bytecode', vm.host.writesBytecode !== true],
    ['warnoptions', new PyList([])],
  ]);
}

nativeModules.set('sys', sysModule);
