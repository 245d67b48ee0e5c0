// Looking at an execution that does not run: its frames, and the generators that are suspended.
import { CodeFlag } from '../bytecode/code.js';
import { asStr, PyDict } from '../objects/dict.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { GeneratorState, PyGenerator } from '../objects/generator.js';
import type { Execution } from '../vm/execution.js';
import { frameLocals, lineOf } from '../vm/introspect.js';
import { reachableFrom } from '../vm/referents.js';
import { delegateSeen, isSuspended } from '../vm/resume.js';
import type { Border } from './border.js';

/** A frame of an execution that does not run, as it is as long as that does not go on. */
export class ExecutionFrame {
  /** The name of the source file. */
  readonly file: string;
  /** 1-based line. */
  readonly line: number;
  /** The name of the function, or `<module>`. */
  readonly function: string;
  private readonly inside: () => Map<string, unknown>;

  /** @internal */
  constructor(border: Border, frame: Frame) {
    const { filename, name } = frame.code.source;
    this.file = filename;
    this.line = lineOf(frame);
    this.function = name;
    this.inside = () => localsOf(border, frame);
  }

  /** Its variables that have a value, converted as results are; in the body of a module its global names. */
  get locals(): Map<string, unknown> {
    return this.inside();
  }
}

/** A generator, coroutine or async generator that does not run. */
export interface SuspendedGenerator {
  /** What the host would get if it were returned. */
  readonly generator: unknown;
  /** The name of its function. */
  readonly name: string;
  /** `created` when it has not begun. */
  readonly state: 'created' | 'suspended';
  readonly file: string;
  /** The line of the `yield` or `await` at which it stands; of the `def` when it has not begun. */
  readonly line: number;
  /** What its `yield from` or `await` has handed over to; null when it stands at a yield of its own. */
  readonly delegate: unknown;
}

/** The frames of an execution that scripts could see, outermost first. */
export function framesOf(border: Border, { top }: Execution): ExecutionFrame[] {
  return chain(top)
    .filter(isVisible)
    .map((frame) => new ExecutionFrame(border, frame));
}

/** Everything from the outermost frame to the innermost. */
function chain(innermost: Frame | null): Frame[] {
  const frames: Frame[] = [];
  for (let at = innermost; at !== null; at = at.caller) frames.push(at);
  return frames.reverse();
}

function isVisible({ role, code }: Frame): boolean {
  return role !== FrameRole.BASE && (code.flags & CodeFlag.HIDDEN) === 0;
}

function localsOf(border: Border, frame: Frame): Map<string, unknown> {
  const names = frameLocals(frame);
  const locals = new Map<string, unknown>();
  if (!(names instanceof PyDict)) return locals;
  names.keys.forEach((key, at) => {
    const name = asStr(key);
    // The iterator of a comprehension is no variable.
    if (name !== undefined && name !== '.0') locals.set(name, border.toHost(names.values[at]));
  });
  return locals;
}

/** The suspended generators that the frames of an execution and the modules lead to. */
export function generatorsOf(border: Border, { vm, top }: Execution): SuspendedGenerator[] {
  const all: SuspendedGenerator[] = [];
  for (const node of reachableFrom([...chain(top), vm.modules])) {
    if (!(node instanceof PyGenerator) || node.frame === null || !isVisible(node.frame)) continue;
    const isNew = node.state === GeneratorState.CREATED;
    if (!isNew && !isSuspended(node)) continue;
    all.push({
      generator: border.toHost(node),
      name: node.name,
      state: isNew ? 'created' : 'suspended',
      file: node.code.source.filename,
      line: lineOf(node.frame),
      delegate: border.toHost(delegateSeen(node)),
    });
  }
  return all;
}
