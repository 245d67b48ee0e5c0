// `match`. A pattern is tested from the outside in and jumps away where it fails; what it captures
// stays in temporaries until the whole pattern has matched, so that a failed pattern binds nothing.
//
// As in CPython an instruction stands at the pattern that was begun last, and so do the errors that
// are found here: `position` is set when a pattern is begun and not restored after it.
import type { Constant } from '../bytecode/code.js';
import { InternalError } from '../errors.js';
import type * as ast from '../syntax/ast.js';
import { Label } from './emitter.js';
import { constantValue } from './folding.js';
import type { Unit } from './unit.js';
import { unparse } from './unparse.js';
import { forbidDebug, storeName } from './variables.js';

/** The names a pattern has bound so far, in order, each with the register that holds its value. */
type Captures = Map<string, number>;

export function compileMatch(unit: Unit, node: ast.Match): void {
  const { code } = unit;
  const mark = code.mark();
  const end = new Label();
  const subject = subjectRegister(unit, node);
  node.cases.forEach((clause, index) => {
    const isLast = index === node.cases.length - 1;
    const next = isLast ? end : new Label();
    const within = code.mark();
    const matcher = new PatternCompiler(unit, clause.guard !== null || isLast);
    matcher.pattern(clause.pattern, subject, next);
    for (const [name, register] of matcher.captures) storeName(unit, name, register);
    code.release(within);
    if (clause.guard !== null) unit.jumpIf(clause.guard, false, next);
    unit.statements(clause.body);
    if (isLast) return;
    code.emit('JUMP', end);
    code.place(next);
  });
  code.place(end);
  code.release(mark);
}

/** The subject may stay in the variable that it is unless a pattern can bind that before the last. */
function subjectRegister(unit: Unit, { subject, cases }: ast.Match): number {
  const binds = cases.some(({ pattern, guard }) => guard !== null || bindsName(pattern));
  return binds ? unit.value(subject) : unit.operand(subject);
}

function bindsName(pattern: ast.Pattern): boolean {
  switch (pattern.kind) {
    case 'MatchValue':
    case 'MatchSingleton':
      return false;
    case 'MatchStar':
      return pattern.name !== null;
    case 'MatchAs':
      return pattern.name !== null || (pattern.pattern !== null && bindsName(pattern.pattern));
    case 'MatchSequence':
    case 'MatchOr':
      return pattern.patterns.some(bindsName);
    case 'MatchMapping':
      return pattern.rest !== null || pattern.patterns.some(bindsName);
    case 'MatchClass':
      return [...pattern.patterns, ...pattern.kwdPatterns].some(bindsName);
  }
}

function isWildcard(pattern: ast.Pattern): boolean {
  return pattern.kind === 'MatchAs' && pattern.name === null && pattern.pattern === null;
}

class PatternCompiler {
  captures: Captures = new Map();

  constructor(
    private readonly unit: Unit,
    /** Whether a pattern that always matches may stand here: nothing comes after it. */
    private mayAlwaysMatch: boolean,
  ) {}

  /** Goes on if the value of a register matches, else jumps to `otherwise`. */
  pattern(node: ast.Pattern, subject: number, otherwise: Label): void {
    this.unit.code.position = node;
    switch (node.kind) {
      case 'MatchValue':
        return this.value(node, subject, otherwise);
      case 'MatchSingleton':
        return this.singleton(node, subject, otherwise);
      case 'MatchSequence':
        return this.sequence(node, subject, otherwise);
      case 'MatchMapping':
        return this.mapping(node, subject, otherwise);
      case 'MatchClass':
        return this.instance(node, subject, otherwise);
      case 'MatchOr':
        return this.alternatives(node, subject, otherwise);
      case 'MatchAs':
        return this.capture(node, subject, otherwise);
      case 'MatchStar':
        throw new InternalError('a starred pattern outside a sequence');
    }
  }

  /** A pattern inside another one: always matching is nothing special there. */
  private inner(node: ast.Pattern, subject: number, otherwise: Label): void {
    const outer = this.mayAlwaysMatch;
    this.mayAlwaysMatch = true;
    this.pattern(node, subject, otherwise);
    this.mayAlwaysMatch = outer;
  }

  private fail(msg: string): never {
    return this.unit.fail(msg, this.unit.code.position!);
  }

  private bind(name: string, register: number): void {
    forbidDebug(this.unit, name, this.unit.code.position!);
    if (this.captures.has(name)) this.fail(`multiple assignments to name '${name}' in pattern`);
    this.captures.set(name, register);
  }

  // ---- Values

  private value(node: ast.MatchValue, subject: number, otherwise: Label): void {
    const { code } = this.unit;
    const mark = code.mark();
    const result = code.temporary();
    this.unit.into(node.value, result);
    code.emit('EQ', result, subject, result);
    code.emit('TRUTH', result, result);
    code.emit('JUMP_IF_FALSE', result, otherwise);
    code.release(mark);
  }

  private singleton(node: ast.MatchSingleton, subject: number, otherwise: Label): void {
    const { code } = this.unit;
    const mark = code.mark();
    const result = code.temporary();
    code.loadConstant(result, node.value);
    code.emit('IS', result, subject, result);
    code.emit('JUMP_IF_FALSE', result, otherwise);
    code.release(mark);
  }

  private capture(node: ast.MatchAs, subject: number, otherwise: Label): void {
    if (node.pattern === null) {
      if (!this.mayAlwaysMatch) {
        const what = node.name === null ? 'wildcard' : `name capture '${node.name}'`;
        this.fail(`${what} makes remaining patterns unreachable`);
      }
    } else this.pattern(node.pattern, subject, otherwise);
    if (node.name !== null) this.bind(node.name, subject);
  }

  // ---- Sequences

  private sequence(node: ast.MatchSequence, subject: number, otherwise: Label): void {
    const { code } = this.unit;
    const { patterns } = node;
    const star = patterns.findIndex(({ kind }) => kind === 'MatchStar');
    if (patterns.some(({ kind }, index) => kind === 'MatchStar' && index > star)) {
      this.fail('multiple starred names in sequence pattern');
    }
    const test = code.temporary();
    code.emit('MATCH_SEQUENCE', test, subject);
    code.emit('JUMP_IF_FALSE', test, otherwise);
    if (star < 0) this.checkLength(subject, patterns.length, 'EQ', otherwise);
    else if (patterns.length > 1) {
      this.checkLength(subject, patterns.length - 1, 'GE', otherwise);
    }
    const starred = star < 0 ? null : (patterns[star] as ast.MatchStar);
    const others = patterns.filter((pattern) => pattern !== starred);
    if (starred === null || starred.name !== null) {
      if (starred !== null || !others.every(isWildcard))
        this.unpack(node, star, subject, otherwise);
    } else this.itemwise(node, star, subject, otherwise);
  }

  private checkLength(subject: number, length: number, op: 'EQ' | 'GE', otherwise: Label): void {
    const { code } = this.unit;
    const mark = code.mark();
    const [found, wanted] = [code.temporary(), code.temporary()];
    code.emit('LENGTH', found, subject);
    code.loadConstant(wanted, length);
    code.emit(op, found, found, wanted);
    code.emit('JUMP_IF_FALSE', found, otherwise);
    code.release(mark);
  }

  private unpack(
    { patterns }: ast.MatchSequence,
    star: number,
    subject: number,
    otherwise: Label,
  ): void {
    const { code } = this.unit;
    const after = star < 0 ? -1 : patterns.length - star - 1;
    const before = star < 0 ? patterns.length : star;
    const items = code.temporaries(patterns.length);
    const sequence = code.temporary();
    code.emit('TO_SEQUENCE', sequence, subject, before, after);
    if (star < 0) code.emit('UNPACK', items, before, sequence);
    else code.emit('UNPACK_STAR', items, before, after, sequence);
    this.parts(patterns, items, otherwise);
  }

  /** Subpatterns, each for one of the registers from `first` on. */
  private parts(patterns: readonly ast.Pattern[], first: number, otherwise: Label): void {
    patterns.forEach((pattern, index) => {
      if (pattern.kind === 'MatchStar') {
        this.unit.code.position = pattern;
        if (pattern.name !== null) this.bind(pattern.name, first + index);
      } else this.inner(pattern, first + index, otherwise);
    });
  }

  /** With `*_` nothing is unpacked: the items that matter are taken by their index. */
  private itemwise(
    { patterns }: ast.MatchSequence,
    star: number,
    subject: number,
    otherwise: Label,
  ): void {
    const { code } = this.unit;
    patterns.forEach((pattern, index) => {
      if (index === star || isWildcard(pattern)) return;
      const item = code.temporary();
      if (index < star) code.loadConstant(item, index);
      else {
        const fromEnd = code.temporary();
        code.emit('LENGTH', item, subject);
        code.loadConstant(fromEnd, patterns.length - index);
        code.emit('SUBTRACT', item, item, fromEnd);
      }
      code.emit('LOAD_ITEM', item, subject, item);
      this.inner(pattern, item, otherwise);
    });
  }

  // ---- Mappings

  private mapping(node: ast.MatchMapping, subject: number, otherwise: Label): void {
    const { code } = this.unit;
    const { keys, patterns, rest } = node;
    const count = keys.length;
    const result = code.temporary();
    code.emit('MATCH_MAPPING', result, subject);
    code.emit('JUMP_IF_FALSE', result, otherwise);
    if (count > 0) this.checkLength(subject, count, 'GE', otherwise);
    this.checkKeys(keys);
    const first = code.temporaries(count);
    keys.forEach((key, index) => this.unit.into(key, first + index));
    if (count > 0) {
      code.emit('MATCH_KEYS', result, subject, first, count);
      this.parts(patterns, this.found(result, count, otherwise), otherwise);
    }
    if (rest === null) return;
    const others = code.temporary();
    code.emit('BUILD_MAP', others, others, 0);
    code.emit('MAP_UPDATE', others, subject);
    for (let key = first; key < first + count; key++) code.emit('DELETE_ITEM', others, key);
    this.bind(rest, others);
  }

  private checkKeys(keys: readonly ast.Expr[]): void {
    const seen = new Set<string>();
    for (const key of keys) {
      const constant = constantValue(key);
      if (constant === undefined) continue;
      const identity = keyIdentity(constant);
      if (seen.has(identity)) {
        // Folding turns -0 into 0.
        const shown = typeof constant === 'number' ? String(constant) : unparse(key);
        this.fail(`mapping pattern checks duplicate key (${shown})`);
      }
      seen.add(identity);
    }
  }

  // ---- Classes

  private instance(node: ast.MatchClass, subject: number, otherwise: Label): void {
    const { code } = this.unit;
    const { patterns, kwdAttrs, kwdPatterns } = node;
    this.checkAttributes(node);
    const result = code.temporary();
    this.unit.into(node.cls, result);
    const names: Constant = { kind: 'tuple', items: kwdAttrs };
    code.emit('MATCH_CLASS', result, subject, result, patterns.length, names);
    const all = [...patterns, ...kwdPatterns];
    const first = this.found(result, all.length, otherwise);
    all.forEach((pattern, index) => {
      if (!isWildcard(pattern)) this.inner(pattern, first + index, otherwise);
    });
  }

  private checkAttributes(node: ast.MatchClass): void {
    const { unit } = this;
    const { kwdAttrs, kwdPatterns } = node;
    kwdAttrs.forEach((name, index) => {
      unit.code.position = kwdPatterns[index]!;
      forbidDebug(unit, name, unit.code.position);
      const repeated = kwdAttrs.indexOf(name, index + 1);
      if (repeated < 0) return;
      unit.code.position = kwdPatterns[repeated]!;
      this.fail(`attribute name repeated in class pattern: ${name}`);
    });
    unit.code.position = node;
  }

  /** The first of `count` registers with the items of the tuple in `result`, unless it is None. */
  private found(result: number, count: number, otherwise: Label): number {
    const { code } = this.unit;
    const mark = code.mark();
    const test = code.temporary();
    code.emit('LOAD_NONE', test);
    code.emit('IS', test, result, test);
    code.emit('JUMP_IF_TRUE', test, otherwise);
    code.release(mark);
    const first = code.temporaries(count);
    if (count > 0) code.emit('UNPACK', first, count, result);
    return first;
  }

  // ---- Alternatives

  /** Each alternative moves what it captures to where the code after all of them expects it. */
  private alternatives(node: ast.MatchOr, subject: number, otherwise: Label): void {
    const { code } = this.unit;
    const { captures, mayAlwaysMatch } = this;
    const matched = new Label();
    let common: Captures | null = null;
    for (const [index, pattern] of node.patterns.entries()) {
      const isLast = index === node.patterns.length - 1;
      const next = isLast ? otherwise : new Label();
      this.captures = new Map();
      this.mayAlwaysMatch = isLast && mayAlwaysMatch;
      this.pattern(pattern, subject, next);
      if (common === null) {
        common = new Map([...this.captures.keys()].map((name) => [name, code.temporary()]));
      } else if (!sameNames(common, this.captures)) {
        this.fail('alternative patterns bind different names');
      }
      for (const [name, register] of this.captures) code.move(common.get(name)!, register);
      if (isLast) break;
      code.emit('JUMP', matched);
      code.place(next);
    }
    code.place(matched);
    this.captures = captures;
    this.mayAlwaysMatch = mayAlwaysMatch;
    for (const [name, register] of common ?? []) this.bind(name, register);
  }
}

function sameNames(a: Captures, b: Captures): boolean {
  return a.size === b.size && [...a.keys()].every((name) => b.has(name));
}

/** A text that two constants share when they are equal as keys: 1, 1.0 and True are. */
function keyIdentity(constant: Constant): string {
  if (typeof constant === 'boolean') return keyIdentity(Number(constant));
  if (typeof constant === 'number' || typeof constant === 'bigint') return `number ${constant}`;
  if (typeof constant === 'string') return `str ${constant}`;
  if (constant !== null && constant.kind === 'float') {
    const { value } = constant;
    return `number ${Number.isInteger(value) ? BigInt(value) : value}`;
  }
  if (constant !== null && constant.kind === 'bytes') return `bytes ${constant.value.join(' ')}`;
  return String(constant);
}
