// print and input. What is printed may have a `__str__` in Python and the stream may be an object of
// the script: then the prelude goes on, otherwise the text goes straight to the host.
import { tuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError, type Raised } from '../objects/exceptions.js';
import { typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { hasNativeText, strSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { fn, preludeFn, fixed, unpack, variadic } from './define.js';
import { PyTextStream } from './modules/streams.js';
import { sysModule } from './modules/sys.js';

const OPTIONS = ['sep', 'end', 'file', 'flush'];

/** `sys.stdout` and its like as scripts see them now. */
function systemStream(vm: VM, name: string): Value {
  return sysModule(vm).dict.getStr(name);
}

fn('print', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  let sep = ' ';
  let end = '\n';
  let file: Value = null;
  let flush: Value = false;
  if (keywords !== null) {
    rejectUnknown(keywords);
    sep = textOption(keywords, 'sep', sep);
    end = textOption(keywords, 'end', end);
    file = keywords.getStr('file') ?? null;
    flush = keywords.getStr('flush') ?? false;
  }
  if (file === null) {
    file = systemStream(vm, 'stdout');
    if (file === undefined) throw raised('RuntimeError', 'lost sys.stdout');
    if (file === null) return null;
  }
  if (file instanceof PyTextStream && args.every((arg) => hasNativeText(arg))) {
    file.write(vm, args.map((arg) => strSync(vm, arg)).join(sep) + end);
    return null;
  }
  return enterPrelude(vm, 'print_to', file, tuple(args), sep, end, flush);
});

function rejectUnknown(keywords: PyDict): void {
  for (const key of keywords.keys) {
    const name = asStr(key);
    if (name === undefined || OPTIONS.includes(name)) continue;
    throw typeError(`'${name}' is an invalid keyword argument for print()`);
  }
}

function textOption(keywords: PyDict, name: string, standard: string): string {
  const value = keywords.getStr(name);
  if (value === undefined || value === null) return standard;
  const text = asStr(value);
  if (text !== undefined) return text;
  throw typeError(`${name} must be None or a string, not ${typeOf(value).name}`);
}

fn('input', unpack(0, 1), (vm, prompt: Value) => {
  const streams = ['stdin', 'stdout', 'stderr'].map((name) => {
    const stream = systemStream(vm, name);
    if (stream === undefined || stream === null) {
      throw raised('RuntimeError', `input(): lost sys.${name}`);
    }
    return stream;
  });
  const [stdin, stdout] = streams;
  const native = prompt === undefined || hasNativeText(prompt);
  if (stdin instanceof PyTextStream && stdout instanceof PyTextStream && native) {
    if (prompt !== undefined) stdout.write(vm, strSync(vm, prompt));
    if (stdin.promise(vm) !== null) return enterPrelude(vm, 'input_from', stdin);
    return withoutLineEnd(stdin.readLine(vm, -1));
  }
  return prompt === undefined
    ? enterPrelude(vm, 'input_from', stdin)
    : enterPrelude(vm, 'input_after', stdin, stdout, prompt);
});

function withoutLineEnd(line: string): string {
  if (line === '') throw noInput();
  return line.endsWith('\n') ? line.slice(0, -1) : line;
}

function noInput(): Raised {
  return raised('EOFError', 'EOF when reading a line');
}

preludeFn('input_line', fixed(1), (_vm, line: Value) => {
  const text = asStr(line);
  if (text === undefined) throw typeError('object.readline() returned non-string');
  return withoutLineEnd(text);
});
