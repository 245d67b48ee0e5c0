// arguments.ts: from the arguments of a call to the parameters of what is called, with CPython's
// wording of every mistake.
import { CodeFlag } from '../bytecode/code.js';
import { tuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { typeError, type Raised } from '../objects/exceptions.js';
import type { PyBuiltin, PyFunction } from '../objects/functions.js';
import type { Value } from '../objects/value.js';
import type { VM } from './vm.js';

/**
 * The registers of a call of a Python function.
 * @throws Raised TypeError as CPython words it
 * @see https://docs.python.org/3.11/reference/expressions.html#calls
 */
export function bindArguments(
  vm: VM,
  callee: PyFunction,
  args: readonly Value[],
  keywords: PyDict | null,
): Value[] {
  const { code } = callee;
  const { source } = code;
  const { argCount, kwOnlyCount, posOnlyCount } = source;
  const names = source.variableNames;
  const named = argCount + kwOnlyCount;
  const regs = code.emptyRegisters.slice();
  const hasVarargs = (source.flags & CodeFlag.VARARGS) !== 0;
  const hasVarKeywords = (source.flags & CodeFlag.VARKEYWORDS) !== 0;
  const given = Math.min(args.length, argCount);
  for (let i = 0; i < given; i++) regs[i] = args[i];
  let extraKeywords: PyDict | null = null;
  if (hasVarKeywords) {
    extraKeywords = new PyDict();
    regs[named + (hasVarargs ? 1 : 0)] = extraKeywords;
  }
  if (hasVarargs) regs[named] = tuple(args.slice(given));
  if (keywords !== null) {
    const positionalOnly: string[] = [];
    for (let at = 0; at < keywords.keys.length; at++) {
      const key = keywords.keys[at];
      if (key === undefined) continue;
      const name = asStr(key);
      if (name === undefined) throw typeError(`${callee.qualname}() keywords must be strings`);
      const index = names.indexOf(name);
      if (index >= posOnlyCount && index < named) {
        if (regs[index] !== undefined) {
          throw typeError(`${callee.qualname}() got multiple values for argument '${name}'`);
        }
        regs[index] = keywords.values[at];
      } else if (extraKeywords !== null) extraKeywords.set(vm.keys, key, keywords.values[at]);
      else if (index >= 0 && index < posOnlyCount) positionalOnly.push(name);
      else throw typeError(`${callee.qualname}() got an unexpected keyword argument '${name}'`);
    }
    if (positionalOnly.length > 0) {
      throw typeError(
        `${callee.qualname}() got some positional-only arguments passed as keyword arguments: '${positionalOnly.join(', ')}'`,
      );
    }
  }
  if (args.length > argCount && !hasVarargs) throw tooManyPositional(callee, args.length, regs);
  if (given < named) fillDefaults(callee, regs);
  return regs;
}

function fillDefaults(callee: PyFunction, regs: Value[]): void {
  const { argCount, kwOnlyCount, variableNames } = callee.code.source;
  const defaults = callee.defaults?.items ?? [];
  const firstDefault = argCount - defaults.length;
  const missing: string[] = [];
  for (let i = 0; i < argCount; i++) {
    if (regs[i] !== undefined) continue;
    if (i >= firstDefault) regs[i] = defaults[i - firstDefault];
    else missing.push(variableNames[i]!);
  }
  if (missing.length > 0) throw missingArguments(callee, missing, 'positional');
  for (let i = argCount; i < argCount + kwOnlyCount; i++) {
    if (regs[i] !== undefined) continue;
    const value = callee.kwDefaults?.getStr(variableNames[i]!);
    if (value !== undefined) regs[i] = value;
    else missing.push(variableNames[i]!);
  }
  if (missing.length > 0) throw missingArguments(callee, missing, 'keyword-only');
}

function missingArguments(callee: PyFunction, names: readonly string[], kind: string): Raised {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop()!;
  const list =
    quoted.length === 0
      ? last
      : quoted.length === 1
        ? `${quoted[0]} and ${last}`
        : `${quoted.join(', ')}, and ${last}`;
  const s = names.length === 1 ? '' : 's';
  return typeError(
    `${callee.qualname}() missing ${names.length} required ${kind} argument${s}: ${list}`,
  );
}

function tooManyPositional(callee: PyFunction, given: number, regs: readonly Value[]): Raised {
  const { argCount, kwOnlyCount } = callee.code.source;
  const defaults = callee.defaults?.items.length ?? 0;
  const takes = defaults > 0 ? `from ${argCount - defaults} to ${argCount}` : `${argCount}`;
  const plural = defaults > 0 || argCount !== 1 ? 's' : '';
  let keywordOnly = 0;
  for (let i = argCount; i < argCount + kwOnlyCount; i++) if (regs[i] !== undefined) keywordOnly++;
  const also =
    keywordOnly === 0
      ? ''
      : ` positional argument${given === 1 ? '' : 's'} (and ${keywordOnly} keyword-only argument${keywordOnly === 1 ? '' : 's'})`;
  const verb = given === 1 && keywordOnly === 0 ? 'was' : 'were';
  return typeError(
    `${callee.qualname}() takes ${takes} positional argument${plural} but ${given}${also} ${verb} given`,
  );
}

/** The arguments of a native called with keywords, in the order of its parameters. */
export function bindBuiltinKeywords(
  builtin: PyBuiltin,
  args: readonly Value[],
  keywords: PyDict,
): Value[] {
  const { parameters } = builtin;
  if (builtin.convention !== 'keywords') {
    throw typeError(`${builtin.qualname}() takes no keyword arguments`);
  }
  const total = args.length + keywords.size;
  const all = parameters.length;
  if (args.length > builtin.max || total > all) throw argumentCountError(builtin, total);
  const bound: Value[] = [...args];
  while (bound.length < all) bound.push(undefined);
  for (let at = 0; at < keywords.keys.length; at++) {
    const key = keywords.keys[at];
    if (key === undefined) continue;
    const name = asStr(key);
    if (name === undefined) throw typeError('keywords must be strings');
    const index = parameters.indexOf(name);
    if (index < builtin.positionalOnly) {
      throw typeError(`'${name}' is an invalid keyword argument for ${builtin.name}()`);
    }
    if (index < args.length) {
      throw typeError(
        `argument for ${builtin.name}() given by name ('${name}') and position (${index + 1})`,
      );
    }
    bound[index] = keywords.values[at];
  }
  for (let i = 0; i < builtin.min; i++) {
    if (bound[i] !== undefined) continue;
    if (i < builtin.positionalOnly) throw argumentCountError(builtin, args.length);
    throw typeError(
      `${builtin.name}() missing required argument '${parameters[i]}' (pos ${i + 1})`,
    );
  }
  return bound;
}

/** The TypeError for a call of a native with `given` positional arguments. */
export function argumentCountError(builtin: PyBuiltin, given: number): Raised {
  // Bound methods do not count their self.
  const self = builtin.owner === null ? 0 : 1;
  const n = Math.max(0, given - self);
  const min = builtin.min - self;
  const max = builtin.max - self;
  const name = builtin.qualname;
  const short = builtin.name;
  switch (builtin.convention) {
    case 'unpack':
      if (min === max) return typeError(`${short} expected ${count(min)}, got ${n}`);
      return n < min
        ? typeError(`${short} expected at least ${count(min)}, got ${n}`)
        : typeError(`${short} expected at most ${count(max)}, got ${n}`);
    case 'keywords': {
      if (n < min) {
        if (min <= builtin.positionalOnly) {
          return min === max
            ? typeError(`${short}() takes exactly ${count(min, ' positional')} (${n} given)`)
            : typeError(`${short}() takes at least ${count(min, ' positional')} (${n} given)`);
        }
        const missing = Math.min(given, builtin.min - 1);
        return typeError(
          `${short}() missing required argument '${builtin.parameters[missing]}' (pos ${missing + 1})`,
        );
      }
      const most = builtin.min === builtin.max ? 'exactly' : 'at most';
      return typeError(
        `${short}() takes ${most} ${count(max, builtin.max < builtin.parameters.length ? ' positional' : '')} (${n} given)`,
      );
    }
    default:
      if (max === 0) return typeError(`${name}() takes no arguments (${n} given)`);
      if (min === max) {
        return max === 1
          ? typeError(`${name}() takes exactly one argument (${n} given)`)
          : typeError(`${short} expected ${count(max)}, got ${n}`);
      }
      return n < min
        ? typeError(`${short}() takes at least ${count(min)} (${n} given)`)
        : typeError(`${short}() takes at most ${count(max)} (${n} given)`);
  }
}

function count(n: number, kind = ''): string {
  return `${n}${kind} argument${n === 1 ? '' : 's'}`;
}
