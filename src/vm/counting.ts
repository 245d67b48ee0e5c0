// counting.ts: when references are counted, and so which of the two loops runs (docs/cleanup.md).
import { FrameRole, type Frame } from '../objects/frame.js';
import { GeneratorState } from '../objects/generator.js';
import { countOne, retain } from '../objects/references.js';
import { collectByItself } from './collect.js';
import { countContents, enterFrame, reclaim, rootsOf } from './reclaim.js';
import type { VM } from './vm.js';
import { weakTargets } from './weak.js';

/** Steps at least before counting, once begun, is given up. */
const PATIENCE = 10_000;

/**
 * Between two runs of the loop: begin to count references if something needs that, see to cycles, and
 * stop when nothing has needed it for a while. To begin costs a walk through everything, so the while
 * is as long as that, and twice as long each time: a program that needs it now and then, however
 * often, comes to stay with it.
 * @param next the frame to go on with
 */
export function chooseLoop(vm: VM, next: Frame): void {
  // A native that waits may hold what is not counted.
  if (vm.sealed > 0) return;
  if (vm.wantsCounting) startCounting(vm, next);
  if (!vm.counting || vm.reclaiming > 0) return;
  collectByItself(vm, next);
  if (vm.quiet > 0) return;
  if (!vm.hasWanted && !needsCounting(vm)) vm.stopCounting();
  vm.hasWanted = false;
  vm.quiet = vm.patience;
}

/** Whether there is something left whose end may be noticed. */
function needsCounting(vm: VM): boolean {
  const { dying, finalizable, canBegin } = vm.ledger;
  return (
    vm.keepsCounting ||
    !canBegin ||
    dying.length > 0 ||
    finalizable.size > 0 ||
    vm.watched.some(
      ({ needsCounting, state }) => needsCounting || state === GeneratorState.CREATED,
    ) ||
    weakTargets(vm).length > 0
  );
}

/**
 * Begin to count. Everything that the running frames and the modules lead to is counted as it is
 * now; from here on the counting loop runs.
 * @param top the frame to go on with; null when none runs
 */
export function startCounting(vm: VM, top: Frame | null): void {
  vm.wantsCounting = false;
  vm.loop = vm.countingLoop;
  vm.ledger.begin();
  const frames = activeFrames(vm, top);
  vm.withLedger(() => {
    // A traceback may lead to any of them: they are counted as running before that is known.
    for (const frame of frames) {
      frame.settle();
      if (frame.role !== FrameRole.GENERATOR) countOne(frame);
    }
    for (const root of rootsOf(vm)) retain(root);
    for (const frame of frames) {
      if (frame.role === FrameRole.GENERATOR) enterFrame(frame);
      else countContents(frame);
    }
  });
  const { adopted, sessions } = vm.ledger;
  vm.patience = Math.max(PATIENCE, adopted) * 2 ** (sessions - 1);
  vm.settle();
  vm.quiet = vm.patience;
}

/** The frames that run or wait for one that does, each before those that it has called. */
function activeFrames(vm: VM, top: Frame | null): Set<Frame> {
  const frames = new Set<Frame>();
  for (const innermost of [top, ...vm.innermostFrames()]) {
    const chain: Frame[] = [];
    for (let at = innermost; at !== null; at = at.caller) chain.push(at);
    for (const frame of chain.reverse()) frames.add(frame);
  }
  return frames;
}

/**
 * The host enters the VM: first, what it has let go of since then ends. Not in the middle of something,
 * when a native of the host's enters it again.
 */
export function enterFromHost<T>(vm: VM, action: () => T): T {
  return vm.withLedger(() => {
    if (vm.frame !== null) return action();
    vm.held.releaseAbandoned(vm.counting);
    // What an execution has dropped last ends when it goes on.
    if (vm.isRunning && vm.executions.size === 0) reclaim(vm);
    try {
      return action();
    } finally {
      // There may have been no safepoint.
      if (vm.wantsCounting) startCounting(vm, null);
    }
  });
}
