// Code objects, frames and tracebacks as scripts see them.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import { tuple } from '../objects/collections.js';
import { PyTraceback, raised, typeError, valueError } from '../objects/exceptions.js';
import type { Frame } from '../objects/frame.js';
import { PyGenerator, ResumeKind } from '../objects/generator.js';
import type { PyCode } from '../objects/functions.js';
import { codeType, frameType, tracebackType } from '../objects/type.js';
import { typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { builtinsOf } from '../vm/globals.js';
import { lineAt, lineOf, localsNow, visibleFrom } from '../vm/introspect.js';
import { isSuspended, resumeGenerator } from '../vm/resume.js';
import { fixed, getSet, method } from './define.js';
import { member } from './members.js';

// --- code

/** CPython's bits of `co_flags`. */
const OPTIMIZED = 1;
const NEWLOCALS = 2;
const VARARGS = 4;
const VARKEYWORDS = 8;
const NESTED = 16;
const GENERATOR = 32;
const COROUTINE = 128;
const ITERABLE_COROUTINE = 256;
const ASYNC_GENERATOR = 512;
const FUTURE_ANNOTATIONS = 0x1000000;

function publicFlags(code: CodeObject): number {
  const { flags } = code;
  const has = (flag: CodeFlag, bit: number): number => ((flags & flag) !== 0 ? bit : 0);
  const isFunction = (flags & (CodeFlag.NAMESPACE | CodeFlag.MODULE)) === 0;
  return (
    (isFunction ? OPTIMIZED | NEWLOCALS : 0) |
    has(CodeFlag.VARARGS, VARARGS) |
    has(CodeFlag.VARKEYWORDS, VARKEYWORDS) |
    has(CodeFlag.NESTED, NESTED) |
    has(CodeFlag.GENERATOR, GENERATOR) |
    has(CodeFlag.COROUTINE, COROUTINE) |
    has(CodeFlag.ITERABLE_COROUTINE, ITERABLE_COROUTINE) |
    has(CodeFlag.ASYNC_GENERATOR, ASYNC_GENERATOR) |
    has(CodeFlag.FUTURE_ANNOTATIONS, FUTURE_ANNOTATIONS)
  );
}

/** Parameters and local variables; of the variables in cells, only parameters count as local. */
function localNames(code: CodeObject): readonly string[] {
  const isFunction = (code.flags & (CodeFlag.NAMESPACE | CodeFlag.MODULE)) === 0;
  return isFunction ? code.variableNames : [];
}

const codeMembers: Readonly<Record<string, (code: CodeObject) => Value>> = {
  co_name: (code) => code.name,
  co_qualname: (code) => code.qualname,
  co_filename: (code) => code.filename,
  co_firstlineno: (code) => code.firstLine,
  co_argcount: (code) => code.argCount,
  co_posonlyargcount: (code) => code.posOnlyCount,
  co_kwonlyargcount: (code) => code.kwOnlyCount,
  co_nlocals: (code) => localNames(code).length,
  co_varnames: (code) => tuple(localNames(code)),
  co_cellvars: (code) => tuple(code.cellNames),
  co_freevars: (code) => tuple(code.freeNames),
  co_names: (code) => tuple(code.names),
  co_flags: publicFlags,
  co_stacksize: (code) => code.registerCount,
};
for (const [name, get] of Object.entries(codeMembers)) {
  member(codeType, name, (_vm, self: PyCode) => get(self.source));
}

method(codeType, '__repr__', fixed(1), ({ addresses }, self: PyCode) => {
  const { name, filename, firstLine } = self.source;
  return `<code object ${name} at ${addresses.text(self)}, file "${filename}", line ${firstLine}>`;
});

// --- frames

member(frameType, 'f_code', (_vm, self: Frame) => self.code);
member(frameType, 'f_globals', (_vm, self: Frame) => self.globals);
member(frameType, 'f_builtins', (vm, self: Frame) => builtinsOf(vm, self.globals));
getSet(frameType, 'f_back', (_vm, self: Frame) => visibleFrom(callerOf(self)));
getSet(frameType, 'f_lineno', (_vm, self: Frame) => lineOf(self));
getSet(frameType, 'f_lasti', (_vm, self: Frame) => self.pc);
getSet(frameType, 'f_locals', (vm, self: Frame) => localsNow(vm, self));
member(frameType, 'f_trace', () => null);

/** Who waits for a frame; nobody while its generator is suspended, whatever delegates to that. */
function callerOf({ owner, caller }: Frame): Frame | null {
  return owner instanceof PyGenerator && isSuspended(owner) ? null : caller;
}

method(frameType, '__repr__', fixed(1), ({ addresses }, self: Frame) => {
  const { filename, name } = self.code.source;
  const [at, line] = [addresses.text(self), lineOf(self)];
  return `<frame at ${at}, file '${filename}', line ${line}, code ${name}>`;
});

method(frameType, 'clear', fixed(1), (vm, self: Frame) => {
  const { owner } = self;
  if (owner instanceof PyGenerator && isSuspended(owner)) {
    return resumeGenerator(vm, owner, ResumeKind.CLOSE, null);
  }
  for (let at = vm.frame; at !== null; at = at.caller) {
    if (at === self) throw raised('RuntimeError', 'cannot clear an executing frame');
  }
  for (let register = 0; register < self.regs.length; register++) self.store(register, undefined);
  return null;
});

// --- tracebacks

member(tracebackType, 'tb_frame', (_vm, self: PyTraceback) => self.frame);
member(tracebackType, 'tb_lasti', (_vm, self: PyTraceback) => self.pc);
member(tracebackType, 'tb_lineno', (_vm, self: PyTraceback) => lineAt(self.frame.code, self.pc));
getSet(
  tracebackType,
  'tb_next',
  (_vm, self: PyTraceback) => self.next,
  (_vm, self: PyTraceback, value) => setNext(self, value),
);

function setNext(self: PyTraceback, value: Value): void {
  if (value === undefined) throw typeError("can't delete tb_next attribute");
  if (value !== null && !(value instanceof PyTraceback)) {
    throw typeError(`expected traceback object, got '${typeOf(value).name}'`);
  }
  for (let at = value; at !== null; at = at.next) {
    if (at === self) throw valueError('traceback loop detected');
  }
  self.next = value;
}
