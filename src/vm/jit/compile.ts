// From a code object to a function of JavaScript.
import { CodeFlag } from '../../bytecode/code.js';
import type { CodeObject } from '../../bytecode/code.js';
import type { CompiledCode, PyCode } from '../../objects/functions.js';
import { emit, emitTest, endsBlock, take, type Context } from './emit.js';
import { findFlow, type Flow, type Loop } from './flow.js';
import { makeLibrary } from './library.js';
import { findRegisters, type Registers } from './registers.js';
import { structure } from './structure.js';

/** Code with more words than this stays with the interpreter: V8 would not optimise what it becomes. */
export const MAX_WORDS = 6000;

let library: Readonly<Record<string, unknown>> | null = null;

type Maker = (code: PyCode, library: unknown) => CompiledCode;

/** What was made of code before: machines share that of the library. */
const makers = new WeakMap<CodeObject, Maker | null>();
const makersOfVisible = new WeakMap<CodeObject, Maker | null>();

/** Says that the host forbids to make functions of text. */
export const FORBIDDEN = Symbol('forbidden');

/**
 * Compile a code object.
 * @param visible whether all that registers hold is to be found in the frame at any time
 * @returns null for code that cannot be compiled
 */
export function compileCode(
  code: PyCode,
  visible: boolean,
): CompiledCode | typeof FORBIDDEN | null {
  const known = visible ? makersOfVisible : makers;
  let make = known.get(code.source);
  if (make === undefined) {
    const text = textOf(code.source, visible);
    try {
      make = text === null ? null : (new Function('code', 'library', text) as Maker);
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      return FORBIDDEN;
    }
    known.set(code.source, make);
  }
  return make === null ? null : make(code, library);
}

/** The JavaScript that a code object becomes; null for code that cannot be compiled. */
export function textOf(code: CodeObject, visible = false): string | null {
  if (code.instructions.length > MAX_WORDS) return null;
  const flow = findFlow(code);
  if (flow === null) return null;
  const registers = findRegisters(code, flow, visible);
  const context: Context = {
    code,
    registers,
    constants: new Set(),
    delegates: [...flow.blocks.values()].some(({ instructions }) =>
      instructions.some(({ op }) => op === 'SEND'),
    ),
  };
  const body = writeBody(flow, registers, context);
  const names = [...registers.used].sort((a, b) => a - b).map((register) => `r${register}`);
  const suspendable = (code.flags & CodeFlag.SUSPENDABLE) !== 0;
  const constants = [...context.constants].map((k) => `const k${k} = code.constants[${k}];\n`);
  library ??= makeLibrary();
  const named = new Set([...(body.match(/[a-zA-Z]\w+/g) ?? []), ...ALWAYS]);
  const helpers = [...named].filter((name) => Object.hasOwn(library!, name));
  return (
    `'use strict';\n` +
    `const { ${helpers.join(', ')} } = library;\n${constants.join('')}` +
    `function run(vm, frame, sent) {\n` +
    `const regs = frame.regs;\nconst cells = frame.cells;\n` +
    (suspendable ? 'const gen = frame.owner;\n' : '') +
    `let ${[...names, 't', 'l', 'c', 'g'].join(', ')};\n` +
    `let e = ${suspendable ? `sent === undefined ? frame.pc : frame.pc + ${RESUMED}` : 'frame.pc'};\n` +
    `for (;;) {\nstored: {\ntail: {\n${body}}\n` +
    registers.kept.map((register) => `regs[${register}] = r${register};\n`).join('') +
    `}\n` +
    `if (vm.leaving !== 0 || (e = caught(vm, frame)) < 0) return LEAVE;\nt = undefined;\n}\n}\n` +
    writeCall(code) +
    `return { run, call, arity: ${arityOf(code)} };\n`
  );
}

const ALWAYS = ['LEAVE', 'caught', 'noEntry', 'callLater', 'generatorOf', 'Frame', 'makeFrame'];

/** How many arguments fill its parameters as they are; -1 when a call has to bind them. */
function arityOf(code: CodeObject): number {
  const rest = CodeFlag.VARARGS | CodeFlag.VARKEYWORDS;
  return code.kwOnlyCount === 0 && (code.flags & rest) === 0 ? code.argCount : -1;
}

/** The function that calls one of this code. */
function writeCall(code: CodeObject): string {
  const args = Array.from({ length: code.argCount }, (_, i) => `a${i}`);
  const rest = Array.from({ length: code.registerCount - args.length }, () => 'undefined');
  const regs = `[${[...args, ...rest].join(', ')}]`;
  const head = `function call(${['vm', 'caller', 'callee', ...args].join(', ')}) {\n`;
  if ((code.flags & CodeFlag.SUSPENDABLE) !== 0) {
    return `${head}return generatorOf(vm, caller, callee, ${regs});\n}\n`;
  }
  const frame =
    code.cellNames.length === 0
      ? `new Frame(code, ${regs}, callee.closure, callee.globals)`
      : `makeFrame(callee, ${regs})`;
  return (
    `${head}const depth = caller.depth + 1;\n` +
    `if (depth > vm.nestLimit || vm.fuel <= 0) return callLater(vm, caller, callee, ${regs});\n` +
    `vm.fuel--;\nconst frame = ${frame};\nframe.caller = caller;\nframe.depth = depth;\n` +
    `return run(vm, frame, undefined);\n}\n`
  );
}

/**
 * The blocks, and in front of them the ways in. A frame can be entered in the middle of loops: then
 * the way leads through the header of each, where a node of its own sends it on.
 */
function writeBody(flow: Flow, registers: Registers, context: Context): string {
  const dispatch = new Dispatch(flow);
  const graph = new Map<number, readonly number[]>();
  graph.set(ENTRY, dispatch.next(ENTRY));
  for (const loop of flow.loops) {
    const node = dispatch.nodeOf(loop.header);
    if (node !== loop.header) graph.set(node, [...new Set([loop.header, ...dispatch.next(node)])]);
  }
  for (const [start, block] of flow.blocks) {
    graph.set(start, [...new Set(block.next.map((to) => dispatch.nodeOf(to)))]);
  }
  return structure(graph, ENTRY, (node, go) => {
    const jump = (to: number): string => go(dispatch.nodeOf(to));
    const block = flow.blocks.get(node);
    if (block !== undefined) return writeBlock(flow, context, node, jump);
    return writeDispatch(flow, registers, dispatch, node, go);
  });
}

function writeBlock(
  flow: Flow,
  context: Context,
  start: number,
  jump: (to: number) => string,
): string {
  const { instructions } = flow.blocks.get(start)!;
  const last = instructions.at(-1)!;
  const behind = last.offset + last.operands.length + 1;
  const test = emitTest(context, instructions, flow.blocks.has(behind) ? behind : undefined, jump);
  const simple = test === null ? instructions : instructions.slice(0, -test.length);
  let text = '';
  for (const instruction of simple) {
    const after = instruction.offset + instruction.operands.length + 1;
    const goesOn = instruction !== last || flow.blocks.has(after);
    text += emit(context, instruction, goesOn ? after : undefined, jump);
    if (endsBlock(instruction)) return text;
  }
  if (test !== null) return text + test.text;
  return flow.blocks.has(behind) ? text + jump(behind) : text;
}

/** The node where a frame is entered. The nodes in front of loops have negative numbers, too. */
const ENTRY = -1;

class Dispatch {
  /** The nodes in front of loops that are entered elsewhere than at their header, by header. */
  private readonly inFront = new Map<number, number>();
  /** By node: where each entry goes on from there. */
  private readonly ways = new Map<number, Map<number, number>>();

  constructor(private readonly flow: Flow) {
    for (const { header, body } of flow.loops) {
      const hasEntry = [...flow.entries].some((entry) => entry !== header && body.has(entry));
      if (hasEntry) this.inFront.set(header, -2 - header);
    }
    for (const entry of flow.entries) {
      let at = ENTRY;
      for (const loop of this.loopsAround(entry)) {
        const node = this.inFront.get(loop.header);
        if (node === undefined) continue;
        this.way(at, entry, node);
        at = node;
      }
      this.way(at, entry, entry);
    }
  }

  /** Outermost first. */
  private loopsAround(offset: number): Loop[] {
    return this.flow.loops.filter(({ body }) => body.has(offset));
  }

  private way(node: number, entry: number, to: number): void {
    const ways = this.ways.get(node) ?? new Map<number, number>();
    ways.set(entry, to);
    this.ways.set(node, ways);
  }

  /** Where a jump to a block leads. */
  nodeOf(start: number): number {
    return this.inFront.get(start) ?? start;
  }

  waysOf(node: number): ReadonlyMap<number, number> {
    return this.ways.get(node)!;
  }

  next(node: number): number[] {
    return [...new Set(this.waysOf(node).values())];
  }

  /** The header of the loop that a node stands in front of; undefined for ENTRY. */
  headerOf(node: number): number | undefined {
    return node === ENTRY ? undefined : -2 - node;
  }
}

function writeDispatch(
  flow: Flow,
  registers: Registers,
  dispatch: Dispatch,
  node: number,
  go: (to: number) => string,
): string {
  const header = dispatch.headerOf(node);
  const cases = new Map<number, string[]>();
  for (const [entry, to] of dispatch.waysOf(node)) {
    const list = cases.get(to) ?? [];
    list.push(...labels(flow, entry));
    cases.set(to, list);
  }
  let text = '';
  for (const [to, list] of cases) {
    text += `${list.join('\n')}\n`;
    // The header of a loop is also what every turn of it leads to.
    const isEntry = flow.blocks.has(to);
    text += isEntry ? writeTaking(flow, registers, to) : '';
    text += to === header ? 'break;\n' : go(to);
  }
  if (header === undefined)
    return `switch (e) {\n${text}default:\nreturn noEntry(vm, frame, e, sent);\n}\n`;
  return `if (e >= 0) switch (e) {\n${text}}\n${go(header)}`;
}

/** What is added to the pc of a suspension point to say that the frame is resumed there. */
const RESUMED = 2 ** 16;

/** The values of `e` that mean an entry: its offset, and that of a suspension point before it. */
function labels(flow: Flow, entry: number): string[] {
  const found = [`case ${entry}:`];
  for (const [at, after] of flow.suspensions) {
    if (after === entry) found.push(`case ${at + RESUMED}:`);
  }
  return found;
}

function writeTaking(flow: Flow, registers: Registers, entry: number): string {
  const list = registers.taken.get(entry)!;
  const suspension = [...flow.suspensions].find(([, after]) => after === entry);
  if (suspension === undefined) return `${take(list, null)}e = -1;\n`;
  const [at] = suspension;
  const instruction = [...flow.blocks.values()]
    .flatMap(({ instructions }) => instructions)
    .find(({ offset }) => offset === at)!;
  const dst = instruction.operands[0]!;
  if (!list.includes(dst)) return `${take(list, null)}e = -1;\n`;
  const store = registers.writtenThrough.has(dst)
    ? `if (e === ${at + RESUMED}) regs[${dst}] = sent;\n`
    : '';
  const others = list.filter((register) => register !== dst);
  return `${store}${take(others, null)}r${dst} = e === ${at + RESUMED} ? sent : regs[${dst}];\ne = -1;\n`;
}
