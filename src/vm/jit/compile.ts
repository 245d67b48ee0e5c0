// From a code object to a function of JavaScript.
import { CodeFlag } from '../../bytecode/code.js';
import type { CodeObject } from '../../bytecode/code.js';
import type { CompiledCode, PyCode, Site } from '../../objects/functions.js';
import { emit, emitTest, endsBlock, enterDirectly, take, type Context } from './emit.js';
import { findFlow, resumedFlow, type Flow, type Loop } from './flow.js';
import { Inlined, rename, renamed } from './inline.js';
import { makeLibrary } from './library.js';
import { isSettled, siteAt, targetOf } from './profile.js';
import { findRegisters, type Registers } from './registers.js';
import { structure } from './structure.js';

/** Code with more words than this stays with the interpreter: V8 would not optimise what it becomes. */
export const MAX_WORDS = 6000;

let library: Readonly<Record<string, unknown>> | null = null;

type Maker = (
  code: PyCode,
  library: unknown,
  siteAt: (code: PyCode, pc: number) => Site,
  inlined: readonly PyCode[],
) => CompiledCode;

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
  const inlined = new Inlined();
  const known = visible ? makersOfVisible : makers;
  let make = code.profile === null ? known.get(code.source) : undefined;
  if (make === undefined) {
    const text = textOf(code.source, visible, inlined, code);
    try {
      make =
        text === null
          ? null
          : (new Function('code', 'library', 'siteAt', 'inlined', text) as Maker);
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      return FORBIDDEN;
    }
    if (code.profile === null) known.set(code.source, make);
  }
  return make === null ? null : make(code, library, siteAt, inlined.codes);
}

/**
 * The JavaScript that a code object becomes; null for code that cannot be compiled.
 * @param inlined takes the codes whose text is in it
 * @param seen what has been seen of the generators that it resumes
 */
export function textOf(
  code: CodeObject,
  visible = false,
  inlined = new Inlined(),
  seen: PyCode | null = null,
): string | null {
  if (code.instructions.length > MAX_WORDS) return null;
  const flow = findFlow(code);
  if (flow === null) return null;
  const sites = new Set<number>();
  const work: Work = { visible, inlined, constants: [], sites };
  const { body, registers, names } = writeCode(work, code, flow, seen, null);
  const suspendable = (code.flags & CodeFlag.SUSPENDABLE) !== 0;
  library ??= makeLibrary();
  const named = new Set([...(body.match(/[a-zA-Z]\w+/g) ?? []), ...ALWAYS]);
  const helpers = [...named].filter((name) => Object.hasOwn(library!, name));
  return (
    `'use strict';\n` +
    `const { ${helpers.join(', ')} } = library;\n` +
    inlined.codes.map((_, i) => `const i${i} = inlined[${i}];\n`).join('') +
    work.constants.join('') +
    [...sites].map((pc) => `const s${pc} = siteAt(code, ${pc});\n`).join('') +
    `function run(vm, frame, sent) {\n` +
    `const regs = frame.regs;\nconst cells = frame.cells;\n` +
    (suspendable ? 'const gen = frame.owner;\n' : '') +
    `let ${[...names, 't', 'l', 'c', 'g'].join(', ')};\n` +
    `let e = ${suspendable ? `sent === undefined ? frame.pc : frame.pc + ${RESUMED}` : 'frame.pc'};\n` +
    `for (;;) {\nstored: {\ntail: {\n${body}}\n${putBack(registers)}}\n` +
    `if (vm.leaving !== 0 || (e = caught(vm, frame)) < 0) return LEAVE;\nt = undefined;\n}\n}\n` +
    writeCall(code) +
    `return { run, call, arity: ${arityOf(code)} };\n`
  );
}

/** What is written together: a code, and those that are inlined into it. */
interface Work {
  readonly visible: boolean;
  readonly inlined: Inlined;
  /** The declarations of all constants that the text names. */
  readonly constants: string[];
  /** The places of the code itself that tell what they resume. */
  readonly sites: Set<number>;
}

interface Written {
  readonly body: string;
  readonly registers: Registers;
  /** The variables of its registers. */
  readonly names: readonly string[];
}

/** @param number that of an inlined code; null for the code that others are inlined into */
function writeCode(
  work: Work,
  code: CodeObject,
  flow: Flow,
  seen: PyCode | null,
  number: number | null,
): Written {
  const registers = findRegisters(code, flow, work.visible);
  const context: Context = {
    code,
    registers,
    constants: new Set(),
    delegates: delegates(flow),
    inlined: number !== null,
    resume: (pc, generator, sent) => writeResume(work, seen, number, pc, generator, sent),
  };
  const body = writeBody(flow, registers, context);
  const [owner, suffix] = number === null ? ['code', ''] : [`i${number}`, `_${number}`];
  for (const k of context.constants) {
    work.constants.push(`const k${k}${suffix} = ${owner}.constants[${k}];\n`);
  }
  const names = [...registers.used].sort((a, b) => a - b).map((register) => `r${register}`);
  return { body, registers, names };
}

/** Put into the frame what it does not know yet. */
function putBack(registers: Registers): string {
  return registers.kept.map((register) => `regs[${register}] = r${register};\n`).join('');
}

function delegates(flow: Flow): boolean {
  return [...flow.blocks.values()].some(({ instructions }) =>
    instructions.some(({ op }) => op === 'SEND'),
  );
}

/** The text that resumes a generator: a call of its compiled code, or that code itself. */
function writeResume(
  work: Work,
  seen: PyCode | null,
  number: number | null,
  pc: number,
  generator: string,
  sent: string,
): string {
  const site = seen?.profile?.sites.get(pc);
  let call = `${enterDirectly(generator)}t = c.run(vm, g, ${sent});\n`;
  if (number === null && (site === undefined || !isSettled(site))) {
    work.sites.add(pc);
    call = `if (g.code !== s${pc}.code || --s${pc}.left === 0) note(vm, frame, s${pc}, g.code);\n${call}`;
  }
  const target = site === undefined ? null : targetOf(site);
  if (target === null || !work.inlined.accepts(target)) return call;
  const flow = inlinableFlow(target.source);
  if (flow === null) return call;
  return work.inlined.with(target, (inner) => {
    const text = writeInlined(work, target, flow, inner, generator, sent);
    return `if (g.code === i${inner}) {\n${text}} else {\n${call}}\n`;
  });
}

/** The flow of a generator between its yields; null when its text cannot stand in another. */
function inlinableFlow(code: CodeObject): Flow | null {
  if ((code.flags & CodeFlag.GENERATOR) === 0) return null;
  const whole = findFlow(code);
  if (whole === null || delegates(whole)) return null;
  const flow = resumedFlow(whole);
  return flow.entries.size === 0 ? null : flow;
}

/** The text of a generator that is resumed at a yield, its frame in `g`: the result is in `t`. */
function writeInlined(
  work: Work,
  code: PyCode,
  flow: Flow,
  number: number,
  generator: string,
  sent: string,
): string {
  const { body, registers, names } = writeCode(work, code.source, flow, code, number);
  const variables = ['l', 'c', 'g', ...names].map((name) => renamed(name, number));
  const text = `inl: {\nstored: {\ntail: {\n${body}}\n${putBack(registers)}}\nt = afterInlined(vm, frame);\n}\n`;
  return (
    `const ${renamed('frame', number)} = g, ${renamed('regs', number)} = g.regs, ` +
    `${renamed('cells', number)} = g.cells, ${renamed('gen', number)} = ${generator}, ` +
    `${renamed('sent', number)} = ${sent};\n` +
    `let ${variables.join(', ')}, ${renamed('e', number)} = g.pc + ${RESUMED};\n` +
    enterDirectly(generator) +
    rename(text, number)
  );
}

const ALWAYS = [
  'note',
  'LEAVE',
  'caught',
  'noEntry',
  'callLater',
  'generatorOf',
  'Frame',
  'makeFrame',
];

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
    return writeDispatch(flow, context, dispatch, node, go);
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
  { registers, inlined }: Pick<Context, "registers" | "inlined">,
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
    return `switch (e) {\n${text}default:\n${inlined ? RUN_ALONE : 'return noEntry(vm, frame, e, sent);'}\n}\n`;
  return `if (e >= 0) switch (e) {\n${text}}\n${go(header)}`;
}

/** What an inlined generator does that stands nowhere where it is known to go on. */
const RUN_ALONE = 't = frame.code.compiled.run(vm, frame, sent);\nbreak inl;';

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
