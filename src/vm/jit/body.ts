// The blocks of a code object in JavaScript, and the ways into them from outside.
import { emit, emitTest, endsBlock, take, type Context } from './emit.js';
import type { Flow, Loop } from './flow.js';
import { Form, type Registers } from './registers.js';
import { structure } from './structure.js';

/**
 * The blocks, and in front of them the ways in. A frame can be entered in the middle of loops: then
 * what is left of the turn stands in front of the loop once more, or, where that is much, the way
 * leads through the header, where a node of its own sends it on.
 */
export function writeBody(flow: Flow, registers: Registers, context: Context): string {
  const dispatch = new Dispatch(flow);
  const graph = new Map<number, readonly number[]>();
  graph.set(ENTRY, dispatch.next(ENTRY));
  for (const loop of flow.loops) {
    const node = dispatch.nodeOf(loop.header);
    if (node !== loop.header) graph.set(node, [...new Set([loop.header, ...dispatch.next(node)])]);
  }
  for (const [start, { next }] of flow.blocks) {
    graph.set(start, [...new Set(next.map((to) => dispatch.nodeOf(to)))]);
    if (!dispatch.copied.has(start)) continue;
    graph.set(start + COPY, [...new Set(next.map((to) => dispatch.nodeAfterCopy(start, to)))]);
  }
  return structure(graph, ENTRY, (node, go) => {
    const isCopy = node >= COPY;
    const start = isCopy ? node - COPY : node;
    const jump = (to: number): string =>
      go(isCopy ? dispatch.nodeAfterCopy(start, to) : dispatch.nodeOf(to));
    if (flow.blocks.has(start)) return writeBlock(flow, context, start, jump);
    return writeDispatch(flow, registers, context.inlined, dispatch, node, go);
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

/** What is added to the offset of a block for the node that is its copy in front of its loop. */
const COPY = 2 ** 20;

/** Instructions that are written twice at most, so that a loop need not be entered in its middle. */
const MAX_COPIED = 40;

class Dispatch {
  /** What is left of a turn that is entered in its middle: blocks, each with the header of its loop. */
  readonly copied = new Map<number, number>();
  /** The nodes in front of loops that are entered elsewhere than at their header, by header. */
  private readonly inFront = new Map<number, number>();
  /** By node: where each entry goes on from there. */
  private readonly ways = new Map<number, Map<number, number>>();

  constructor(private readonly flow: Flow) {
    for (const entry of flow.entries) this.copyFrom(entry);
    for (const { header, body } of flow.loops) {
      const isEntered = [...flow.entries].some(
        (entry) =>
          entry !== header &&
          body.has(entry) &&
          !(this.copied.has(entry) && this.loopsAround(entry).at(-1)!.header === header),
      );
      if (isEntered) this.inFront.set(header, -2 - header);
    }
    for (const entry of flow.entries) {
      let at = ENTRY;
      for (const loop of this.loopsAround(entry)) {
        const node = this.inFront.get(loop.header);
        if (node === undefined) continue;
        if (this.copied.has(entry) && loop === this.loopsAround(entry).at(-1)) continue;
        this.way(at, entry, node);
        at = node;
      }
      this.way(at, entry, this.copied.has(entry) ? entry + COPY : entry);
    }
  }

  /** Have what is left of a turn of the innermost loop, from an entry on, written twice. */
  private copyFrom(entry: number): void {
    const loop = this.loopsAround(entry).at(-1);
    if (loop === undefined || loop.header === entry) return;
    const { blocks, loops } = this.flow;
    const found = new Set<number>();
    let size = 0;
    const open = [entry];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === loop.header || !loop.body.has(at) || found.has(at)) continue;
      if (loops.some(({ header }) => header === at)) return;
      found.add(at);
      const block = blocks.get(at)!;
      if (!this.copied.has(at)) size += block.instructions.length;
      if (size > MAX_COPIED) return;
      open.push(...block.next);
    }
    for (const start of found) this.copied.set(start, loop.header);
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

  /** Where a jump of a copied block leads. */
  nodeAfterCopy(start: number, to: number): number {
    return this.copied.get(to) === this.copied.get(start) ? to + COPY : this.nodeOf(to);
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
  inlined: boolean,
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
    const start = to >= COPY ? to - COPY : to;
    if (flow.blocks.has(start)) text += writeTaking(flow, registers, start);
    text += to === header ? 'break;\n' : go(to);
  }
  if (header === undefined)
    return `switch (e) {\n${text}default:\n${inlined ? RUN_ALONE : 'return noEntry(vm, frame, e, sent);'}\n}\n`;
  return `if (e >= 0) switch (e) {\n${text}}\n${go(header)}`;
}

/** What an inlined generator does that stands nowhere where it is known to go on. */
const RUN_ALONE = 't = noEntry(vm, frame, -1, sent);\nbreak inl;';

/** What is added to the pc of a suspension point to say that the frame is resumed there. */
export const RESUMED = 2 ** 16;

/** The values of `e` that mean an entry: its offset, and that of a suspension point before it. */
function labels(flow: Flow, entry: number): string[] {
  const found = [`case ${entry}:`];
  for (const [at, { after }] of flow.suspensions) {
    if (after === entry) found.push(`case ${at + RESUMED}:`);
  }
  return found;
}

function writeTaking(flow: Flow, registers: Registers, entry: number): string {
  const list = registers.taken.get(entry)!;
  const suspension = [...flow.suspensions].find(([, { after }]) => after === entry);
  if (suspension === undefined) return `${take(list, null)}e = -1;\n`;
  const [at, { dst }] = suspension;
  if (!list.includes(dst)) return `${take(list, null)}e = -1;\n`;
  const store = registers.writtenThrough.has(dst)
    ? `if (e === ${at + RESUMED}) ${registers.form === Form.COUNTED ? `put(regs, ${dst}, sent)` : `regs[${dst}] = sent`};\n`
    : '';
  const others = list.filter((register) => register !== dst);
  return `${store}${take(others, null)}r${dst} = e === ${at + RESUMED} ? sent : regs[${dst}];\ne = -1;\n`;
}
