// What the two engines do in a VM, for those who ask. Nothing is counted in compiled code, nor in the
// loop of the interpreter: only where one hands over to the other.
import { OP_NAMES } from '../../bytecode/opcodes.js';
import { FrameRole, type Frame } from '../../objects/frame.js';
import type { CompiledCode, PyCode } from '../../objects/functions.js';
import type { VM } from '../vm.js';
import { FORBIDDEN } from './compile.js';
import { whyNot } from './listing.js';

/** What the engines of a VM have done so far. */
export interface EngineStatistics {
  /** Code objects that were compiled to JavaScript. */
  readonly compiled: number;
  /** Milliseconds that this took. */
  readonly compileTime: number;
  /** Hot code objects that stay with the interpreter: their names, and why. */
  readonly refused: ReadonlyMap<string, string>;
  /** Whether the host was found to forbid the generation of code. */
  readonly forbidden: boolean;
  /** Turns of loops, calls, resumptions and the work of natives, by what was running. */
  readonly steps: {
    readonly compiled: number;
    readonly interpreted: number;
    /** In the interpreter that counts references (docs/cleanup.md). */
    readonly counting: number;
  };
  /** How often compiled code went on in the interpreter, by reason; docs/engine.md explains them. */
  readonly exits: ReadonlyMap<string, number>;
}

/** Collects what `EngineStatistics` says. */
export class Statistics implements EngineStatistics {
  compiled = 0;
  compileTime = 0;
  readonly refused = new Map<string, string>();
  forbidden = false;
  readonly steps = { compiled: 0, interpreted: 0, counting: 0 };
  readonly exits = new Map<string, number>();
  /** Why compiled code is about to be left, when that is not to be seen afterwards. */
  private reason: string | null = null;

  /** Steps were settled. */
  took(steps: number, vm: VM): void {
    const engine = vm.counting ? 'counting' : vm.compiledWaits ? 'compiled' : 'interpreted';
    this.steps[engine] += steps;
  }

  /** Have a code object compiled. */
  measure<T extends CompiledCode | typeof FORBIDDEN | null>(code: PyCode, compile: () => T): T {
    const start = performance.now();
    const made = compile();
    this.compileTime += performance.now() - start;
    if (made === FORBIDDEN) this.forbidden = true;
    else if (made !== null) this.compiled++;
    else {
      const { qualname, filename, firstLine } = code.source;
      this.refused.set(`${qualname} (${filename}:${firstLine})`, whyNot(code.source));
    }
    return made;
  }

  /** Compiled code is about to be left. */
  because(reason: string): void {
    this.reason = reason;
  }

  /** Compiled code has been left, with `vm.pushed` to go on with. */
  left(vm: VM): void {
    const reason = this.reason ?? reasonFor(vm, vm.pushed!);
    this.reason = null;
    this.exits.set(reason, (this.exits.get(reason) ?? 0) + 1);
  }
}

function reasonFor(vm: VM, next: Frame): string {
  if (next.role === FrameRole.BASE) return 'end of the run';
  if (vm.fuel < 0) return 'pause';
  if (vm.raising !== null) return 'termination';
  if (next.code.compiled === null) return 'interpreted code';
  return OP_NAMES[next.code.instructions[next.pc]!]!;
}

/** The statistics as a table for people. */
export function formatStatistics(statistics: EngineStatistics): string {
  const { compiled, compileTime, refused, forbidden, steps, exits } = statistics;
  const rows: (readonly [string, string])[] = [
    ['code objects compiled', `${compiled}`],
    ['milliseconds to compile', compileTime.toFixed(1)],
    ...[...refused].map(([name, why]) => [`not compiled: ${name}`, why] as const),
    ...(forbidden ? [['not compiled', 'the host forbids to generate code'] as const] : []),
    ['steps in compiled code', `${steps.compiled}`],
    ['steps in the interpreter', `${steps.interpreted}`],
    ['steps while references were counted', `${steps.counting}`],
    ...[...exits]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => [`left compiled code: ${reason}`, `${count}`] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const right = Math.max(...rows.map(([, value]) => (/^[\d.]+$/.test(value) ? value.length : 0)));
  return rows
    .map(([name, value]) => {
      const text = /^[\d.]+$/.test(value) ? value.padStart(right) : value;
      return `${name.padEnd(width)}  ${text}\n`;
    })
    .join('');
}
