// The counting loop is the interpreter loop with what counting references adds. It is derived from
// src/vm/interpreter.ts by the rules below, so that there is one loop to read and to change. When the
// loop has changed so that a rule does not apply, generating fails.
import { rewrite } from './rewrite.mjs';

const HEADER = `// GENERATED from interpreter.ts by \`npm run generate\` (scripts/counting-loop.mjs): change that.
//
// The interpreter loop of a VM that counts references: what is stored in a register is retained, what
// was there is released, temporaries are emptied when they have done their work, and between two
// instructions what has lost its last reference ends (vm/reclaim.ts).
`;

/** @type {readonly import('./rewrite.mjs').Rule[]} */
const RULES = [
  [/^(?:\/\/.*\n)+/, HEADER, 1],
  [
    "import { deliverUncounted } from './deliver.js';\n",
    "import { deliver } from './deliver.js';\nimport { drop, enterFrame, handOver, leaveBase, reclaimBefore, returnTo } from './reclaim.js';\nimport { isLost, put, retain } from '../objects/references.js';\n",
    1,
  ],
  [
    /\/\*\*\n \* Run `entry`[^]*?\*\/\nexport function execute\(/,
    `/**
 * As \`execute\` of the interpreter, counting references.
 * @throws only what is not a Python exception: a bug of ours or an error of the host
 */
export function executeCounting(vm: VM, entry: Frame): Outcome {
  return vm.withLedger(() => run(vm, entry));
}

function run(`,
    1,
  ],
  ['frame.code.compiled !== null', '(frame.code.counted ?? null) !== null', null],
  ['  vm.entries++;\n', '  vm.entries++;\n  const { dying } = vm.ledger;\n', 1],
  [
    '    const regs = frame.regs;\n',
    '    enterFrame(frame);\n    const regs = frame.regs;\n    const { dead } = frame.code.liveness;\n',
    1,
  ],
  [
    /( +)\/\/ A case that computes a truth value/,
    `$1const unused = dead[pc]!;
$1if (unused !== null) {
$1  if (dying.length !== 0) reclaimBefore(vm, frame, pc);
$1  drop(regs, unused);
$1}
$1if (dying.length !== 0) reclaimBefore(vm, frame, pc);
$1// A case that computes a truth value`,
    1,
  ],
  [
    '              obj.slots.push(value);\n',
    '              retain(value);\n              obj.slots.push(value);\n',
    null,
  ],
  ['obj.slots[cache.slot] = value;', 'put(obj.slots, cache.slot, value);', null],
  [/(frame\.cells\[code\[pc \+ 1\]!\]!)\.value = (regs[^;]*);/, '$1.set($2);', 1],
  ['cell.value = undefined;', 'cell.set(undefined);', 1],
  [
    'frame.cells[code[pc + 1]!]!.value = undefined;',
    'frame.cells[code[pc + 1]!]!.set(undefined);',
    1,
  ],
  [
    /vm\.result = (regs\[code\[pc \+ 1\]!\]);\n/,
    'vm.result = leaveBase(regs, code[pc + 1]!);\n',
    1,
  ],
  ['deliverUncounted(', 'deliver(', null],
  ['deliver(caller, frame.owner);', 'returnTo(caller, frame, frame.owner);', 1],
  [
    / +\}\n( +)deliver\(caller, value\);\n/,
    '            }\n$1returnTo(caller, frame, value);\n',
    1,
  ],
  [
    /rootFrame\.caller = null;\n( +)deliver\(caller, value\);\n/,
    'rootFrame.caller = null;\n$1deliver(caller, value);\n$1handOver(frame);\n$1if (isLost(generator)) dying.push(generator);\n',
    1,
  ],
  [
    'frame = finishStep(vm, frame, regs[code[pc + 2]!]);',
    'const value = regs[code[pc + 2]!];\n            const yielding = frame;\n            frame = finishStep(vm, frame, value);\n            handOver(yielding);',
    1,
  ],
  ['code[pc + 2] === dst) pc += 3;', 'code[pc + 2] === dst && dead[pc] === null) pc += 3;', 1],
  ['|| code[pc + 1] !== dst)\n', '|| code[pc + 1] !== dst || dead[pc] !== null)\n', 1],
  ['case Op.ASYNC_YIELD:\n', 'case Op.ASYNC_YIELD: {\n', 1],
  [/(handOver\(yielding\);\n +continue frames;\n)/, '$1          }\n', 1],
  [/^( +)regs\[((?:[^=\n\]]|\[[^\]]*\])*)\] = ([^;]*);$/gm, '$1put(regs, $2, $3);', null],
];

/**
 * @param {string} source of the interpreter
 * @returns {string} source of the counting interpreter, not formatted
 */
export function countingLoop(source) {
  return rewrite(source, RULES, 'the interpreter loop');
}
