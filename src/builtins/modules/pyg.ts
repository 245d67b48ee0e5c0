// _pyg: what the library's own modules ask of the machine, and scripts have no use for.
import { positionAt } from '../../bytecode/code.js';
import { PyList, tuple } from '../../objects/collections.js';
import { asStr, PyDict } from '../../objects/dict.js';
import { PyException, PyTraceback, typeError } from '../../objects/exceptions.js';
import { Frame, FrameRole } from '../../objects/frame.js';
import { NO_CELLS, PyFunction } from '../../objects/functions.js';
import { PyInstance } from '../../objects/shape.js';
import { typeOf } from '../../objects/type-of.js';
import { PyType } from '../../objects/type.js';
import { asFloat, asInt } from '../../objects/unwrap.js';
import type { Value } from '../../objects/value.js';
import { enterCall } from '../../vm/calls.js';
import { compileModule, makeNativeModule, nativeModules } from '../../vm/imports.js';
import { collectionOf } from '../../vm/patterns.js';
import { linkCode } from '../../vm/link.js';
import { PyArrivals } from '../../vm/arrivals.js';
import { SourceLines } from '../../vm/traceback-lines.js';
import { unreachable } from '../../vm/referents.js';
import { formatException, reportIgnored } from '../../vm/traceback.js';
import { discardsResult } from '../../vm/unawaited.js';
import { PyHostPromise } from '../../vm/waiting.js';
import { fixed } from '../define.js';
import { internalFunction, moduleFunction } from './module-members.js';
import { hostExpression } from './regular-expressions.js';

/** The bits of `__abc_tpflags__`. */
const SEQUENCE = 1 << 5;
const MAPPING = 1 << 6;

const functions = [
  /** set_pattern_flags(cls, flags): which patterns take the instances of an abstract class. */
  internalFunction(
    '_pyg',
    'set_pattern_flags',
    [PyType, 'int'],
    (_vm, cls: PyType, flags: number) => {
      if (cls.builtin) return null;
      cls.collection =
        (flags & SEQUENCE) !== 0 ? 'sequence' : (flags & MAPPING) !== 0 ? 'mapping' : null;
      return null;
    },
  ),
  /** inherit_pattern_flags(cls, base): those of a class that was registered with an abstract one. */
  internalFunction(
    '_pyg',
    'inherit_pattern_flags',
    [PyType, PyType],
    (_vm, cls: PyType, base: PyType) => {
      const kind = collectionOf(base);
      if (kind !== null && !cls.builtin) cls.collection = kind;
      return null;
    },
  ),
  /** Arrivals(): promises of the host that an event loop waits for. */
  internalFunction('_pyg', 'Arrivals', [], () => new PyArrivals()),
  /** expect(arrivals, promise): hear of it when the promise is settled. */
  internalFunction(
    '_pyg',
    'expect',
    [PyArrivals, PyHostPromise],
    (_vm, arrivals: PyArrivals, promise: PyHostPromise) => {
      arrivals.expect(promise);
      return null;
    },
  ),
  /** arrived(arrivals): the promises that were settled since this was asked last. */
  internalFunction('_pyg', 'arrived', [PyArrivals], (_vm, arrivals: PyArrivals) => {
    return new PyList(arrivals.take());
  }),
  /**
   * wait(arrivals, seconds): let the host wait until something arrives or the time is over; for as long
   * as it takes if that is None. The only place where an event loop does.
   */
  internalFunction(
    '_pyg',
    'wait',
    [PyArrivals, 'any'],
    (vm, arrivals: PyArrivals, seconds: Value) => {
      const number = asFloat(seconds) ?? asInt(seconds);
      if (seconds !== null && number === undefined) throw typeError('seconds must be a number');
      return arrivals.sleep(vm, number === undefined ? null : Number(number));
    },
  ),
  /** wake(arrivals): let an event loop that waits look for what else there is to do. */
  internalFunction('_pyg', 'wake', [PyArrivals], (_vm, arrivals: PyArrivals) => {
    arrivals.wake();
    return null;
  }),
  /** per_thread(object): let it have attributes of its own in every thread, at first those it has now. */
  internalFunction('_pyg', 'per_thread', [PyInstance], (vm, object: PyInstance) => {
    vm.threadLocals.add(object);
    return null;
  }),
  /** is_discarded(): whether the call of the function that asks is a statement of its own. */
  internalFunction('_pyg', 'is_discarded', [], (vm) => {
    const caller = vm.frame?.caller ?? null;
    return caller !== null && caller.role !== FrameRole.BASE && discardsResult(caller);
  }),
  /** unreachable(registry): the values of a dict that nothing in the program leads to but the dict. */
  internalFunction('_pyg', 'unreachable', [PyDict], (vm, registry: PyDict) => {
    return new PyList(unreachable(vm, registry));
  }),
  /**
   * at_exit(function, first): call it when the program has ended, before anything is closed; in front
   * of the others if `first`.
   */
  moduleFunction('_pyg', 'at_exit', fixed(1, 2), (vm, callee: Value, first: Value) => {
    vm.exchangeRoot(null, callee);
    if (first === true) vm.atExit.unshift(callee);
    else vm.atExit.push(callee);
    return null;
  }),
  /** on_interrupt(function): call it on Ctrl-C; None for KeyboardInterrupt. Returns what was called before. */
  internalFunction('_pyg', 'on_interrupt', ['any'], (vm, callee: Value) => {
    const before = vm.interruptHandler;
    vm.exchangeRoot(before, callee);
    vm.interruptHandler = callee;
    return before;
  }),
  /** report_ignored(exception, where, source): write `Exception ignored where: source`. */
  internalFunction(
    '_pyg',
    'report_ignored',
    [PyException, 'str', 'any'],
    (vm, exception: PyException, where: string, source: Value) => {
      reportIgnored(vm, exception, source, where);
      return null;
    },
  ),
  /** exception_text(exception): what is printed of an exception that nobody handles. */
  internalFunction('_pyg', 'exception_text', [PyException], (vm, exception: PyException) => {
    return formatException(vm, exception);
  }),
  /** run(source, filename, globals): run a text as the body of a module with these globals. */
  internalFunction(
    '_pyg',
    'run',
    ['str', 'str', PyDict],
    (vm, source: string, filename: string, globals: PyDict) => {
      if (globals.getStr('__builtins__') === undefined) {
        globals.setStr('__builtins__', vm.builtins);
      }
      const code = linkCode(compileModule(vm, source, filename));
      return enterCall(vm, new PyFunction(code, globals, NO_CELLS, null, null), []);
    },
  ),
  /**
   * traceback_position(traceback): the first and last line, first and last column of what was being
   * evaluated at an entry of a traceback; None for what has no place in the source.
   */
  internalFunction(
    '_pyg',
    'traceback_position',
    [PyTraceback],
    (_vm, { frame, pc }: PyTraceback) => {
      return placeOf(frame, pc);
    },
  ),
  /** frame_position(frame): the same of what a frame is evaluating. */
  internalFunction('_pyg', 'frame_position', [Frame], (_vm, frame: Frame) =>
    placeOf(frame, frame.pc),
  ),
  /** anchors(text): the columns of the operator or the brackets of an expression, or None. */
  internalFunction('_pyg', 'anchors', ['str'], (vm, text: string) => {
    const found = vm.host.anchors(text);
    return found === null ? null : tuple([found.left, found.right]);
  }),
  /** remember_source(filename, source): what tracebacks show of code that was compiled from a text. */
  internalFunction(
    '_pyg',
    'remember_source',
    ['str', 'str'],
    (vm, filename: string, source: string) => {
      vm.texts.set(filename, source);
      return null;
    },
  ),
  /** source_line(filename, lineno): a line of a source file without its end, or None. */
  internalFunction('_pyg', 'source_line', ['str', 'int'], (vm, filename: string, line: number) =>
    new SourceLines(vm).line(filename, line),
  ),
  /** source_lines(filename): the lines of a source file with their ends, or None. */
  internalFunction('_pyg', 'source_lines', ['str'], (vm, filename: string) => {
    const lines = new SourceLines(vm).all(filename);
    return lines.length === 0 ? null : new PyList(lines.map((line) => `${line}\n`));
  }),
  /**
   * matched_start(pattern, ignore_case, text): what the regular expression takes of the beginning of
   * the text, or None.
   */
  internalFunction(
    '_pyg',
    'matched_start',
    ['str', 'any', 'str'],
    (_vm, pattern: string, ignoreCase: Value, text: string) =>
      hostExpression(`\\A(?:${pattern})`, ignoreCase === true).exec(text)?.[0] ?? null,
  ),
  /** matches(pattern, text): the part of the text that the regular expression describes, or None. */
  moduleFunction('_pyg', 'matches', fixed(2), (_vm, pattern: Value, given: Value) => {
    const [wanted, text] = [asStr(pattern), asStr(given)];
    if (wanted === undefined) throw typeError('first argument must be string or compiled pattern');
    if (text === undefined) {
      throw typeError(`expected string or bytes-like object, got '${typeOf(given).name}'`);
    }
    return hostExpression(wanted).exec(text)?.[0] ?? null;
  }),
];

function placeOf(frame: Frame, pc: number): Value {
  const position = pc < 0 ? null : positionAt(frame.code.source.positions, pc);
  if (position === null) return null;
  const { line, endLine, column, endColumn } = position;
  return tuple([line, endLine, column, endColumn]);
}

nativeModules.set('_pyg', () => makeNativeModule('_pyg', functions));
