// The text of JavaScript for each instruction. What is written here does, in the same order, what the
// case of the instruction in vm/interpreter.ts does: fast paths inline, the rest in a helper of
// vm/jit/support.ts.
//
// The text names registers (r0, r1 …), constants of the code (k0 …), helpers, and nothing of a script:
// no name and no string of it is ever part of the text.
import type { CodeObject } from '../../bytecode/code.js';
import type { Instruction } from '../../bytecode/instruction.js';
import { OP_SPEC } from '../../bytecode/instruction.js';
import { CodeFlag } from '../../bytecode/code.js';
import { BINARY_OPERATORS, type OpName } from '../../bytecode/opcodes.js';
import { findLiveness } from '../../bytecode/liveness.js';
import { registerUse } from '../../bytecode/register-use.js';
import { Form, type Registers } from './registers.js';

/** Largest and smallest int that is a number (objects/numbers.ts). */
const MAX = '9007199254740991';

export interface Context {
  readonly code: CodeObject;
  readonly registers: Registers;
  /** Constants that the text names, by index. */
  readonly constants: Set<number>;
  /** Whether the code delegates: then its generator is not always the leaf of its chain. */
  readonly delegates: boolean;
  /** Whether the text is to stand in that of another code, which resumes its generator (inline.ts). */
  readonly inlined: boolean;
  /** How a generator is resumed at a place. */
  readonly resume: (pc: number, generator: string, sent: string) => Resume;
}

/** How a generator is resumed that is suspended at a yield, its frame in `g`. */
export interface Resume {
  /** Whether it can be: text that puts its compiled code into `c`. */
  readonly condition: string;
  /** The text that does it, and leaves the result in `t`. */
  readonly text: string;
}

type Jump = (to: number) => string;

/** Text of one instruction; one that ends a block ends in a jump. */
export function emit(
  context: Context,
  instruction: Instruction,
  after: number | undefined,
  jump: Jump,
): string {
  const writer = new Writer(context, instruction, after, jump);
  const write = EMIT[instruction.op];
  const before = writer.isCounted ? writer.beginCounted() : '';
  if (write === undefined) {
    return `${before}interpret(vm, frame, ${instruction.offset}); break tail;\n`;
  }
  return before + write(writer);
}

/** Whether the text of an instruction has jumped, or gone, at its end. */
export function endsBlock({ op }: Instruction): boolean {
  const spec = OP_SPEC[op];
  const may = spec.may ?? [];
  return (
    EMIT[op] === undefined ||
    may.includes('end') ||
    may.includes('suspend') ||
    spec.operands.includes('to')
  );
}

class Writer {
  readonly pc: number;
  readonly at: readonly number[];

  constructor(
    readonly context: Context,
    readonly instruction: Instruction,
    readonly after: number | undefined,
    readonly jump: Jump,
  ) {
    this.pc = instruction.offset;
    this.at = instruction.operands;
  }

  /** The register that operand `i` names. */
  r(i: number): string {
    return `r${this.at[i]!}`;
  }

  /** The same, or what stands for an absent one. */
  maybe(i: number, absent: string): string {
    return this.at[i]! < 0 ? absent : this.r(i);
  }

  /** The `n` registers from operand `i` on. */
  block(i: number, n: number): string[] {
    return Array.from({ length: n }, (_, at) => `r${this.at[i]! + at}`);
  }

  k(i: number): string {
    this.context.constants.add(this.at[i]!);
    return `k${this.at[i]!}`;
  }

  /** Write a register. */
  set(register: number, text: string): string {
    if (this.isCounted) return this.setCounted(register, text);
    const place = this.context.registers.writtenThrough.has(register) ? `regs[${register}] = ` : '';
    return `${place}r${register} = ${text};\n`;
  }

  get isCounted(): boolean {
    return this.context.registers.form === Form.COUNTED;
  }

  /** The name of what code is compiled to. */
  get compiled(): string {
    return this.isCounted ? 'counted' : 'compiled';
  }

  /**
   * What comes before an instruction where references are counted: temporaries are emptied that have
   * done their work, and what has lost its last reference ends.
   */
  beginCounted(): string {
    const reclaim = `if (dying.length !== 0 && reclaimAt(${this.here}) === LEAVE) break tail;\n`;
    const dead = findLiveness(this.context.code).dead[this.pc] ?? null;
    if (dead === null) return reclaim;
    const drops = dead.map(
      (register) =>
        `if ((o = regs[${register}]) !== undefined) {\nregs[${register}] = undefined;\n` +
        `if (typeof o === 'object' && o !== null) {\nif (dying.length !== 0) releaseInTurn(o);\n` +
        `else if (--o.refs === zero) dying.push(o);\n}\n}\n`,
    );
    return reclaim + drops.join('') + reclaim;
  }

  /** Write a register, and count the references. */
  private setCounted(register: number, text: string): string {
    const isObject = !/^(?:-?\d+|null|undefined|true|false|!r\d+)$/.test(text);
    const keep = isObject
      ? `if (typeof (t = ${text}) === 'object' && t !== null) {\nif (t.refs < zero) adopt(t);\nt.refs++;\n}\n`
      : '';
    const value = isObject ? 't' : text;
    return (
      `${keep}o = regs[${register}];\nregs[${register}] = r${register} = ${value};\n` +
      `if (typeof o === 'object' && o !== null && --o.refs === zero) dying.push(o);\n`
    );
  }

  /** Write the register that is the first operand. */
  dst(text: string): string {
    return this.set(this.at[0]!, text);
  }

  /** Leave the code with a result. */
  leave(value: string): string {
    return this.context.inlined ? `t = ${value};\nbreak inl;\n` : `return ${value};\n`;
  }

  /** Take the result of a helper, or leave with it. */
  result(call: string): string {
    return `if ((t = ${call}) === LEAVE) break tail;\n${this.dst('t')}`;
  }

  /** Call a helper that has no result. */
  effect(call: string): string {
    return `if (${call} === LEAVE) break tail;\n`;
  }

  /** The first arguments of a helper with a result. */
  get where(): string {
    return `vm, frame, ${this.pc}, ${this.at[0]!}`;
  }

  /** The same without. */
  get here(): string {
    return `vm, frame, ${this.pc}`;
  }

  /** Put the registers an instruction reads into the frame, for helpers that look there. */
  store(registers: readonly number[]): string {
    return registers
      .filter((register) => !this.context.registers.writtenThrough.has(register))
      .map((register) => `regs[${register}] = r${register};\n`)
      .join('');
  }

  storeReads(): string {
    const { reads } = registerUse(this.instruction);
    return this.store(
      reads.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i)),
    );
  }

  /** Put all registers into the frame. */
  storeAll(): string {
    return this.store(this.context.registers.kept);
  }

  /** A jump by an instruction, which is a safepoint if it goes back. */
  go(to: number): string {
    if (to > this.pc) return this.jump(to);
    return `if (--vm.fuel < 0) { interpret(vm, frame, ${to}); break tail; }\n${this.jump(to)}`;
  }

  to(i: number): string {
    return this.go(this.at[i]!);
  }

  /** On behind the instruction. */
  next(): string {
    return this.jump(this.after!);
  }

  /** A call of `callee` with arguments in registers, the result to the first operand. */
  call(callee: string, args: readonly string[]): string {
    const n = args.length;
    const list = args.map((arg) => `, ${arg}`).join('');
    const slow =
      n === 1
        ? `call1At(${this.where}, ${callee}${list})`
        : n === 2
          ? `call2At(${this.where}, ${callee}${list})`
          : `callAt(${this.where}, ${callee}, [${args.join(', ')}])`;
    return (
      `if (${callee} !== null && ${callee}.cls === functionType && (c = ${callee}.code.${this.compiled}) ${this.isCounted ? '!== undefined && c ' : ''}!== null && c.arity === ${n}) {\n` +
      `frame.pc = ${this.pc};\n` +
      `if ((t = c.call(vm, frame, ${callee}${list})) === LEAVE) t = afterCall(vm, frame, ${this.at[0]!});\n` +
      (n === 1
        ? this.resume(
            args[0]!,
            'null',
            (can) => `} else if (${isNextOf(callee, args[0]!)} && ${can}) {`,
          )
        : '') +
      `} else t = ${slow};\n` +
      `if (t === LEAVE) break tail;\n${this.dst('t')}`
    );
  }

  /**
   * Resume the suspended generator in a register, for next() and send(): its result in `t`.
   * @param when the text before that, given the condition under which it can be done so
   */
  resume(generator: string, sent: string, when: (can: string) => string): string {
    const { condition, text } = this.context.resume(this.pc, generator, sent);
    return (
      `${when(`${isReady(generator)} && ${condition}`)}\nframe.pc = ${this.pc};\n${text}` +
      `if (t === LEAVE || t === DONE) t = afterResume(vm, frame, ${this.at[0]!}, t);\n`
    );
  }
}

/** Whether a call is next() of a generator. */
function isNextOf(callee: string, generator: string): string {
  return `${isOf(generator, 'generatorType')} && ${callee} !== null && ${callee}.resumes === generatorType`;
}

/**
 * Whether a generator is suspended and delegates to nobody, and the stack and the fuel suffice. Its
 * frame is then in `g`.
 */
function isReady(generator: string): string {
  return (
    `${generator}.state === 1 && ${generator}.leaf === ${generator} && ${generator}.root === ${generator} && ` +
    `vm.fuel > 0 && frame.depth < vm.nestLimit && (g = ${generator}.frame) !== null`
  );
}

/** The operators of JavaScript for two numbers, and the names of the comparisons of Python. */
const COMPARISONS: { readonly [K in OpName]?: readonly [string, string] } = {
  LT: ['<', 'lt'],
  LE: ['<=', 'le'],
  EQ: ['===', 'eq'],
  NE: ['!==', 'ne'],
  GT: ['>', 'gt'],
  GE: ['>=', 'ge'],
};

/**
 * A test and the jump on it, when nobody else wants its result: a comparison, `is`, or a truth value,
 * and the TRUTH that may follow.
 * @returns null when the instructions at the end of a block are no such thing
 */
export function emitTest(
  context: Context,
  instructions: readonly Instruction[],
  after: number | undefined,
  jump: Jump,
): { readonly text: string; readonly length: number } | null {
  const last = instructions.at(-1)!;
  if (last.op !== 'JUMP_IF_TRUE' && last.op !== 'JUMP_IF_FALSE') return null;
  const [register, to] = last.operands as readonly [number, number];
  if (after === undefined) return null;
  const { lives } = context.registers;
  if (context.registers.form === Form.COUNTED) return null;
  if (register < context.code.variableNames.length) return null;
  if (lives(register, to) || lives(register, after)) return null;
  const sets = (instruction: Instruction | undefined): instruction is Instruction =>
    instruction?.operands[0] === register;
  const before = instructions.at(-2);
  if (!sets(before)) return null;
  const isTruth = before.op === 'TRUTH' && before.operands[1] === register;
  const first = isTruth ? instructions.at(-3) : before;
  const wanted = last.op === 'JUMP_IF_TRUE' ? '' : '!';
  const writer = new Writer(context, last, after, jump);
  const finish = (
    test: string,
    leave: string,
    length: number,
  ): { text: string; length: number } => ({
    text: `if (${wanted}(${test})) {\n${leave}${writer.to(1)}}\n${leave}${writer.next()}`,
    length,
  });
  if (sets(first)) {
    const w = new Writer(context, first, after, jump);
    const operator = COMPARISONS[first.op];
    if (operator !== undefined) {
      const [a, b] = [w.r(1), w.r(2)];
      const truthPc = isTruth ? before.offset : -1;
      return finish(
        `${isNumbers(a, b)} ? ${a} ${operator[0]} ${b} : (t = testAt(${w.where}, ${a}, ${b}, '${operator[1]}', ${truthPc})) === true`,
        'if (t === LEAVE) break tail;\n',
        isTruth ? 3 : 2,
      );
    }
    if (first.op === 'IS' || first.op === 'IS_NOT') {
      const operator = first.op === 'IS' ? '===' : '!==';
      return finish(`${w.r(1)} ${operator} ${w.r(2)}`, '', isTruth ? 3 : 2);
    }
  }
  if (before.op !== 'TRUTH') return null;
  const w = new Writer(context, before, after, jump);
  return finish(
    `typeof ${w.r(1)} === 'boolean' ? ${w.r(1)} : (t = truthAt(${w.where}, ${w.r(1)})) === true`,
    'if (t === LEAVE) break tail;\n',
    2,
  );
}

const isNumbers = (a: string, b: string): string =>
  `typeof ${a} === 'number' && typeof ${b} === 'number'`;

function arithmetic(operator: string, index: number, fits: string) {
  return (w: Writer): string => {
    const [a, b] = [w.r(1), w.r(2)];
    return (
      `if (!(${isNumbers(a, b)} && ${fits.replaceAll('$', `(t = ${a} ${operator} ${b})`)}) && ` +
      `(t = binaryAt(${w.where}, ${a}, ${b}, ${index})) === LEAVE) break tail;\n${w.dst('t')}`
    );
  };
}

const IN_RANGE = `$ <= ${MAX} && t >= -${MAX}`;

function comparison(op: OpName) {
  const [operator, name] = COMPARISONS[op]!;
  return (w: Writer): string => {
    const [a, b] = [w.r(1), w.r(2)];
    return (
      `if (${isNumbers(a, b)}) t = ${a} ${operator} ${b};\n` +
      `else if ((t = compareAt(${w.where}, ${a}, ${b}, '${name}')) === LEAVE) break tail;\n` +
      w.dst('t')
    );
  };
}

function addInt(helper: string) {
  return (w: Writer): string => {
    const a = w.r(1);
    const imm = w.at[2]!;
    const [value, op] = imm >= 0 ? [imm, 0] : [-imm, 1];
    const fits = imm >= 0 ? `<= ${MAX}` : `>= -${MAX}`;
    return (
      `if (!(typeof ${a} === 'number' && (t = ${a} + ${imm}) ${fits}) && ` +
      `(t = ${helper}(${w.where}, ${a}, ${value}, ${op})) === LEAVE) break tail;\n${w.dst('t')}`
    );
  };
}

/** An instruction that is a call of a helper of the machine with registers, as `guarded` does it. */
function plain(helper: string, ...operands: readonly number[]) {
  return (w: Writer): string =>
    w.result(`guarded(${[w.where, helper, ...operands.map((i) => w.r(i))].join(', ')})`);
}

/** The same for one that has no result. */
function plainEffect(helper: string, ...operands: readonly number[]) {
  return (w: Writer): string =>
    w.effect(`guarded(${[`${w.here}, -1`, helper, ...operands.map((i) => w.r(i))].join(', ')})`);
}

const loadConst = (text: string) => (w: Writer) => w.dst(text);

const conditional = (value: string) => (w: Writer) =>
  `if (${w.r(0)} === ${value}) {\n${w.to(1)}}\n${w.next()}`;

const EMIT: { readonly [K in OpName]?: (w: Writer) => string } = {
  NOP: () => '',
  MOVE: (w) => w.dst(w.r(1)),
  LOAD_CONST: (w) => w.dst(w.k(1)),
  LOAD_INT: (w) => w.dst(String(w.at[1]!)),
  LOAD_NONE: loadConst('null'),
  LOAD_TRUE: loadConst('true'),
  LOAD_FALSE: loadConst('false'),

  CHECK_LOCAL: (w) =>
    `if (${w.r(0)} === undefined) { unbound(${w.here}, ${w.at[0]!}); break tail; }\n`,
  DELETE_LOCAL: (w) =>
    `if (${w.r(0)} === undefined) { unbound(${w.here}, ${w.at[0]!}); break tail; }\n${w.dst('undefined')}`,
  UNBIND: loadConst('undefined'),
  LOAD_CELL: (w) =>
    `if ((t = cells[${w.at[1]!}].value) === undefined) { unboundCell(${w.here}, ${w.at[1]!}); break tail; }\n${w.dst('t')}`,
  STORE_CELL: (w) => setCell(w, w.r(1)),
  LOAD_CLOSURE: (w) => w.dst(`cells[${w.at[1]!}]`),
  DELETE_CELL: (w) =>
    `if (cells[${w.at[0]!}].value === undefined) { unboundCell(${w.here}, ${w.at[0]!}); break tail; }\n${setCell(w, 'undefined')}`,
  UNBIND_CELL: (w) => setCell(w, 'undefined'),
  LOAD_GLOBAL: (w) => w.result(`loadGlobalAt(${w.here}, ${w.at[1]!})`),
  STORE_GLOBAL: (w) => `storeGlobal(frame, ${w.at[0]!}, ${w.r(1)});\n`,
  UNBIND_GLOBAL: (w) => `unbindGlobal(frame, ${w.at[0]!});\n`,

  ADD: arithmetic('+', 0, IN_RANGE),
  SUBTRACT: arithmetic('-', 1, IN_RANGE),
  MULTIPLY: arithmetic('*', 2, `$ !== 0 && t <= ${MAX} && t >= -${MAX}`),
  FLOOR_DIVIDE: (w) => {
    const [a, b] = [w.r(1), w.r(2)];
    return (
      `if (${isNumbers(a, b)} && ${b} > 0 && ${a} >= 0) t = (${a} - (${a} % ${b})) / ${b};\n` +
      `else if ((t = binaryAt(${w.where}, ${a}, ${b}, 4)) === LEAVE) break tail;\n${w.dst('t')}`
    );
  },
  MODULO: (w) => {
    const [a, b] = [w.r(1), w.r(2)];
    return (
      `if (${isNumbers(a, b)} && ${b} > 0 && ${a} >= 0) t = ${a} % ${b};\n` +
      `else if ((t = binaryAt(${w.where}, ${a}, ${b}, 5)) === LEAVE) break tail;\n${w.dst('t')}`
    );
  },
  BINARY: (w) => operation(w, 'binaryAt'),
  INPLACE: (w) => operation(w, 'inplaceAt'),
  ADD_INT: addInt('binaryAt'),
  ADD_INT_INPLACE: addInt('inplaceAt'),
  LT: comparison('LT'),
  LE: comparison('LE'),
  EQ: comparison('EQ'),
  NE: comparison('NE'),
  GT: comparison('GT'),
  GE: comparison('GE'),
  IS: (w) => w.dst(`${w.r(1)} === ${w.r(2)}`),
  IS_NOT: (w) => w.dst(`${w.r(1)} !== ${w.r(2)}`),
  CONTAINS: plain('contains', 2, 1),
  NEGATE: (w) => w.result(`guarded(${w.where}, unary, ${w.r(1)}, 'NEGATE')`),
  POSITIVE: (w) => w.result(`guarded(${w.where}, unary, ${w.r(1)}, 'POSITIVE')`),
  INVERT: (w) => w.result(`guarded(${w.where}, unary, ${w.r(1)}, 'INVERT')`),
  TRUTH: (w) =>
    `if (typeof (t = ${w.r(1)}) !== 'boolean' && (t = truthAt(${w.where}, t)) === LEAVE) break tail;\n${w.dst('t')}`,
  NOT: (w) => w.dst(`!${w.r(1)}`),

  JUMP: (w) => w.to(0),
  JUMP_IF_TRUE: conditional('true'),
  JUMP_IF_FALSE: conditional('false'),

  LOAD_ATTR: (w) => w.result(`loadAttrAt(${w.where}, ${w.r(1)}, ${w.at[2]!})`),
  DELETE_ATTR: (w) => w.effect(`guarded(${w.here}, -1, deleteAttribute, ${w.r(0)}, ${w.at[1]!})`),
  STORE_ATTR: (w) =>
    w.effect(
      `${w.isCounted ? 'storeCountedAttrAt' : 'storeAttrAt'}(${w.here}, ${w.r(0)}, ${w.at[1]!}, ${w.r(2)})`,
    ),
  LOAD_METHOD: (w) => {
    const into = w.at[0]!;
    const known = KNOWN_METHODS[w.context.code.names[w.at[2]!]!];
    const quick =
      known === undefined
        ? ''
        : `if (${isOf(w.r(1), known.type)}) {\nl = ${w.r(1)};\n` +
          `${w.set(into, known.method)}${w.set(into + 1, 'l')}} else {\n`;
    return (
      `${quick}t = loadMethodAt(${w.where}, l = ${w.r(1)}, ${w.at[2]!});\n` +
      `if (vm.method !== undefined) {\n${w.set(into, 'vm.method')}${w.set(into + 1, 'l')}` +
      `} else {\n${w.set(into + 1, 'undefined')}if (t === LEAVE) break tail;\n${w.set(into, 't')}}\n` +
      (known === undefined ? '' : '}\n')
    );
  },
  LOAD_ITEM: (w) => {
    const [obj, key] = [w.r(1), w.r(2)];
    return (
      `if (!(typeof ${key} === 'number' && ${isOf(obj, 'listType')} && ` +
      `(t = ${obj}.items[${key}]) !== undefined) && (t = getItemAt(${w.where}, ${obj}, ${key})) === LEAVE) break tail;\n${w.dst('t')}`
    );
  },
  STORE_ITEM: (w) => w.effect(`setItemAt(${w.here}, ${w.r(0)}, ${w.r(1)}, ${w.r(2)})`),
  DELETE_ITEM: plainEffect('deleteItem', 0, 1),
  BUILD_SLICE: (w) =>
    w.storeReads() + w.dst(`buildSlice(regs, ${w.at[1]!}, ${w.at[2]!}, ${w.at[3]!})`),

  BUILD_LIST: (w) => w.dst(`new PyList([${w.block(1, w.at[2]!).join(', ')}])`),
  BUILD_TUPLE: (w) => w.dst(`tuple([${w.block(1, w.at[2]!).join(', ')}])`),
  BUILD_SET: (w) =>
    w.storeReads() + w.result(`guarded(${w.where}, buildSet, ${w.at[1]!}, ${w.at[2]!})`),
  BUILD_MAP: (w) =>
    w.storeReads() + w.result(`guarded(${w.where}, buildMap, ${w.at[1]!}, ${w.at[2]!})`),
  LIST_APPEND: (w) => `${w.r(0)}.push(${w.r(1)});\n`,
  LIST_EXTEND: (w) =>
    w.effect(
      `guarded(${w.here}, -1, extendList, ${w.r(0)}, ${w.r(1)}, ${w.maybe(2, 'undefined')})`,
    ),
  LIST_TO_TUPLE: (w) => w.dst(`tuple(${w.r(1)}.items.slice())`),
  SET_ADD: plainEffect('addToSet', 0, 1),
  SET_UPDATE: plainEffect('updateSet', 0, 1),
  MAP_ADD: plainEffect('addToMap', 0, 1, 2),
  MAP_UPDATE: plainEffect('updateMap', 0, 1),
  KEYWORDS_MERGE: plainEffect('mergeKeywords', 0, 1, 2),
  FORMAT: (w) =>
    w.result(`guarded(${w.where}, formatValue, ${w.r(1)}, ${w.at[2]!}, ${w.maybe(3, "''")})`),
  BUILD_STRING: (w) =>
    w.storeReads() +
    w.result(`guarded(${w.where}, joinTexts, ${w.at[1]!}, ${w.at[1]! + w.at[2]!})`),

  TO_SEQUENCE: (w) =>
    w.result(`guarded(${w.where}, toSequence, ${w.r(1)}, ${w.at[2]!}, ${w.at[3]!})`),
  UNPACK: (w) =>
    `l = ${w.r(2)}.items;\n` +
    Array.from({ length: w.at[1]! }, (_, i) => w.set(w.at[0]! + i, `l[${i}]`)).join(''),
  UNPACK_STAR: (w) =>
    `unpackStarInto(frame, ${w.at[0]!}, ${w.at[1]!}, ${w.at[2]!}, ${w.r(3)});\n` +
    Array.from(
      { length: w.at[1]! + 1 + w.at[2]! },
      (_, i) => `r${w.at[0]! + i} = regs[${w.at[0]! + i}];\n`,
    ).join(''),

  CALL: (w) => w.call(w.r(1), w.block(2, w.at[3]!)),
  CALL_METHOD: (w) => {
    const [callee, self] = w.block(1, 2) as [string, string];
    const args = w.block(1, 2 + w.at[2]!).slice(2);
    const quick =
      args.length === 1
        ? w.resume(
            self,
            args[0]!,
            (can) =>
              `if (${callee} === generatorSend && ${self}.cls === generatorType && ${can}) {`,
          ) +
          `if (t === LEAVE) break tail;\n${w.dst('t')}` +
          `} else if (${callee} === listAppend && ${self}.cls === listType) {\n` +
          `${self}.push(${args[0]!});\n${w.dst('null')}} else `
        : '';
    return (
      `if (${self} === undefined) {\n` +
      `if ((t = callAt(${w.where}, ${callee}, [${args.join(', ')}])) === LEAVE) break tail;\n${w.dst('t')}` +
      `} else ${quick}{\n${w.call(callee, [self, ...args])}}\n`
    );
  },
  CALL_KEYWORDS: (w) =>
    w.storeReads() +
    w.result(
      `guardedCall(${w.where}, callKeywords, ${w.r(1)}, ${w.at[2]!}, ${w.at[3]!}, ${w.k(4)})`,
    ),
  CALL_SPREAD: (w) =>
    w.result(`guardedCall(${w.where}, callSpread, ${w.r(1)}, ${w.r(2)}, ${w.maybe(3, 'null')})`),
  MAKE_FUNCTION: (w) => `${w.storeReads()}${w.dst(`makeFunction(frame, ${w.pc})`)}`,
  RETURN: (w) => {
    // A traceback keeps the frames of those who have caught its exception.
    const keep = w.context.code.exceptionTable.length > 0 ? w.storeAll() : '';
    if ((w.context.code.flags & CodeFlag.SUSPENDABLE) === 0) {
      return keep + w.leave(w.isCounted ? `endCall(frame, ${w.r(0)})` : w.r(0));
    }
    const quick =
      w.isCounted || (w.context.code.flags & CodeFlag.GENERATOR) === 0
        ? ''
        : `if (gen.root === gen && gen.closing === 0) {\n` +
          `finish(vm, gen);\nvm.result = ${w.r(0)};\n${w.leave('DONE')}}\n`;
    return `${keep}${quick}finishAt(${w.here}, ${w.r(0)});\nbreak tail;\n`;
  },

  GET_ITER: plain('getIterator', 1),
  FOR_NEXT: (w) => {
    const it = w.r(1);
    const { condition, text } = w.context.resume(w.pc, it, 'null');
    const pause = `${w.dst('t')}interpret(vm, frame, ${w.at[2]!});\nbreak tail;\n`;
    return (
      `if (${it}.cls === generatorType) {\n` +
      `if (${isReady(it)} && ${condition}) {\nframe.pc = ${w.pc};\n${text}` +
      `if (t === LEAVE) t = afterItem(${w.where});\n` +
      `} else t = nextOfGenerator(${w.where}, ${it});\n` +
      `} else if (${it}.cls === rangeIteratorType) {\nif (${it}.left <= 0) t = DONE;\nelse {\n` +
      `${it}.left--;\nt = ${it}.value;\n${it}.value = t + ${it}.step;\n` +
      `if (--vm.fuel < 0) {\n${pause}}\n}\n` +
      `} else if ((t = nextAt(${w.where}, ${it})) !== DONE && t !== LEAVE && vm.fuel < 0) {\n${pause}}\n` +
      `if (t === LEAVE) break tail;\nif (t === DONE) {\n${w.next()}}\n${w.dst('t')}${w.jump(w.at[2]!)}`
    );
  },
  RELEASE: (w) =>
    `if (hasToRelease(${w.r(0)})) {\n${w.storeAll()}if (releaseAt(${w.here}, ${w.at[0]!}) === LEAVE) break stored;\n}\n` +
    w.dst('undefined'),
  OWN: (w) =>
    `if (${w.r(0)} instanceof PyGenerator) own(${w.r(0)}, ${w.r(1)}, ${w.maybe(2, 'null')});\n`,
  GET_YIELD_FROM_ITER: plain('yieldFromIterator', 1),
  SEND: (w) =>
    `t = sendAt(${w.where}, ${w.r(1)}, ${w.r(2)});\nif (t === LEAVE) break tail;\n` +
    `if (t === DONE) {\n${w.dst('vm.result')}${w.to(3)}}\n${w.dst('t')}${w.next()}`,
  YIELD_FROM: (w) => suspend(w, `return yieldFromAt(vm, frame, ${w.r(0)}, ${w.r(1)});\n`),
  YIELD: (w) => {
    const value = w.r(1);
    if (w.context.inlined) {
      const unlink = 'if (gen.state !== 1) {\ngen.state = 1;\nframe.caller = null;\n}\n';
      return suspend(w, unlink + w.leave(value));
    }
    return suspend(
      w,
      // Resumed with a value, nobody closes it.
      `if (sent === undefined || gen.root !== gen) return yieldAt(vm, frame, ${value});\ngen.state = 1;\n` +
        `${w.context.delegates ? 'gen.leaf = gen;\ngen.entered = null;\n' : ''}` +
        `frame.caller = null;\n${w.isCounted ? `handOut(vm, frame, ${value});\n` : ''}${w.leave(value)}`,
    );
  },
  ASYNC_YIELD: (w) => suspend(w, `return asyncYieldAt(vm, frame, ${w.r(1)});\n`),
  THROW_INTO: (w) =>
    `${w.storeAll()}if ((t = throwIntoAt(${w.here}, ${w.r(1)})) === LEAVE) break stored;\n${w.dst('t')}${w.next()}`,

  GET_AWAITABLE: (w) => w.result(`guarded(${w.where}, awaitIterator, ${w.r(1)}, ${w.at[2]!})`),
  GET_AITER: plain('getAsyncIterator', 1),
  GET_ANEXT: plain('nextAwaitable', 1),

  MAKE_EXCEPTION: (w) => w.result(`guarded(${w.where}, prepareException, ${w.r(1)}, ${w.at[2]!})`),
  RAISE: (w) => `raiseAt(${w.here}, ${w.r(0)});\nbreak tail;\n`,
  RAISE_FROM: (w) => `raiseFromAt(${w.here}, ${w.r(0)}, ${w.r(1)});\nbreak tail;\n`,
  RAISE_AGAIN: (w) => `raiseAgainAt(${w.here});\nbreak tail;\n`,
  MATCH_EXCEPTION: plain('matchesException', 1, 2),
  END_HANDLER: (w) => {
    const pair = w.at[0]!;
    return `frame.handled = r${pair + 1};\n${w.set(pair, 'undefined')}${w.set(pair + 1, 'undefined')}`;
  },
  ENTER_FINALLY: (w) => {
    const record = w.at[0]!;
    return w.set(record, String(w.at[1]!)) + w.set(record + 2, 'frame.handled');
  },
  END_FINALLY: (w) => {
    const [kind, value, before] = w.block(0, 3) as [string, string, string];
    return (
      `if (${kind} === 1 || ${kind} === 2) {\n${w.storeAll()}` +
      `endFinallyAt(${w.here}, ${kind}, ${value}, ${before});\nbreak stored;\n}\n` +
      `if (${before} !== undefined) frame.handled = ${before};\n` +
      (w.after === undefined ? 'break tail;\n' : '')
    );
  },
  DISCARD_COMPLETION: (w) =>
    `frame.handled = r${w.at[0]! + 2};\n` +
    `if (r${w.at[0]! + 1} !== null && typeof r${w.at[0]! + 1} === 'object' && discardAt(${w.here}, r${w.at[0]! + 1}) === LEAVE) break tail;\n` +
    w.set(w.at[0]!, '0'),
  JUMP_IF_COMPLETION: (w) => `if (${w.r(0)} === ${w.at[1]!}) {\n${w.jump(w.at[2]!)}}\n${w.next()}`,
  BEFORE_WITH: (w) =>
    w.effect(`guarded(${w.here}, -1, beforeWith, ${w.at[0]!}, ${w.r(1)})`) +
    [0, 1, 2, 3].map((i) => `r${w.at[0]! + i} = regs[${w.at[0]! + i}];\n`).join(''),
  BEFORE_ASYNC_WITH: (w) =>
    w.effect(`guarded(${w.here}, -1, beforeAsyncWith, ${w.at[0]!}, ${w.r(1)})`) +
    [0, 1, 2, 3].map((i) => `r${w.at[0]! + i} = regs[${w.at[0]! + i}];\n`).join(''),
  WITH_EXIT: (w) => w.storeReads() + w.result(`withExitAt(${w.where}, ${w.at[1]!}, ${w.at[2]!})`),
  ASSERTION_ERROR: (w) => w.dst('assertionError()'),

  MATCH_SEQUENCE: (w) => w.dst(`collectionKind(${w.r(1)}) === 'sequence'`),
  MATCH_MAPPING: (w) => w.dst(`collectionKind(${w.r(1)}) === 'mapping'`),
  LENGTH: plain('length', 1),
  MATCH_KEYS: (w) =>
    w.storeReads() +
    w.result(`guarded(${w.where}, matchKeys, ${w.r(1)}, ${w.at[2]!}, ${w.at[3]!})`),
  MATCH_CLASS: (w) =>
    w.result(`guarded(${w.where}, matchClass, ${w.r(1)}, ${w.r(2)}, ${w.at[3]!}, ${w.k(4)})`),

  IMPORT: (w) =>
    w.result(`guardedCall(${w.where}, importModule, ${w.at[1]!}, ${w.k(2)}, ${w.at[3]!})`),
  IMPORT_FROM: (w) => w.result(`guarded(${w.where}, importFrom, ${w.r(1)}, ${w.at[2]!})`),
};

function setCell(w: Writer, value: string): string {
  const cell = `cells[${w.at[0]!}]`;
  return w.isCounted ? `${cell}.set(${value});\n` : `${cell}.value = ${value};\n`;
}

/** Methods of built-in types that have no attributes of their own: what LOAD_METHOD finds, by name. */
const KNOWN_METHODS: { readonly [name: string]: { type: string; method: string } | undefined } = {
  __proto__: null,
  send: { type: 'generatorType', method: 'generatorSend' },
  append: { type: 'listType', method: 'listAppend' },
} as never;

/** Whether a value is an object of exactly a type. */
const isOf = (value: string, type: string): string =>
  `${value} !== null && ${value} !== undefined && ${value}.cls === ${type}`;

/** BINARY and INPLACE: an operator by its number. */
function operation(w: Writer, helper: string): string {
  const [a, b] = [w.r(1), w.r(2)];
  const slow = `(t = ${helper}(${w.where}, ${a}, ${b}, ${w.at[3]!})) === LEAVE`;
  const quick = quickly(BINARY_OPERATORS[w.at[3]!]!.symbol, a, b);
  const fast = quick === null ? '' : `!(${isNumbers(a, b)} && ${quick}) && `;
  return `if (${fast}${slow}) break tail;\n${w.dst('t')}`;
}

/**
 * Whether an operator can be had for two ints that are numbers as JavaScript has it: text that is
 * true with the result in `t`. Null for operators that are not had so.
 */
function quickly(symbol: string, a: string, b: string): string | null {
  const are32Bits = `(${a} | 0) === ${a} && (${b} | 0) === ${b}`;
  switch (symbol) {
    case '+':
      return `(t = ${a} + ${b}) <= ${MAX} && t >= -${MAX}`;
    case '-':
      return `(t = ${a} - ${b}) <= ${MAX} && t >= -${MAX}`;
    case '&':
    case '|':
    case '^':
      return `${are32Bits} && ((t = ${a} ${symbol} ${b}), true)`;
    case '<<':
      return `${b} >= 0 && ${b} < 31 && (t = ${a} * (1 << ${b})) <= ${MAX} && t >= -${MAX}`;
    case '>>':
      return `${are32Bits} && ${b} >= 0 && ${b} < 32 && ((t = ${a} >> ${b}), true)`;
    default:
      return null;
  }
}

/** A suspension point: what the frame must know, then the way out. */
function suspend(w: Writer, leave: string): string {
  const list = w.context.registers.putBack.get(w.pc) ?? [];
  return `${list.map((register) => `regs[${register}] = r${register};\n`).join('')}frame.pc = ${w.pc};\n${leave}`;
}

/** Text that enters the code at a suspension point with a value, or behind it. */
export function take(registers: readonly number[], sentTo: number | null): string {
  return registers
    .map((register) => `r${register} = ${register === sentTo ? 'sent' : `regs[${register}]`};\n`)
    .join('');
}
