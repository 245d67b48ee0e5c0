// The text of a code object in JavaScript, whole.
import { CodeFlag, type CodeObject } from '../../bytecode/code.js';
import type { PyCode } from '../../objects/functions.js';
import { writeBody, RESUMED } from './body.js';
import type { Context, Resume } from './emit.js';
import { findFlow, resumedFlow, type Flow } from './flow.js';
import { intoText, renamed, type Inlined } from './inline.js';
import { isSettled, targetOf } from './profile.js';
import { findRegisters, Form, type Registers } from './registers.js';

/** Code with more words than this stays with the interpreter: V8 would not optimise what it becomes. */
export const MAX_WORDS = 6000;

/**
 * The JavaScript that a code object becomes; null for code that cannot be compiled.
 * @param library the names of everything that the text may use
 * @param inlined takes the codes whose text is in it
 * @param seen what has been seen of the generators that it resumes
 */
export function writeText(
  code: CodeObject,
  library: readonly string[],
  form: Form,
  inlined: Inlined,
  seen: PyCode | null,
): string | null {
  if (code.instructions.length > MAX_WORDS) return null;
  const flow = findFlow(code);
  if (flow === null) return null;
  const sites = new Set<number>();
  const work: Work = { form, inlined, constants: [], sites };
  const { body, registers, names } = writeCode(work, code, flow, seen, null);
  const suspendable = (code.flags & CodeFlag.SUSPENDABLE) !== 0;
  const named = new Set([...(body.match(/[a-zA-Z]\w+/g) ?? []), ...ALWAYS]);
  const helpers = library.filter((name) => named.has(name));
  return (
    `'use strict';\n` +
    `const { ${helpers.join(', ')} } = library;\n` +
    inlined.codes.map((_, i) => `const i${i} = inlined[${i}];\n`).join('') +
    work.constants.join('') +
    [...sites].map((pc) => `const s${pc} = siteAt(code, ${pc});\n`).join('') +
    `function run(vm, frame, sent) {\n` +
    `const regs = frame.regs;\nconst cells = frame.cells;\n` +
    (suspendable ? 'const gen = frame.owner;\n' : '') +
    `let ${[...names, 't', 'l', 'c', 'g', 'o'].join(', ')};\n` +
    (form === Form.COUNTED
      ? 'const { zero, dying } = vm.ledger;\nif (frame.refs < zero) enterFrame(frame);\n'
      : '') +
    `let e = ${suspendable ? `sent === undefined ? frame.pc : frame.pc + ${RESUMED}` : 'frame.pc'};\n` +
    `for (;;) {\nstored: {\ntail: {\n${body}}\n${putBack(registers)}}\n` +
    `if (vm.leaving !== 0 || (e = caught(vm, frame)) < 0) return LEAVE;\nt = undefined;\n}\n}\n` +
    writeCall(code) +
    `return { run, call, arity: ${arityOf(code)} };\n`
  );
}

/** What is written together: a code, and those that are inlined into it. */
interface Work {
  readonly form: Form;
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
  const registers = findRegisters(code, flow, work.form);
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
): Resume {
  const site = seen?.profile?.sites.get(pc);
  let call = `${ENTER(generator)}t = c.run(vm, g, ${sent});\n`;
  if (work.form === Form.COUNTED) {
    return { condition: '(c = g.code.counted) !== null && c !== undefined', text: call };
  }
  if (number === null && (site === undefined || !isSettled(site))) {
    work.sites.add(pc);
    call = `if (g.code !== s${pc}.code || --s${pc}.left === 0) note(vm, frame, s${pc}, g.code);\n${call}`;
  }
  const called = { condition: '(c = g.code.compiled) !== null', text: call };
  const target = site === undefined ? null : targetOf(site);
  if (target === null || !work.inlined.accepts(target)) return called;
  const flow = inlinableFlow(target.source);
  if (flow === null) return called;
  return work.inlined.with(target, (inner) => ({
    condition: `(g.code === i${inner} || ${called.condition})`,
    text:
      `if (g.code === i${inner}) {\n` +
      writeInlined(work, target, flow, inner, number !== null, generator, sent) +
      `} else {\n${call}}\n`,
  }));
}

/** What `deliverInto` of vm/resume.ts does. */
const ENTER = (generator: string): string =>
  `vm.fuel--;\n${generator}.state = 2;\ng.caller = frame;\ng.depth = frame.depth + 1;\n`;

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
  isNested: boolean,
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
    `vm.fuel--;\n${intoText(text, number, isNested)}`
  );
}

const ALWAYS = [
  'note',
  'enterFrame',
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
