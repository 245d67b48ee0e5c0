// Work in TypeScript that needs answers from Python code again and again, such as formatting many
// values with `__format__` methods. It cannot wait for them, because nothing here nests runs; so it
// is done over from the start with each new answer, and the answers it has had are given to it again.
//
// That makes such work plain data (arguments and a list of answers), at the price of repeating what
// is cheap. It must do the same each time until it comes to a question without an answer.
import { tuple, type PyList, type PyTuple } from '../objects/collections.js';
import { PyBuiltin } from '../objects/functions.js';
import { builtinType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from './calls.js';
import type { VM } from './vm.js';

/** A native that may return PUSHED, called with the given operands. */
export type Question = (vm: VM, ...operands: never[]) => Value;

export class Answers {
  private next = 0;
  /** The question that has no answer yet, and its operands, as the prelude wants them. */
  open: PyTuple | null = null;

  constructor(private readonly given: readonly Value[]) {}

  /** The answer, or undefined when the work has to stop and return undefined itself. */
  ask(question: PyBuiltin, ...operands: Value[]): Value {
    if (this.next < this.given.length) return this.given[this.next++];
    this.open = tuple([question, tuple(operands)]);
    return undefined;
  }
}

/** A question as a value: the prelude calls it. */
export function question(name: string, operands: number, native: Question): PyBuiltin {
  return new PyBuiltin(
    builtinType,
    name,
    name,
    'fixed',
    operands,
    operands,
    [],
    operands,
    Infinity,
    native,
  );
}

/** Work with questions: undefined when `answers.open` was left without an answer. */
export type Work = (vm: VM, answers: Answers, ...args: never[]) => Value;

/**
 * Make work callable: what this returns does it and gives its result or PUSHED. Neither the result
 * nor an answer may be undefined.
 */
export function answered(name: string, work: Work): (vm: VM, ...args: Value[]) => Value {
  const run = work as (vm: VM, answers: Answers, ...args: Value[]) => Value;
  const step = question(name, 2, (vm: VM, args: PyTuple, given: PyList) => {
    const answers = new Answers(given.items);
    const result = run(vm, answers, ...args.items);
    // A pair of a flag and either the result or the open question.
    return result === undefined ? tuple([false, answers.open]) : tuple([true, result]);
  });
  return (vm, ...args) => {
    const answers = new Answers([]);
    const result = run(vm, answers, ...args);
    if (result !== undefined) return result;
    return enterPrelude(vm, 'answer_questions', step, tuple(args), answers.open);
  };
}
