// OSError: the subclass follows from the error number, the file names are no arguments.
import { exceptionField, setExceptionField } from '../objects/exception-fields.js';
import { tuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
import { exceptionType, PyException, raised } from '../objects/exceptions.js';
import type { PyType } from '../objects/type.js';
import { asInt } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { reprSync, strSync } from '../vm/text.js';
import { fixed, getSet, method, staticMethod, variadic } from './define.js';
import {
  exceptionMember,
  exceptionText,
  noKeywords,
  requestedException,
} from './exception-types.js';

const osError = exceptionType('OSError');
const blockingError = exceptionType('BlockingIOError');

/** The class for an error number, as on Linux. */
const BY_NUMBER: ReadonlyMap<Value, string> = new Map<Value, string>([
  [1, 'PermissionError'],
  [2, 'FileNotFoundError'],
  [3, 'ProcessLookupError'],
  [4, 'InterruptedError'],
  [10, 'ChildProcessError'],
  [11, 'BlockingIOError'],
  [13, 'PermissionError'],
  [17, 'FileExistsError'],
  [20, 'NotADirectoryError'],
  [21, 'IsADirectoryError'],
  [32, 'BrokenPipeError'],
  [103, 'ConnectionAbortedError'],
  [104, 'ConnectionResetError'],
  [108, 'BrokenPipeError'],
  [110, 'TimeoutError'],
  [111, 'ConnectionRefusedError'],
  [114, 'BlockingIOError'],
  [115, 'BlockingIOError'],
]);

for (const name of ['errno', 'strerror', 'filename', 'filename2']) exceptionMember(osError, name);
getSet(
  osError,
  'characters_written',
  (_vm, self: PyException) => {
    const written = exceptionField(self, 'characters_written');
    if (written === undefined || written === null) {
      throw raised('AttributeError', 'characters_written');
    }
    return written;
  },
  (_vm, self: PyException, value) => setExceptionField(self, 'characters_written', value ?? null),
);

/** Whether a subclass fills itself in by an `__init__` of its own. */
function usesInit(cls: PyType): boolean {
  return (
    cls.lookup('__init__') !== osError.members.get('__init__') &&
    cls.lookup('__new__') === osError.members.get('__new__')
  );
}

staticMethod(osError, '__new__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedException(args);
  if (usesInit(cls)) return new PyException(cls, tuple([]));
  noKeywords(cls, keywords);
  const given = args.slice(1);
  const name = given.length >= 2 && given.length <= 5 ? BY_NUMBER.get(given[0]) : undefined;
  const actual = cls === osError && name !== undefined ? exceptionType(name) : cls;
  const exception = new PyException(actual, tuple(given));
  fill(exception, given);
  return exception;
});

method(osError, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  const self = args[0] as PyException;
  if (!usesInit(self.cls)) return null;
  noKeywords(self, keywords);
  const given = args.slice(1);
  self.args = tuple(given);
  fill(self, given);
  return null;
});

/** Two to five arguments: number, text, file name, one only Windows knows, second file name. */
function fill(exception: PyException, args: readonly Value[]): void {
  if (args.length < 2 || args.length > 5) return;
  const [errno, strerror, filename, , filename2] = args;
  setExceptionField(exception, 'errno', errno);
  setExceptionField(exception, 'strerror', strerror);
  if (filename === undefined || filename === null) return;
  if (exception.cls === blockingError && asInt(filename) !== undefined) {
    setExceptionField(exception, 'characters_written', filename);
    return;
  }
  setExceptionField(exception, 'filename', filename);
  if (filename2 !== undefined) setExceptionField(exception, 'filename2', filename2);
  exception.args = tuple(args.slice(0, 2));
}

method(osError, '__str__', fixed(1), (vm, self: PyException) => {
  const [errno, strerror, filename, filename2] = ['errno', 'strerror', 'filename', 'filename2'].map(
    (name) => exceptionField(self, name) ?? null,
  );
  if (filename === null && (errno === null || strerror === null)) return exceptionText(vm, self);
  const start = `[Errno ${strSync(vm, errno)}] ${strSync(vm, strerror)}`;
  if (filename === null) return start;
  const second = filename2 === null ? '' : ` -> ${reprSync(vm, filename2)}`;
  return `${start}: ${reprSync(vm, filename)}${second}`;
});
