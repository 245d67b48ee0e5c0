// Regions: the parts of a function that something has to be done to when control leaves them by
// break, continue or return. They stand on a stack while their code is emitted. What leaves walks
// the stack outwards and does inline what each region asks for, up to the first cleanup body
// (finally, with): there it hands over a completion and goes on from the body's end.
import { Completion } from '../bytecode/opcodes.js';
import { HandlerKind } from '../bytecode/exception-table.js';
import type * as ast from '../syntax/ast.js';
import { Label, ProtectedRange } from './emitter.js';
import type { Unit } from './unit.js';
import { unbindName } from './variables.js';

/** The blocks that CPython allows inside each other in one function. */
const MAXIMUM_DEPTH = 20;

export interface Loop {
  readonly kind: 'loop';
  readonly breakTo: Label;
  readonly continueTo: Label;
  /** The register of an iterator that this loop may own, or -1. */
  readonly iterator: number;
  readonly range: ProtectedRange | null;
  /** The completion kinds that stand for a break and a continue of this loop; -1: none yet. */
  breakKind: number;
  continueKind: number;
}

/** The body of a `try` with except clauses: nothing to do, but no longer protected. */
interface Attempt {
  readonly kind: 'attempt';
  readonly range: ProtectedRange;
}

/** What is protected by a cleanup body: the body of `try … finally` and of `with`. */
export interface Protected {
  readonly kind: 'protected';
  readonly record: number;
  /** Where the cleanup body begins. */
  readonly entry: Label;
  readonly range: ProtectedRange;
  /** Whether a return passes through here. */
  returns: boolean;
  /** Whether the end of the protected code is reached. */
  ends: boolean;
  readonly jumps: Map<number, Jump>;
}

interface Jump {
  readonly loop: Loop;
  readonly way: 'break' | 'continue';
}

/** A cleanup body itself. */
interface Cleanup {
  readonly kind: 'cleanup';
  readonly record: number;
  readonly range: ProtectedRange;
}

/** The except clauses of a `try`. */
interface Handler {
  readonly kind: 'handler';
  readonly pair: number;
  readonly range: ProtectedRange;
}

/** The body of one except clause, with the name that ends with it. */
interface Clause {
  readonly kind: 'clause';
  readonly name: string | null;
  readonly range: ProtectedRange | null;
}

export type Region = Loop | Attempt | Protected | Cleanup | Handler | Clause;

/** Runs `body` inside a region; what it emits is covered by the region's range. */
export function within(unit: Unit, region: Region, place: ast.Positioned, body: () => void): void {
  if (unit.regions.length >= MAXIMUM_DEPTH && unit.scope.comprehension === null) {
    unit.fail('too many statically nested blocks', place);
  }
  unit.regions.push(region);
  if (region.range !== null) unit.code.cover(region.range);
  body();
  if (region.range !== null) unit.code.pause(region.range);
  unit.regions.pop();
}

/** The loop that `break` and `continue` here belong to. */
export function innermostLoop(unit: Unit): Loop | null {
  for (let i = unit.regions.length - 1; i >= 0; i--) {
    const region = unit.regions[i]!;
    if (region.kind === 'loop') return region;
  }
  return null;
}

/** `return` of the value in a register. */
export function leaveByReturn(unit: Unit, value: number): void {
  const { code } = unit;
  leave(unit, null, true, (region) => {
    if (region === null) return code.emit('RETURN', value);
    if (code.flow === null) return;
    code.move(region.record + 1, value);
    code.emit('ENTER_FINALLY', region.record, Completion.RETURN);
    code.emit('JUMP', region.entry);
    region.returns = true;
  });
}

/** `break` or `continue` of a loop. */
export function leaveByJump(unit: Unit, loop: Loop, way: 'break' | 'continue'): void {
  const { code } = unit;
  leave(unit, loop, way === 'break', (region) => {
    if (region === null) {
      if (way === 'break') release(unit, loop);
      code.emit('JUMP', way === 'break' ? loop.breakTo : loop.continueTo);
      return;
    }
    if (code.flow === null) return;
    const kind = jumpKind(unit, loop, way);
    region.jumps.set(kind, { loop, way });
    code.emit('ENTER_FINALLY', region.record, kind);
    code.emit('JUMP', region.entry);
  });
}

/** Whether a return from here takes the value of a variable away before it leaves. */
export function unbindsOnReturn(unit: Unit): boolean {
  return unit.regions.some((region) => region.kind === 'clause' && region.name !== null);
}

/**
 * Walks outwards to the loop `until`, `through` which a break goes (all the way if it is null),
 * leaving every region passed, and calls `arrive` with the protected region that stands in the way, or with null at the end. No code on
 * the way is covered by the regions it has left.
 */
function leave(
  unit: Unit,
  until: Loop | null,
  through: boolean,
  arrive: (stop: Protected | null) => void,
): void {
  const { code, regions } = unit;
  const left: ProtectedRange[] = [];
  let stop: Protected | null = null;
  for (let i = regions.length - 1; i >= 0 && stop === null; i--) {
    const region = regions[i]!;
    if (region === until && !through) break;
    if (region.range !== null) {
      code.pause(region.range);
      left.push(region.range);
    }
    if (region === until) break;
    if (region.kind === 'protected') stop = region;
    else exit(unit, region);
  }
  arrive(stop);
  for (const range of left) code.cover(range);
}

/** What leaving one region takes. */
function exit(unit: Unit, region: Exclude<Region, Protected>): void {
  const { code } = unit;
  switch (region.kind) {
    case 'loop':
      return release(unit, region);
    case 'attempt':
      return;
    case 'cleanup':
      return code.emit('DISCARD_COMPLETION', region.record);
    case 'handler':
      return code.emit('END_HANDLER', region.pair);
    case 'clause':
      if (region.name !== null) unbindName(unit, region.name);
      return;
  }
}

function release(unit: Unit, loop: Loop): void {
  if (loop.iterator >= 0) unit.code.emit('RELEASE', loop.iterator);
}

/** The completion kind of a jump; one number for each target in the whole code object. */
function jumpKind(unit: Unit, loop: Loop, way: 'break' | 'continue'): number {
  const known = way === 'break' ? loop.breakKind : loop.continueKind;
  if (known >= 0) return known;
  const kind = Completion.JUMP + unit.jumpTargets;
  unit.jumpTargets += 1;
  if (way === 'break') loop.breakKind = kind;
  else loop.continueKind = kind;
  return kind;
}

// ---- Cleanup bodies

/**
 * Code that is protected by a cleanup body, which runs however the code is left. `record` is the
 * first of three temporaries. If the cleanup body `swallows` exceptions, what follows may run even
 * if the end of the protected code is never reached.
 */
export function withCleanup(
  unit: Unit,
  record: number,
  place: ast.Positioned,
  swallows: boolean,
  body: () => void,
  cleanup: (region: Protected) => void,
): void {
  const { code } = unit;
  const start = code.flow;
  const region: Protected = {
    kind: 'protected',
    record,
    entry: new Label(),
    range: new ProtectedRange(),
    returns: false,
    ends: false,
    jumps: new Map(),
  };
  within(unit, region, place, body);
  region.ends = code.flow !== null;
  code.emit('ENTER_FINALLY', record, Completion.NORMAL);
  code.protect(region.range, HandlerKind.CLEANUP, record, region.entry);
  code.placeWith(region.entry, start);
  cleanup(region);
  const after = code.flow;
  code.emit('END_FINALLY', record);
  code.flow = after;
  goOn(unit, region, region.ends || swallows);
}

/** The part of a cleanup body that runs with the completion still pending. */
export function cleanupBody(
  unit: Unit,
  record: number,
  place: ast.Positioned,
  body: () => void,
): void {
  const region: Cleanup = { kind: 'cleanup', record, range: new ProtectedRange() };
  within(unit, region, place, body);
  unit.code.protect(region.range, HandlerKind.RESTORE, record + 2);
}

/** After a cleanup body: goes on with what was under way when it was entered. */
function goOn(unit: Unit, region: Protected, normally: boolean): void {
  const { code } = unit;
  const { flow } = code;
  const ways: { kind: number; go: () => void }[] = [];
  if (region.returns) {
    const go = (): void => leaveByReturn(unit, region.record + 1);
    ways.push({ kind: Completion.RETURN, go });
  }
  for (const [kind, { loop, way }] of region.jumps) {
    ways.push({ kind, go: () => leaveByJump(unit, loop, way) });
  }
  const last = normally ? undefined : ways.pop();
  const labels = ways.map(({ kind }) => {
    const label = new Label();
    code.emit('JUMP_IF_COMPLETION', region.record, kind, label);
    return label;
  });
  const end = new Label();
  if (last !== undefined) last.go();
  else if (ways.length > 0) code.emit('JUMP', end);
  ways.forEach(({ go }, index) => {
    code.place(labels[index]!);
    code.flow = flow;
    go();
  });
  code.place(end);
}
