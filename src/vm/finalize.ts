// The end of a program: generators that are still suspended are closed and `__del__` is called, at
// the moment and in the order CPython does it.
//
// CPython's order, which this follows (Py_FinalizeEx):
//  1. The collector runs: what nothing refers to any more ends, oldest first.
//  2. The exception that ended the program is forgotten, and with it the frames of its traceback.
//  3. The modules leave sys.modules. A module nobody else refers to dies, and so does its namespace,
//     unless a function refers to that. Whatever loses its last reference dies at once.
//  4. The collector runs again. A namespace with functions is a cycle, so this is where most objects
//     end. All finalizers run, in the order of the collector's list, before anything is taken apart:
//     first what is older than what refers to it comes, in the order of its making; then the rest,
//     breadth first. A generator that is closed drops its frame, and what dies of that dies at once.
//  5. Modules that are alive because something outside refers to them are cleared, name by name.
//  6. What is left then ends without `sys` and its streams: nobody sees it.
//
// Here there is no list, and references may never have been counted (vm/counting.ts); so one walk over
// what the modules hold counts them anew, and these steps are played on these counts.
import { asStr, type PyDict } from '../objects/dict.js';
import type { PyException } from '../objects/exceptions.js';
import { GeneratorState, PyGenerator, ResumeKind } from '../objects/generator.js';
import { PyModule } from '../objects/module.js';
import { PyObject, type Value } from '../objects/value.js';
import { takeReferences } from '../objects/weak.js';
import { lookupSpecial } from './access.js';
import { finalizerOf } from './async-hooks.js';
import { callSync, runNested } from './calls.js';
import { userClasses } from './classes.js';
import { nativeModules } from './imports.js';
import {
  ageOf,
  byAge,
  droppedReferents,
  isYounger,
  reachableFrom,
  referents,
  type Node,
} from './referents.js';
import { resumeGenerator } from './resume.js';
import { reportIgnored } from './traceback.js';
import { warnUnawaited } from './unawaited.js';
import { toException } from './unwind.js';
import type { VM } from './vm.js';
import { objectDied } from './weak.js';

/**
 * Close what is still suspended and call `__del__` of what is left: once, and nothing runs afterwards.
 * @param uncaught the exception that ended the program; it has been printed
 */
export function finalizeAtExit(vm: VM, uncaught: PyException | null): void {
  if (vm.finalizing) return;
  vm.frame = null;
  callAtExit(vm);
  vm.stopCounting();
  const hasEnds = vm.watched.size > 0 || vm.weakTargets.size > 0 || someClassHasFinalizer(vm);
  if (hasEnds) new Finalizer(vm).run(uncaught);
  vm.finalizing = true;
}

/** Call what library modules have left to do for the end of the program. */
function callAtExit(vm: VM): void {
  for (const callee of vm.atExit) {
    try {
      callSync(vm, callee, []);
    } catch (thrown) {
      reportIgnored(vm, toException(thrown), callee);
    }
  }
}

function someClassHasFinalizer(vm: VM): boolean {
  for (const type of userClasses(vm)) if (type.members.has('__del__')) return true;
  return false;
}

class Finalizer {
  /** How many references there are to each node, counting those of the nodes that were found. */
  private readonly counts = new Map<Node, number>();
  /** Nodes that have lost their last reference. */
  private readonly dead = new Set<Node>();

  constructor(private readonly vm: VM) {}

  run(uncaught: PyException | null): void {
    const { vm } = this;
    const modules = vm.modules.values.filter((value) => value instanceof PyModule);
    const own = modules.filter((module) => !isNative(module));
    const roots = [...modules, vm.builtins, ...(uncaught === null ? [] : [uncaught])];
    for (const root of roots) this.count(root);
    this.closeAll((generator) => !this.counts.has(generator));
    if (uncaught !== null) this.release(uncaught);
    restoreStreams(vm);
    const lasting = this.reachable([vm.builtins, ...modules.filter(isNative)]);
    const order = this.collectorOrder(own, lasting);
    vm.finalizing = true;
    for (const module of own) this.release(module);
    // References between objects that end together are cleared first, without their callbacks.
    for (const node of order) {
      if (node instanceof PyObject && !this.dead.has(node)) takeReferences(node);
    }
    for (const node of order) this.finalizeInPlace(node);
    for (const module of own.toReversed()) {
      if (lasting.has(module)) this.clearNamespace(module.dict);
    }
    for (const node of lasting) this.finalizeInPlace(node);
    // What has got into a namespace meanwhile keeps it, until nothing can be printed any more.
    const kept = this.reachable(own.map(({ dict }) => dict));
    this.closeAll((generator) => !kept.has(generator));
  }

  private referents(node: Node): Node[] {
    // The references from sys.modules are those that `run` gives up one by one.
    return node === this.vm.modules ? [] : referents(node);
  }

  /** Count a reference to `root` from outside, and those of all that it leads to. */
  private count(root: Node): void {
    const { counts } = this;
    const open: Node[] = [];
    const add = (node: Node): void => {
      const known = counts.get(node);
      counts.set(node, (known ?? 0) + 1);
      if (known === undefined) open.push(node);
    };
    add(root);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const child of this.referents(node)) add(child);
    }
  }

  /** Everything that some nodes lead to, themselves included. */
  private reachable(roots: readonly Node[]): Set<Node> {
    return reachableFrom(roots, (node) => this.referents(node));
  }

  /**
   * The nodes that only modules lead to in the order of the collector's list. What is younger than
   * something that leads to it from a namespace, without anything older in between, is where it was put
   * when it was made. The collector at the beginning has put the rest behind, breadth first; and if
   * the program has called it before, what was there then comes before what was made since.
   */
  private collectorOrder(modules: readonly PyModule[], excluded: ReadonlySet<Node>): Node[] {
    const seen = new Set(excluded);
    const inPlace: Node[] = [];
    const later: { readonly node: Node; readonly isNew: boolean }[] = [];
    // `__main__` comes first in sys.modules, but what it imports is there before its own objects.
    for (const module of [...modules.slice(1), ...modules.slice(0, 1)]) {
      const open = this.referents(module.dict)
        .toReversed()
        .map((node) => ({ node, since: 0 }));
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const { node } = next;
        if (seen.has(node)) continue;
        seen.add(node);
        inPlace.push(node);
        // Something that leads there through what nobody knows the age of may be younger.
        const since = Math.max(next.since, ageOf(node) ?? 0);
        const younger: Node[] = [];
        for (const child of this.referents(node)) {
          if (isYounger(child, node) && (ageOf(child) ?? since) >= since) younger.push(child);
          else later.push({ node: child, isNew: this.isNew(node) || this.isNew(child) });
        }
        open.push(...younger.toReversed().map((child) => ({ node: child, since })));
      }
    }
    const behind: { readonly node: Node; readonly isNew: boolean }[] = [];
    for (const each of later) {
      if (seen.has(each.node)) continue;
      seen.add(each.node);
      behind.push(each);
      for (const child of this.referents(each.node)) {
        if (!seen.has(child)) later.push({ node: child, isNew: each.isNew || this.isNew(child) });
      }
    }
    inPlace.sort(byAge);
    return [
      ...inPlace.filter((node) => !this.isNew(node)),
      ...behind.filter(({ isNew }) => !isNew).map(({ node }) => node),
      ...inPlace.filter((node) => this.isNew(node)),
      ...behind.filter(({ isNew }) => isNew).map(({ node }) => node),
    ];
  }

  /** Whether a node was made after the last gc.collect(). */
  private isNew(node: Node): boolean {
    return (ageOf(node) ?? 0) > this.vm.collectedAt;
  }

  /** Give up one reference to a node; with the last one it dies, and gives up its own in turn. */
  private release(node: Node): void {
    const open = [node];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const count = (this.counts.get(next) ?? 0) - 1;
      this.counts.set(next, count);
      if (count > 0 || this.dead.has(next)) continue;
      this.dead.add(next);
      const dropped = next instanceof PyGenerator ? this.dropFrame(next) : this.dropObject(next);
      for (const child of dropped.toReversed()) open.push(child);
    }
  }

  private dropObject(node: Node): Node[] {
    this.callFinalizer(node);
    if (node instanceof PyObject) objectDied(this.vm, node, (each) => this.dead.has(each));
    return this.referents(node);
  }

  /** Close a generator, or warn of a coroutine that nobody has awaited. */
  private dropFrame(generator: PyGenerator): Node[] {
    const { frame } = generator;
    if (frame === null) return [];
    this.close(generator);
    return this.vm.finalized.has(generator) ? referents(generator) : droppedReferents(frame);
  }

  /** The finalizer of an object that the collector found: it does not die of it. */
  private finalizeInPlace(node: Node): void {
    if (this.dead.has(node)) return;
    if (!(node instanceof PyGenerator)) this.callFinalizer(node);
    else if (node.state !== GeneratorState.RUNNING) {
      const dropped = this.dropFrame(node);
      if (!this.vm.finalized.has(node)) for (const child of dropped) this.release(child);
    }
  }

  private callFinalizer(node: Node): void {
    if (!(node instanceof PyObject) || node.cls.builtin || this.vm.finalized.has(node)) return;
    const method = node.cls.lookup('__del__');
    if (method === undefined) return;
    this.vm.finalized.add(node);
    this.attempt(method, () => callSync(this.vm, lookupSpecial(this.vm, node, '__del__'), []));
  }

  private close(generator: PyGenerator): void {
    const { vm } = this;
    if (generator.state === GeneratorState.CREATED && vm.watched.has(generator)) {
      vm.watched.delete(generator);
      warnUnawaited(vm, generator, null);
    }
    if (generator.state !== GeneratorState.SUSPENDED || vm.finalized.has(generator)) return;
    this.attempt(generator, () => {
      const finalizer = finalizerOf(generator);
      if (finalizer !== null) callSync(vm, finalizer, [generator]);
      else runNested(vm, () => resumeGenerator(vm, generator, ResumeKind.CLOSE, null));
    });
    // One that refuses to close is given up.
    if (generator.state === GeneratorState.SUSPENDED) vm.finalized.add(generator);
    vm.watched.delete(generator);
  }

  /** Run something whose failure is reported as that of `source`. */
  private attempt(source: Value, action: () => void): void {
    try {
      action();
    } catch (thrown) {
      reportIgnored(this.vm, toException(thrown), source);
    }
  }

  /** Close suspended generators in the order in which they were made. */
  private closeAll(condition: (generator: PyGenerator) => boolean): void {
    for (const generator of [...this.vm.watched].sort(byAge)) {
      if (condition(generator)) this.close(generator);
    }
  }

  /** Set all names of a module to None: private ones first. */
  private clearNamespace(dict: PyDict): void {
    const clear = (condition: (name: string) => boolean): void => {
      for (let at = 0; at < dict.keys.length; at++) {
        const name = asStr(dict.keys[at]);
        const value = dict.values[at];
        if (name === undefined || value === null || !condition(name)) continue;
        dict.values[at] = null;
        if (value instanceof PyObject) this.release(value);
      }
    };
    clear((name) => /^_[^_]/.test(name));
    clear((name) => name !== '__builtins__');
  }
}

/** Whether a module is part of the machine, which keeps it to the very end. */
function isNative(module: PyModule): boolean {
  return nativeModules.has(module.name);
}

/** The standard streams are the process's own again, whatever the script has put in their place. */
function restoreStreams(vm: VM): void {
  const sys = vm.modules.getStr('sys');
  if (!(sys instanceof PyModule)) return;
  for (const name of ['stdin', 'stdout', 'stderr']) {
    sys.dict.setStr(name, sys.dict.getStr(`__${name}__`) ?? null);
  }
}
